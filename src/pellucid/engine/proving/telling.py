"""Whose the rows of a restored backup are: by what each row itself says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pellucid.engine.datamap.model import EraseAction, LinkKind, PersonKind
from pellucid.engine.planning.graph import Edge
from pellucid.engine.planning.identifying import told_by
from pellucid.engine.planning.plan import StorePlan
from pellucid.engine.proving.erasures import Erasures, Likeness
from pellucid.engine.proving.own_rows import OwnRows
from pellucid.engine.running.remnants import IsRemnant, remnant
from pellucid.engine.stores.base import Known

Told = tuple[tuple[str, str], ...]
"""Identities on a row: name and value."""


@dataclass(slots=True)
class Telling:
    """What the rows of one way (a person's own row, or a link to identities) say about persons of one kind."""

    part: StorePlan
    edge: Edge
    kind: PersonKind
    key: bytes = field(repr=False)
    _remnants: dict[str, IsRemnant] = field(init=False, repr=False)
    _beyond: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        told = told_by(self.part.declared, self.edge)
        name = self.edge.collection
        keys = self.part.schema.tables[self.part.declared.collections[name].table].primary_key
        alone = {identity: here for identity, here in told.items() if self.kind.identities[identity]}
        self._remnants = {identity: remnant(self.part, name, here, self.key) for identity, here in alone.items()}
        # An identity that is the row's key says nothing more than the key, which may have been given to another row.
        self._beyond = frozenset(identity for identity, here in alone.items() if here not in keys)

    def identities(self, row: Known) -> Told:
        """What the row says that its person alone is known by."""
        return tuple((name, str(value)) for name, value in row.identities.items() if self._is_live(name, value))

    def likeness(self, row: Known, erasures: Erasures, since: datetime) -> Likeness:
        own = {name: [value] for name, value in self.identities(row) if name in self._beyond}
        if not own and self._stays:
            return Likeness.NONE  # that is what an erasure has made of it
        store, collection = self.part.store, self.edge.collection
        keys = [row.key] if row.key else []
        return erasures.match(OwnRows(self.kind.name, store, collection, own, keys), since)

    def _is_live(self, name: str, value: object) -> bool:
        if name not in self._remnants or value is None or not str(value).strip():
            return False
        cut = dict(self.edge.link.unlink or ()).values() if self.edge.link else ()
        return value not in cut and not self._remnants[name](value)

    @property
    def _stays(self) -> bool:
        """Whether an erasure leaves the row and takes the person out of it."""
        if self.edge.link is not None and self.edge.link.kind is not LinkKind.OWNS:
            return True
        erase = self.part.declared.collections[self.edge.collection].erase
        return erase is not None and erase.action is not EraseAction.DELETE


def same_people(rows: Iterable[Told]) -> list[dict[str, list[str]]]:
    """Persons from the identities on different rows: rows that have one in common are the same person's."""
    whose: dict[tuple[str, str], list[Told]] = {}
    for row in rows:
        others = {id(whose[one]): whose[one] for one in _compared(row) if one in whose}.values()
        merged = [row, *(other for group in others for other in group)]
        whose.update((one, merged) for told in merged for one in _compared(told))
    return [_all_of(group) for group in {id(group): group for group in whose.values()}.values()]


def _compared(row: Told) -> list[tuple[str, str]]:
    return [(name, value.strip().casefold()) for name, value in row]


def _all_of(rows: Sequence[Told]) -> dict[str, list[str]]:
    values: dict[str, dict[str, None]] = {}
    for row in rows:
        for name, value in row:
            values.setdefault(name, {})[value] = None
    return {name: list(many) for name, many in values.items()}
