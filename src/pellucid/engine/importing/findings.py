"""What an import has to say, gathered: one finding for many places that say the same."""

from __future__ import annotations

from collections.abc import Iterable

from pellucid.engine.datamap.model import Place
from pellucid.engine.errors import Problem

LINES_SHOWN = 5


class Findings:
    """Findings in the order in which they were first made."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str, str], list[int]] = {}

    def add(self, place: Place, wrong: str, mend: str) -> None:
        """Note a finding; the same words about another line of the same file become part of the first."""
        lines = self._lines.setdefault((place.file, wrong, mend), [])
        if place.line not in lines:
            lines.append(place.line)

    def problems(self) -> list[Problem]:
        """One problem each, at its first line, with the further lines in its words."""
        return [
            Problem(str(Place(file, lines[0])) if lines[0] else file, f"{wrong}{_also(lines[1:])}", mend)
            for (file, wrong, mend), lines in self._lines.items()
        ]


def _also(lines: Iterable[int]) -> str:
    others = list(lines)
    if not others:
        return ""
    shown = ", ".join(map(str, others[:LINES_SHOWN]))
    more = len(others) - LINES_SHOWN
    return f" (also on line{'s' if len(others) > 1 else ''} {shown}{f' and {more} more' if more > 0 else ''})"
