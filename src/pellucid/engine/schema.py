"""The live schema of a store, in words common to all stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, whatever the store calls it."""

    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    UUID = "uuid"
    JSON = "json"
    BYTES = "bytes"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `native` is the store's own type; `length` counts characters (bytes for BYTES, bits for INTEGER)."""

    name: str
    kind: Kind
    native: str
    nullable: bool = True
    length: int | None = None
    generated: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`columns` point at `target_columns` of table `target`. `on_delete` is upper case, "NO ACTION" by default."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    on_delete: str = "NO ACTION"
    on_update: str = "NO ACTION"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something that acts when rows change and that a statement does not show.

    `kind` is trigger, rule, versioning or row security; `on` holds some of "insert", "update", "delete".
    """

    name: str
    kind: str
    on: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """One table, folder or endpoint. `unique` lists column sets that no two rows share (the primary key included).

    `view`: rows cannot be changed in it.
    """

    name: str
    columns: Mapping[str, Column]
    primary_key: tuple[str, ...] = ()
    unique: tuple[frozenset[str], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    view: bool = False

    def is_unique(self, columns: frozenset[str]) -> bool:
        """Whether at most one row can hold given values in `columns`."""
        return any(key <= columns for key in self.unique)


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables of a store by name; a PostgreSQL table outside the search path is named `schema.table`."""

    tables: Mapping[str, Table] = field(default_factory=dict)

    def pointing_at(self, name: str) -> tuple[tuple[Table, ForeignKey], ...]:
        """Every foreign key, of any table, whose target is `name`."""
        return tuple((t, key) for t in self.tables.values() for key in t.foreign_keys if key.target == name)
