"""Problems of a data map, gathered so that all of them are told at once."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pellucid.engine.datamap.model import Place
from pellucid.engine.errors import Problem

_LONGEST = 60


class Findings:
    """Grows while a map is read and checked.

    `doubtful` holds the names of persons and collections (`store.collection`) that could not be read whole: nothing
    is concluded from what they lack.
    """

    def __init__(self) -> None:
        self.doubtful: set[str] = set()
        self._found: dict[tuple[Place, str, str], None] = {}

    def add(self, place: Place, wrong: str, mend: str) -> None:
        self._found[place, wrong, mend] = None

    def __len__(self) -> int:
        return len(self._found)

    def problems(self) -> list[Problem]:
        """By file and line, each once."""
        return [Problem(str(place), wrong, mend) for place, wrong, mend in sorted(self._found)]


def shown(name: str) -> str:
    """A name from the map, in quotes and never longer than a line."""
    return repr(name if len(name) <= _LONGEST else name[:_LONGEST] + "…")


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """A mend that proposes the closest of `known`, or says `otherwise`."""
    closest = get_close_matches(name[:_LONGEST], sorted(known), n=1)
    if closest:
        return f"Did you mean {shown(closest[0])}? If not: {otherwise[:1].lower()}{otherwise[1:]}"
    return f"{otherwise[:1].upper()}{otherwise[1:]}"
