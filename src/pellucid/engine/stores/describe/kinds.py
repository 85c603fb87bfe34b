"""From a database's own type names to the kinds all stores share. Pure.

Lengths are characters for strings, bytes for bytes, bits for integers (the sign included), else None.
"""

from __future__ import annotations

import re

from pellucid.engine.schema import Kind

Typed = tuple[Kind, int | None]

_ARGUMENTS = re.compile(r"\s*\(\s*(\d+)?[^)]*\)")
_SIGN = re.compile(r"\s+(unsigned|signed|zerofill)\b")

_COMMON = {
    Kind.STRING: "char, character, varchar, character varying, nchar, nvarchar, text",
    Kind.DECIMAL: "numeric, decimal, dec, real, float, double, double precision",
    Kind.BOOLEAN: "boolean, bool",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.DATETIME: "timestamp, datetime",
    Kind.UUID: "uuid",
    Kind.JSON: "json",
}
_POSTGRESQL = {
    Kind.STRING: 'bpchar, name, citext, "char"',
    Kind.DECIMAL: "float4, float8, money",
    Kind.TIME: "timetz, time without time zone, time with time zone",
    Kind.DATETIME: "timestamptz, timestamp without time zone, timestamp with time zone",
    Kind.JSON: "jsonb",
    Kind.BYTES: "bytea",
}
_MYSQL = {
    Kind.STRING: "tinytext, mediumtext, longtext",
    Kind.DECIMAL: "fixed",
    Kind.BYTES: "binary, varbinary, tinyblob, blob, mediumblob, longblob",
}
_SQLITE = {
    Kind.STRING: "string",
    Kind.DECIMAL: "number, money, currency",
    Kind.DATETIME: "timestamptz, timestamp without time zone, timestamp with time zone",
    Kind.UUID: "guid, uniqueidentifier",
    Kind.JSON: "jsonb",
    Kind.BYTES: "binary, varbinary, bytea",
}
_BITS = {
    "tinyint": 8,
    "smallint": 16,
    "int2": 16,
    "smallserial": 16,
    "mediumint": 24,
    "int": 32,
    "integer": 32,
    "int4": 32,
    "serial": 32,
    "oid": 32,
    "bigint": 64,
    "int8": 64,
    "bigserial": 64,
}
_MYSQL_BYTES = {"tiny": 2**8 - 1, "": 2**16 - 1, "medium": 2**24 - 1}
_WIDEST_CHARACTER = 4  # bytes, in utf8mb4


def _by_name(*groups: dict[Kind, str]) -> dict[str, Kind]:
    return {name: kind for group in groups for kind, names in group.items() for name in names.split(", ")}


_POSTGRESQL_KINDS = _by_name(_COMMON, _POSTGRESQL)
_MYSQL_KINDS = _by_name(_COMMON, _MYSQL)
_SQLITE_KINDS = _by_name(_COMMON, _SQLITE)


def _parts(native: str) -> tuple[str, int | None]:
    """`timestamp(3) with time zone` is ("timestamp with time zone", 3)."""
    arguments = _ARGUMENTS.search(native)
    first = int(arguments[1]) if arguments and arguments[1] else None
    return " ".join(_SIGN.sub("", _ARGUMENTS.sub("", native.lower(), count=1)).split()), first


def _sized(kind: Kind, length: int | None) -> Typed:
    return kind, length if kind in (Kind.STRING, Kind.BYTES) else None


def postgresql(native: str) -> Typed:
    """`native` as `format_type` prints it, or any of its aliases; arrays, enums, ranges ... are OTHER."""
    name, length = _parts(native)
    if name in _BITS:
        return Kind.INTEGER, _BITS[name]
    if name.endswith(".citext"):
        return Kind.STRING, None
    if name in ("char", "character") and length is None:
        length = 1
    return _sized(_POSTGRESQL_KINDS.get(name, Kind.OTHER), length)


def mysql(native: str) -> Typed:
    """`native` as in `information_schema.columns.column_type`; `tinyint(1)` is how MySQL writes a boolean."""
    name, length = _parts(native)
    if name == "tinyint" and length == 1:
        return Kind.BOOLEAN, None
    if name == "serial":
        return Kind.INTEGER, 64
    if name in _BITS:
        return Kind.INTEGER, _BITS[name]
    if name.endswith(("text", "blob")) and length is None:
        size = _MYSQL_BYTES.get(name[:-4])
        return _MYSQL_KINDS[name], size and size // (_WIDEST_CHARACTER if name.endswith("text") else 1)
    if name in ("char", "character", "nchar", "binary") and length is None:
        length = 1
    return _sized(_MYSQL_KINDS.get(name, Kind.OTHER), length)


def sqlite(native: str) -> Typed:
    """Common names first, then the affinity rules of https://sqlite.org/datatype3.html (section 3.1).

    A name that these leave at NUMERIC affinity by default only says that nobody knows: OTHER.
    """
    name, length = _parts(native)
    if name == "tinyint" and length == 1:
        return Kind.BOOLEAN, None
    if name in _SQLITE_KINDS:
        return _sized(_SQLITE_KINDS[name], length)
    for kind, words in (
        (Kind.INTEGER, ("int",)),
        (Kind.STRING, ("char", "clob", "text")),
        (Kind.BYTES, ("blob",)),
        (Kind.DECIMAL, ("real", "floa", "doub")),
    ):
        if any(word in name for word in words):
            return (kind, 64) if kind is Kind.INTEGER else _sized(kind, length)
    return Kind.OTHER, None
