"""Searching every table of a SQL database from end to end.

The database finds the rows that may hold a value, with LIKE patterns of plain ASCII that every spelling of it fits;
whether they do is decided here, in one way for all databases. A table is read once for as many values as fit into a
statement. For many persons it is read once without patterns, and all of its text comes to us: that takes about as
long as a dump of the database, so a sweep is meant for single persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Text, case, cast, collate, func, literal_column, or_, select
from sqlalchemy.dialects.mysql import CHAR

from pellucid.engine.errors import StoreError, StoreUnavailableError
from pellucid.engine.schema import Column, Kind, Schema, Table
from pellucid.engine.stores.base import Sought, Swept, Trace, Unsearched
from pellucid.engine.stores.searching import Search, Tally, pattern
from pellucid.engine.stores.sql.dialects import SQLDialect, later
from pellucid.engine.stores.sql.driver import Call
from pellucid.engine.stores.sql.relations import as_table
from pellucid.engine.stores.sql.statements import SQL, sql_of

if TYPE_CHECKING:
    from pellucid.engine.stores.sql.session import SQLSession

_CONDITIONS, _COLUMNS, _SCANS = 400, 100, 8
"""At most: comparisons and columns in a statement, and scans of a table; SQLite allows a depth of 1,000."""

_TEXTUAL = (Kind.STRING, Kind.JSON, Kind.UUID, Kind.OTHER)
_NO_TEXT = ("geometry", "point", "linestring", "polygon", "multi", "bit", "vector")
"""Native types, by their beginning, that some database calls by no other kind and casts to no text."""

_HELD: Mapping[str, str] = {
    "sqlite": "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE 'create virtual%'",
    "postgresql": (
        "SELECT CASE WHEN schemaname = current_schema() AND strpos(matviewname, '.') = 0 THEN matviewname "
        "ELSE concat(schemaname, '.', matviewname) END FROM pg_matviews WHERE ispopulated"
    ),
}
"""What is described as a view, for its rows cannot be changed, and yet holds rows of its own: materialized views, and
the tables in which SQLite's full-text search keeps its texts."""

_MARK = "pellucid_sweep"


def sweep(session: SQLSession, schema: Schema, dialect: SQLDialect, sought: Sequence[Sought]) -> Swept:
    """Every table; one that cannot be read to its end is left out, with the reason. Raises StoreUnavailableError."""
    search = Search(sought)
    traces: list[Trace] = []
    unsearched: list[Unsearched] = []
    for table in _tables(session, schema, dialect):
        unsearched += [Unsearched(table.name, one.name, "it holds bytes") for one in _columns(table, (Kind.BYTES,))]
        session.run([Call(f"SAVEPOINT {_MARK}", {})])
        try:
            traces += _traces(session, table, dialect, search)
            end = "RELEASE SAVEPOINT"
        except StoreUnavailableError:
            raise
        except StoreError as error:
            unsearched.append(Unsearched(table.name, "", error.wrong))
            end = "ROLLBACK TO SAVEPOINT"
        session.run([Call(f"{end} {_MARK}", {})])
    return Swept(tuple(traces), tuple(unsearched))


def _tables(session: SQLSession, schema: Schema, dialect: SQLDialect) -> list[Table]:
    held: set[str] = set()
    if dialect.name in _HELD and any(table.view for table in schema.tables.values()):
        (result,) = session.run([Call(_HELD[dialect.name], {}, True)])
        held = {row[0] for row in result.rows}
    return [table for table in schema.tables.values() if not table.view or table.name in held]


def _columns(table: Table, kinds: Sequence[Kind]) -> list[Column]:
    """A generated column repeats what the others say."""
    return [
        one
        for one in table.columns.values()
        if one.kind in kinds and not one.generated and not one.native.lower().startswith(_NO_TEXT)
    ]


def _traces(session: SQLSession, table: Table, dialect: SQLDialect, search: Search) -> Iterator[Trace]:
    # A column of SQLite holds text whatever type it was declared with.
    columns = _columns(table, list(Kind) if dialect.name == "sqlite" else _TEXTUAL)
    tally = Tally(search)
    for start in range(0, len(columns), _COLUMNS):
        some = columns[start : start + _COLUMNS]
        for numbers, patterns in _scans(len(some), search.sought):
            sql = _statement(table, some, dialect, patterns)
            for row in session.stream(Call(sql.text, {**sql.params, **patterns}, True)):
                for column, text in zip(some, row, strict=True):
                    if isinstance(text, str):
                        tally.look(column.name, text, numbers)
    yield from tally.traces(table.name)


def _scans(columns: int, sought: Sequence[Sought]) -> Iterator[tuple[range, dict[str, str]]]:
    """Which values each scan is for, with the patterns that it looks for; without patterns it gives every row."""
    fitting = max(1, _CONDITIONS // columns)
    if len(sought) > fitting * _SCANS:
        yield range(len(sought)), {}
        return
    for start in range(0, len(sought), fitting):
        numbers = range(start, min(start + fitting, len(sought)))
        patterns = dict.fromkeys(pattern(sought[number].value) for number in numbers)
        yield numbers, {f"pattern_{at}": text for at, text in enumerate(patterns)}


def _statement(table: Table, columns: Sequence[Column], dialect: SQLDialect, patterns: Mapping[str, str]) -> SQL:
    """The texts of the columns in the rows that any of them stands out in, NULL for the other columns."""
    here = as_table(table, dialect)
    texts = [_TEXTS[dialect.name](here.c[one.name]) for one in columns]
    if not patterns:
        return sql_of(select(*texts).select_from(here), dialect)
    likes = [or_(*(_LIKE[dialect.name](text, later(name)) for name in patterns)) for text in texts]
    chosen = [case((like, text)).label(f"c{at}") for at, (like, text) in enumerate(zip(likes, texts, strict=True))]
    return sql_of(select(*chosen).select_from(here).where(or_(*likes)), dialect)


def _text_only(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((func.typeof(column) == literal_column("'text'"), column))


def _like(text: ColumnElement[Any], wanted: ColumnElement[Any]) -> ColumnElement[bool]:
    return text.bool_op("LIKE")(wanted)


_TEXTS: Mapping[str, Callable[[ColumnElement[Any]], ColumnElement[Any]]] = {
    "sqlite": _text_only,
    "postgresql": lambda column: cast(column, Text()),
    "mysql": lambda column: cast(column, CHAR(charset="utf8mb4")),
}
_LIKE: Mapping[str, Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[bool]]] = {
    "sqlite": _like,  # ignores the case of ASCII by itself
    "postgresql": lambda text, wanted: _like(func.lower(collate(text, "C")), wanted),
    "mysql": lambda text, wanted: _like(collate(text, "utf8mb4_general_ci"), wanted),
}
