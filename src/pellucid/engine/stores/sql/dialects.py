"""What the SQL of the databases differs in, as small facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Dialect, func, make_url
from sqlalchemy import bindparam as parameter
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import NullType

from pellucid.engine.masks.json_paths import parse_path
from pellucid.engine.schema import Column, Kind

Extract = Callable[[ColumnElement[Any], str], ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class SQLDialect:
    """`joined`: UPDATE and DELETE take other tables beside the one they change. `bound`: roots fit into arrays.

    `inside`: the text at a JSON path in a column. `keyless`: a column that tells rows of a table without key apart.
    `exactly`: statements after which values are told in a form that does not depend on the connection's settings;
    `restoring`: after which rows go back as they were; `usually` takes back what would outlast the transaction.
    """

    name: str
    compiler: Dialect
    joined: bool
    bound: bool
    inside: Extract
    keyless: str = ""
    exactly: tuple[str, ...] = ()
    restoring: tuple[str, ...] = ()
    usually: tuple[str, ...] = ()

    def exact(self, column: Column) -> bool:
        """Whether the column compares as its values are spelled, whatever its collation."""
        return self.bound and column.kind is not Kind.OTHER and not column.native.endswith("citext")


def value(given: object) -> ColumnElement[Any]:
    """A constant as a parameter without a type, so that the database decides by what it is compared with."""
    return parameter(None, given, type_=NullType(), unique=True)


def later(name: str) -> ColumnElement[Any]:
    """A parameter whose value is known when the statement runs."""
    return parameter(name, required=True, type_=NullType())


def _dollar(path: str) -> str:
    parts = ["$"]
    for step in parse_path(path):
        quoted = '"' + step.replace('"', '\\"') + '"' if isinstance(step, str) else ""
        parts.append(f".{quoted}" if isinstance(step, str) else f"[{step}]")
    return "".join(parts)


def _postgresql_inside(found: ColumnElement[Any], path: str) -> ColumnElement[Any]:
    steps = ",".join('"' + str(step).replace("\\", "\\\\").replace('"', '\\"') + '"' for step in parse_path(path))
    return found.op("#>>")(value("{" + steps + "}"))


def _sqlite_inside(found: ColumnElement[Any], path: str) -> ColumnElement[Any]:
    return func.json_extract(found, value(_dollar(path)))


def _mysql_inside(found: ColumnElement[Any], path: str) -> ColumnElement[Any]:
    return func.json_unquote(func.json_extract(found, value(_dollar(path))))


def _compiler(name: str, parameters: Literal["pyformat", "named"]) -> Dialect:
    known = make_url(f"{name}://").get_dialect()
    if not issubclass(known, DefaultDialect):
        raise TypeError(f"{name} has no dialect to compile with")
    return known(paramstyle=parameters)


POSTGRESQL = SQLDialect(
    "postgresql",
    _compiler("postgresql+psycopg", "pyformat"),
    True,
    True,
    _postgresql_inside,
    "ctid",
    exactly=(
        "SET LOCAL TimeZone = 'UTC'",
        "SET LOCAL DateStyle = 'ISO, YMD'",
        "SET LOCAL IntervalStyle = 'postgres'",
        "SET LOCAL bytea_output = 'hex'",
        "SET LOCAL extra_float_digits = 1",
    ),
)
SQLITE = SQLDialect(
    "sqlite",
    _compiler("sqlite", "named"),
    False,
    False,
    _sqlite_inside,
    "rowid",
    restoring=("PRAGMA defer_foreign_keys = ON",),
)
MYSQL = SQLDialect(
    "mysql",
    _compiler("mysql+pymysql", "pyformat"),
    True,
    False,
    _mysql_inside,
    "",
    exactly=("SET SESSION time_zone = '+00:00'",),
    restoring=("SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')",),
    usually=(
        "SET SESSION time_zone = @@global.time_zone",
        "SET SESSION sql_mode = REPLACE(@@sql_mode, 'NO_AUTO_VALUE_ON_ZERO', '')",
    ),
)
