"""A table while its parts come in, one catalog query or one statement at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pellucid.engine.schema import Column, ForeignKey, Hidden, Schema, Table

EVENTS = frozenset({"insert", "update", "delete"})
"""What changes rows during a run; only an undo inserts any."""


@dataclass(slots=True)
class Draft:
    """Mutable until `table` freezes it."""

    name: str
    view: bool = False
    columns: dict[str, Column] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    unique: list[frozenset[str]] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    hidden: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def hide(self, name: str, kind: str, on: Iterable[str]) -> None:
        """Note a hidden effect; only what changes rows counts, and a name seen twice gathers its events."""
        if events := EVENTS.intersection(on):
            self.hidden[name, kind] = self.hidden.get((name, kind), frozenset()) | events

    def table(self) -> Table:
        keys = [frozenset(self.primary_key), *self.unique]
        return Table(
            name=self.name,
            columns=self.columns,
            primary_key=self.primary_key,
            unique=tuple(dict.fromkeys(key for key in keys if key)),
            foreign_keys=tuple(dict.fromkeys(self.foreign_keys)),
            hidden=tuple(Hidden(name, kind, on) for (name, kind), on in self.hidden.items()),
            view=self.view,
        )


def schema_of(drafts: Iterable[Draft]) -> Schema:
    """Tables in the order of their names, so that two readings of one schema are equal."""
    return Schema({draft.name: draft.table() for draft in sorted(drafts, key=lambda draft: draft.name)})
