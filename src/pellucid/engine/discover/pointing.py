"""Foreign keys, and what is called like one: where the rows of a table point. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pellucid.engine.datamap.model import LinkKind
from pellucid.engine.discover.naming import word_set, words
from pellucid.engine.discover.persons import Persons
from pellucid.engine.schema import ForeignKey, Schema, Table

OWNS, SHARES, REFERS = LinkKind.OWNS, LinkKind.SHARES, LinkKind.REFERS

_HANDLING = word_set(
    "by rep manager assignee assigned approver reviewer editor operator handler supervisor parent reports "
    "referrer inviter moderator responsible"
)
"""Words for somebody who deals with a row without its being theirs: `approved_by`, `support_rep_id`."""


@dataclass(frozen=True, slots=True)
class Way:
    """A proposed link of `table` to table `target`, or `by_identity`; `check` says what is doubtful about it."""

    kind: LinkKind
    person: str
    table: str
    target: str
    on: tuple[tuple[str, str], ...]
    check: str = ""
    by_identity: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Pointer:
    """A foreign key, or (`guessed`) a column that is called like one."""

    table: Table
    key: ForeignKey
    guessed: bool = False

    @property
    def required(self) -> bool:
        return not any(self.table.columns[column].nullable for column in self.key.columns if self._known(column))

    @property
    def handling(self) -> bool:
        return any(word in _HANDLING for column in self.key.columns for word in words(column))

    def way(self, kind: LinkKind, person: str, check: str = "") -> Way:
        on = tuple(zip(self.key.columns, self.key.target_columns, strict=True))
        why = "by its name, there is no foreign key" if self.guessed else ""
        return Way(kind, person, self.table.name, self.key.target, on, ", ".join(filter(None, (check, why))))

    def _known(self, column: str) -> bool:
        return column in self.table.columns


def pointers(schema: Schema, persons: Mapping[str, Persons]) -> list[Pointer]:
    """Every foreign key between tables of `schema`, in the columns' order, then what is called like a person's key."""
    found = [
        Pointer(table, key)
        for table in schema.tables.values()
        if not table.view
        for key in sorted(table.foreign_keys, key=lambda key: list(table.columns).index(key.columns[0]))
        if key.target in schema.tables and len(key.columns) == len(key.target_columns)
    ]
    tables = [table for table in schema.tables.values() if not table.view]
    return found + [guess for table in tables for guess in _guessed(table, schema, persons)]


def _guessed(table: Table, schema: Schema, persons: Mapping[str, Persons]) -> Iterator[Pointer]:
    keyed = {column for key in table.foreign_keys for column in key.columns}
    for one in persons.values():
        key = schema.tables[one.table].primary_key
        if len(key) != 1 or one.table == table.name:
            continue
        for column in table.columns.values():
            named = words(column.name) == (*words(one.kind), "id")
            if named and column.name not in keyed and column.kind is schema.tables[one.table].columns[key[0]].kind:
                yield Pointer(table, ForeignKey((column.name,), one.table, key), guessed=True)


def polymorphic(table: Table) -> dict[str, str]:
    """Columns that point at various tables, with the column that says at which: `{"subject_id": "subject_type"}`."""
    by_words = {words(name): name for name in table.columns}
    keyed = {column for key in table.foreign_keys for column in key.columns}
    pairs = {
        name: by_words[(*spoken[:-1], "type")]
        for spoken, name in by_words.items()
        if len(spoken) > 1 and spoken[-1] == "id" and (*spoken[:-1], "type") in by_words
    }
    return {name: kind for name, kind in pairs.items() if name not in keyed}
