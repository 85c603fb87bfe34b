"""Where a store under test stands: an empty database that the suite may fill, alter and look into by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, time
from decimal import Decimal
from typing import Protocol
from uuid import UUID, uuid4

from pellucid.engine.schema import Column, Schema, Table
from pellucid.engine.stores.memory import MemoryDatabase, MemoryStore

Record = Mapping[str, object]
"""One row by column."""


class Stand(Protocol):
    """What the suite needs beside the store itself. Values are Python's own: `Decimal`, `date`, `UUID` as text,
    JSON as documents."""

    @property
    def url(self) -> str:
        """The store's URL."""

    def create(self, schema: Schema) -> None:
        """Make these tables; there are none yet."""

    def insert(self, table: str, rows: Sequence[Record]) -> None: ...

    def rows(self, table: str) -> list[Record]:
        """Everything in a table, by another connection than the store's."""

    def add_table(self, table: Table) -> None: ...

    def add_column(self, table: str, column: Column) -> None: ...


class DatabaseStand(Stand, Protocol):
    """What else a database server can be made to do. A dialect does as it can; the words are the suite's."""

    def add_unique(self, table: str, column: str) -> None:
        """A unique index."""

    def add_trigger(self, table: str) -> None:
        """A trigger `keep_old` that writes (id, name) of each row deleted from `table` into table `audit`."""

    def cascading(self, child: str, column: str, parent: str) -> None:
        """A foreign key from `child.column` to `parent.id` with ON DELETE CASCADE, on an empty new table."""

    def locked(self, table: str) -> AbstractContextManager[object]:
        """Another connection holds every row of `table`."""

    def disconnect(self) -> None:
        """End all connections to the database but the stand's own."""


class MemoryStand:
    """A stand for the memory store."""

    def __init__(self) -> None:
        self._name = uuid4().hex
        self.url = f"memory://{self._name}"

    @property
    def _database(self) -> MemoryDatabase:
        return MemoryStore.databases[self._name]

    def create(self, schema: Schema) -> None:
        MemoryStore.databases[self._name] = MemoryDatabase(schema)

    def insert(self, table: str, rows: Sequence[Record]) -> None:
        self._database.insert(table, rows)

    def rows(self, table: str) -> list[Record]:
        return [{name: plain(value) for name, value in row.items()} for row in self._database.tables[table].values()]

    def add_table(self, table: Table) -> None:
        self._database.add_table(table)

    def add_column(self, table: str, column: Column) -> None:
        self._database.add_column(table, column)

    def drop(self) -> None:
        MemoryStore.databases.pop(self._name, None)


def plain(value: object) -> object:
    """One value in one form, whatever a driver gives: text for dates, times and UUIDs, numbers that compare."""
    if isinstance(value, (date, time, UUID)):
        return str(value)
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, float):
        return Decimal(str(value))
    return value
