"""Tables as mappings of numbered rows, and the promises that a database keeps about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

from pellucid.engine.errors import StoreError
from pellucid.engine.schema import Column, Schema, Table

Values = Mapping[str, object]
Rows = dict[int, Values]
"""Rows of a table by a number that stays theirs. A row is replaced, never changed in place."""


@dataclass(slots=True)
class MemoryDatabase:
    """One database. What is committed replaces `tables`, so whoever reads goes on with what it began with."""

    schema: Schema
    tables: Mapping[str, Rows] = field(default_factory=dict, repr=False)
    writing: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        self.tables = {name: {} for name in self.schema.tables}

    def insert(self, table: str, rows: Iterable[Values]) -> None:
        """Rows by column; what is not named is NULL. Constraints are first looked at when a session changes rows."""
        known, old = self.schema.tables[table], self.tables[table]
        whole: list[Values] = [{name: row.get(name) for name in known.columns} for row in rows]
        self.tables = {**self.tables, table: {**old, **dict(enumerate(whole, start=max(old, default=0) + 1))}}

    def add_table(self, table: Table) -> None:
        self.schema = Schema({**self.schema.tables, table.name: table})
        self.tables = {**self.tables, table.name: {}}

    def add_column(self, table: str, column: Column) -> None:
        known = self.schema.tables[table]
        changed = replace(known, columns={**known.columns, column.name: column})
        self.schema = Schema({**self.schema.tables, table: changed})
        rows: Rows = {number: {**row, column.name: None} for number, row in self.tables[table].items()}
        self.tables = {**self.tables, table: rows}


def check(schema: Schema, tables: Mapping[str, Rows], table: str) -> None:
    """Raises StoreError where `table` breaks NOT NULL or UNIQUE, or a foreign key from or to it leads nowhere."""
    known, rows = schema.tables[table], list(tables[table].values())
    for column in known.columns.values():
        if not column.nullable and any(row[column.name] is None for row in rows):
            raise _refused("NOT NULL", table, [column.name])
    for names in known.unique:
        keys = [key for row in rows if None not in (key := values(row, sorted(names)))]
        if len(set(keys)) < len(keys):
            raise _refused("UNIQUE", table, sorted(names))
    keys_here = [(known, key) for key in known.foreign_keys]
    for child, foreign in [*keys_here, *schema.pointing_at(table)]:
        there = {values(row, foreign.target_columns) for row in tables[foreign.target].values()}
        for row in tables[child.name].values():
            pointer = values(row, foreign.columns)
            if None not in pointer and pointer not in there:
                raise _refused("FOREIGN KEY", child.name, foreign.columns)


def values(row: Values, names: Iterable[str]) -> tuple[object, ...]:
    return tuple(row[name] for name in names)


def _refused(promise: str, table: str, columns: Iterable[str]) -> StoreError:
    return StoreError(f"{promise} constraint failed: {table}.{', '.join(columns)}")
