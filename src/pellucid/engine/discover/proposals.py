"""All that can be guessed about a store from its schema alone, table by table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pellucid.engine.datamap.model import EraseAction
from pellucid.engine.discover.erasures import Erasure, erasures, is_shared
from pellucid.engine.discover.fields import FieldGuess, Standing, guesses
from pellucid.engine.discover.linking import links
from pellucid.engine.discover.persons import Identity, Persons, find
from pellucid.engine.discover.pointing import OWNS, SHARES, Way
from pellucid.engine.schema import Schema, Table


@dataclass(frozen=True, slots=True)
class Known:
    """What the map already says of a table: its kind of person, and the identities there by column."""

    person: str | None = None
    identities: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One table as a collection. `persons`: its rows are persons; `check`: doubts about the table as a whole."""

    table: Table
    persons: Persons | None
    ways: tuple[Way, ...]
    erasure: Erasure | None
    fields: tuple[FieldGuess, ...]
    check: str = ""

    @property
    def reached(self) -> bool:
        return self.persons is not None or any(way.kind in (OWNS, SHARES) for way in self.ways)


def propose(schema: Schema, known: Mapping[str, Known]) -> list[Proposal]:
    """One proposal for each table that is no view; links speak of tables."""
    persons = find(schema, {table: one.person for table, one in known.items()})
    for table, one in known.items():
        if table in persons:
            identities = tuple(Identity(name, column, unique=True) for name, column in one.identities)
            persons[table] = replace(persons[table], identities=identities)
    ways = links(schema, persons)
    actions = erasures(schema, persons, ways)
    return [_proposal(table, persons, ways, actions) for table in schema.tables.values() if not table.view]


def _proposal(
    table: Table, persons: Mapping[str, Persons], ways: list[Way], actions: Mapping[str, Erasure]
) -> Proposal:
    own = tuple(way for way in ways if way.table == table.name)
    erasure = actions.get(table.name)
    standing = Standing(
        person=table.name in persons,
        reached=any(way.kind is OWNS for way in own),
        shared=is_shared(table.name, own),
        action=erasure.action if erasure else EraseAction.DELETE,
    )
    effects = ", ".join(f"{hidden.kind} {hidden.name}" for hidden in table.hidden)
    check = f"{effects} acts here, say under effects what it does" if effects else ""
    return Proposal(table, persons.get(table.name), own, erasure, tuple(guesses(table, standing)), check)
