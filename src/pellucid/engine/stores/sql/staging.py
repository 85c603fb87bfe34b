"""The statements that put rows of one shape back, by a temporary table that holds what they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    FromClause,
    Select,
    TableClause,
    Update,
    and_,
    column,
    delete,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    table,
    tuple_,
    update,
)

from pellucid.engine.schema import ForeignKey, Kind, Schema, Table
from pellucid.engine.stores.base import Shape
from pellucid.engine.stores.sql.dialects import SQLDialect, later
from pellucid.engine.stores.sql.imaging import as_held
from pellucid.engine.stores.sql.relations import as_table
from pellucid.engine.stores.sql.scratch import Scratch
from pellucid.engine.stores.sql.statements import SQL, sql_of


@dataclass(frozen=True, slots=True)
class Staging:
    """`table`: the number of each row, its key, and its values where it has any.

    `held`: (number, values ...) of the rows that there are; `unfit`: each (number) of rows that cannot stand, and
    `unfit_here`: for what they point at in their own table. `insert` and `change` take the values, `remove` has none.
    """

    table: Scratch
    clear: SQL
    held: SQL
    unfit: tuple[SQL, ...]
    unfit_here: tuple[SQL, ...]
    insert: SQL | None
    change: SQL | None
    remove: SQL


def staging(schema: Schema, shape: Shape, dialect: SQLDialect, name: str, *, values: bool) -> Staging:
    """`values`: the temporary table holds what the rows were, and not their keys alone."""
    found = schema.tables[shape.table]
    target = as_table(found, dialect)
    columns = shape.columns if values else ()
    keys = [target.c[name].label(f"k{at}") for at, name in enumerate(shape.key)]
    parts = [literal_column("0").label("n"), *keys, *(target.c[c].label(f"v{at}") for at, c in enumerate(columns))]
    empty = sql_of(select(*parts).where(literal_column("1") == literal_column("0")), dialect).text
    staged = table(name, *(column(part.name) for part in parts))
    row = sql_of(insert(staged).values({part.name: later(part.name) for part in parts}), dialect)
    places = {name: staged.c[f"v{at}"] for at, name in enumerate(columns)}
    elsewhere, here = list[Select[*tuple[Any, ...]]](), list[Select[*tuple[Any, ...]]]()
    for key in _keys(found, schema, places):
        there = as_table(schema.tables[key.target], dialect)
        (here if key.target == found.name else elsewhere).append(_astray(staged, places, key, there))
    unfit = [*elsewhere, *_taken(found, target, staged, places, shape.key)]
    return Staging(
        Scratch(name, f"CREATE TEMPORARY TABLE {name} AS {empty}", (row,)),
        sql_of(delete(staged), dialect),
        sql_of(_held(found, target, staged, shape, dialect), dialect),
        tuple(sql_of(one, dialect) for one in unfit),
        tuple(sql_of(one, dialect) for one in here),
        _insert(target, staged, columns, dialect) if values else None,
        sql_of(_change(target, staged, shape.key, columns, _set_by_itself(found, dialect)), dialect)
        if values
        else None,
        sql_of(_remove(target, staged, shape.key), dialect),
    )


def _same(target: TableClause, staged: TableClause, key: Sequence[str]) -> list[ColumnElement[bool]]:
    return [target.c[name] == staged.c[f"k{at}"] for at, name in enumerate(key)]


def _set_by_itself(found: Table, dialect: SQLDialect) -> list[str]:
    """MySQL's ON UPDATE CURRENT_TIMESTAMP is not in the schema that we read: any time may have it."""
    times = (one.name for one in found.columns.values() if one.kind is Kind.DATETIME and not one.generated)
    return list(times) if dialect.name == "mysql" else []


def _change(
    target: TableClause, staged: TableClause, key: Sequence[str], columns: Sequence[str], times: Sequence[str]
) -> Update:
    """`times`: columns that the server would set by itself at each update, if they were not written."""
    written: dict[str, ColumnElement[Any]] = {name: target.c[name] for name in times if name not in key}
    written |= {name: staged.c[f"v{at}"] for at, name in enumerate(columns)}
    return update(target).values(written).where(*_same(target, staged, key))


def _remove(target: TableClause, staged: TableClause, key: Sequence[str]) -> Delete:
    known = select(*(staged.c[f"k{at}"] for at in range(len(key))))
    return delete(target).where(tuple_(*(target.c[name] for name in key)).in_(known))


def _held(
    found: Table, target: TableClause, staged: TableClause, shape: Shape, dialect: SQLDialect
) -> Select[*tuple[Any, ...]]:
    values = [as_held(target.c[name], found.columns[name], dialect) for name in shape.columns]
    return select(staged.c.n, *values).select_from(staged, target).where(*_same(target, staged, shape.key))


Places = Mapping[str, ColumnElement[Any]]
"""Where the temporary table holds each column."""


def _keys(found: Table, schema: Schema, places: Places) -> Iterator[ForeignKey]:
    return (key for key in found.foreign_keys if set(key.columns) <= set(places) and key.target in schema.tables)


def _astray(staged: TableClause, places: Places, key: ForeignKey, there: TableClause) -> Select[*tuple[Any, ...]]:
    """Rows that point at what is not there."""
    pairs = zip(key.columns, key.target_columns, strict=True)
    parent = _exists(there, [there.c[b] == places[a] for a, b in pairs])
    return select(staged.c.n).where(*(places[name].is_not(None) for name in key.columns), ~parent)


def _taken(
    found: Table, target: TableClause, staged: TableClause, places: Places, key: Sequence[str]
) -> Iterator[Select[*tuple[Any, ...]]]:
    """Rows whose unique values another row has."""
    for unique in found.unique:
        if unique <= set(places):
            same = [target.c[name] == places[name] for name in sorted(unique)]
            yield select(staged.c.n).where(_exists(target, [*same, not_(and_(*_same(target, staged, key)))]))


def _exists(there: FromClause, conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    return select(literal_column("1")).select_from(there).where(*conditions).correlate_except(there).exists()


def _insert(target: TableClause, staged: TableClause, columns: Sequence[str], dialect: SQLDialect) -> SQL:
    """PostgreSQL gives numbers GENERATED ALWAYS by itself unless it is told to take those that a row brings."""
    given = select(*(staged.c[f"v{at}"] for at in range(len(columns))))
    made = sql_of(insert(target).from_select(list(columns), given), dialect)
    return SQL(made.text.replace(") SELECT", ") OVERRIDING SYSTEM VALUE SELECT", 1)) if dialect.bound else made


def astray_here(found: Table, dialect: SQLDialect) -> SQL | None:
    """How many rows of a table point at rows of it that are not there; None: none points there."""
    target = as_table(found, dialect)
    there = target.alias("there")
    wrong = [
        and_(
            *(target.c[name].is_not(None) for name in key.columns),
            ~_exists(there, [there.c[b] == target.c[a] for a, b in zip(key.columns, key.target_columns, strict=True)]),
        )
        for key in found.foreign_keys
        if key.target == found.name
    ]
    return sql_of(select(func.count()).select_from(target).where(or_(*wrong)), dialect) if wrong else None
