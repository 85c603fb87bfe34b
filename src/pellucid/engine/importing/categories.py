"""Data categories of fideslang, of every version, in the words of the data map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pellucid.engine.datamap.categories import built_in, successor
from pellucid.engine.datamap.findings import shown
from pellucid.engine.datamap.model import NOT_PERSONAL, Place
from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.nodes import Node

BY_IDENTITY: Mapping[str, str] = {"email": "user.contact.email", "phone_number": "user.contact.phone_number"}
IDENTIFIER = "user.unique_id"


class Taxonomy:
    """Every category that the map uses: built-in ones, and its `own` ones that the files brought along."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._described: dict[str, str] = {}
        self.own: dict[str, str] = {}

    def describe(self, category: str, words: str) -> None:
        """Take the words of a category that a file declares itself (`data_category:`), unless it is built in."""
        name = _clean(category)
        if successor(name) is None:
            self._described[name] = words

    def category(self, written: Iterable[Node], place: Place) -> str | None:
        """The one category that stands for all that is `written` on a field; None where nothing is."""
        found = list(dict.fromkeys(self._one(node) for node in written if node.words()))
        personal = [name for name in found if name != NOT_PERSONAL]
        narrow = [name for name in personal if not any(other.startswith(f"{name}.") for other in personal)]
        if len(narrow) > 1:
            self._findings.add(
                place,
                f"several categories, {' and '.join(narrow)}; the first was taken",
                "write the one that matters most, for example the more sensitive one",
            )
        return next(iter(narrow or found), None)

    def of_identity(self, identity: str) -> str:
        """The category of a field that holds `identity` and says no more."""
        return self._declared(BY_IDENTITY.get(identity, IDENTIFIER))

    def _one(self, node: Node) -> str:
        written = node.words()
        name = _clean(written)
        now = name if name in self._described else successor(name)
        if NOT_PERSONAL in (name, now):
            return NOT_PERSONAL
        if now is None and name not in self._described:
            self._findings.add(
                node.place,
                f"category {shown(written)} is unknown; it became one of the map's own",
                "say what it means under `categories:` in map.yml, or write a built-in category instead",
            )
        elif now is not None and now != name:
            self._findings.add(
                node.place, f"category {shown(written)} is retired; {now} was taken", "check that the successor fits"
            )
        return self._declared(now or name)

    def _declared(self, name: str) -> str:
        if name not in built_in():
            last = name.rpartition(".")[2].replace("_", " ")
            self.own.setdefault(name, self._described.get(name) or f"{last.capitalize()} (from fideslang)")
        return name


def _clean(written: str) -> str:
    parts = (re.sub(r"[^a-z0-9_]+", "_", part).strip("_") for part in written.strip().lower().split("."))
    name = ".".join(part for part in parts if part)
    return name if name[:1].isalpha() else f"user.{name or 'unnamed'}"
