"""The rows that a step is about, told before it changes them and again afterwards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    TableClause,
    Text,
    and_,
    cast,
    column,
    insert,
    literal_column,
    select,
    table,
)

from pellucid.engine.schema import Column, Table
from pellucid.engine.stores.base import Shape
from pellucid.engine.stores.sql.dialects import SQLDialect, later
from pellucid.engine.stores.sql.relations import Relations, picked
from pellucid.engine.stores.sql.scratch import Scratch
from pellucid.engine.stores.sql.statements import SQL, StepWriter, sql_of

TURN = "pellucid_turn"
"""Parameter: how often the step's rows were looked for before."""


@dataclass(frozen=True, slots=True)
class ImageSQL:
    """`known`: a temporary table (who, key ..., turn), filled with the rows that are not in it yet.

    `told`: (who, key ..., whether the row is there, values ...) of one turn; `all`: of every turn, in that order.
    """

    shape: Shape
    known: Scratch
    told: SQL
    all: SQL


def image_sql(relations: Relations, writer: StepWriter, computed: Collection[str]) -> ImageSQL:
    """The statements for one step. `computed`: the columns of its table that no row brings."""
    collection, dialect = writer.step.collection, relations.dialect
    found = relations.table_of(collection)
    shape = Shape(found.name, relations.key_names(collection), held_columns(found, computed))
    name = f"pellucid_image_{writer.number}"
    target = relations.plain(collection)
    keys = [target.c[key].label(f"k{at}") for at, key in enumerate(shape.key)]
    empty = select(literal_column("0").label("who"), *keys, literal_column("0").label("turn"))
    create = sql_of(empty.where(literal_column("1") == literal_column("0")), dialect).text
    known = table(name, column("who"), *(column(key.name) for key in keys), column("turn"))
    told = _told(target, known, found, shape, dialect)
    return ImageSQL(
        shape,
        Scratch(name, f"CREATE TEMPORARY TABLE {name} AS {create}", (sql_of(_new(relations, writer, known), dialect),)),
        sql_of(told.where(known.c.turn == later(TURN)), dialect),
        sql_of(told, dialect),
    )


def _new(relations: Relations, writer: StepWriter, known: TableClause) -> Insert:
    """The rows of the step that are not known yet, whoever's they are."""
    collection = writer.step.collection
    way = writer.way(relations.alias(collection))
    keys = [way.table.c[key] for key in relations.key_names(collection)]
    before = known.alias(relations.fresh("b"))
    same = [key == before.c[f"k{at}"] for at, key in enumerate(keys)]
    absent: Select[*tuple[Any, ...]] = select(literal_column("1")).select_from(before).where(*same)
    rows = picked(way, way.who, *keys, later(TURN)).where(~absent.correlate_except(before).exists())
    return insert(known).from_select([one.name for one in known.c], rows)


def _told(
    target: TableClause, known: TableClause, found: Table, shape: Shape, dialect: SQLDialect
) -> Select[*tuple[Any, ...]]:
    keys = [known.c[f"k{at}"] for at in range(len(shape.key))]
    same = and_(*(target.c[name] == key for name, key in zip(shape.key, keys, strict=True)))
    held = [as_held(key, found.columns[name], dialect) for name, key in zip(shape.key, keys, strict=True)]
    values = [as_held(target.c[name], found.columns[name], dialect) for name in shape.columns]
    there = target.c[shape.key[0]].is_not(None)
    rows = select(known.c.who, *held, there, *values).select_from(known.outerjoin(target, same))
    return rows.order_by(known.c.turn, *keys, known.c.who)


def held_columns(found: Table, computed: Collection[str]) -> tuple[str, ...]:
    """Those that a row brings."""
    return tuple(name for name in found.columns if name not in computed)


def as_held(found: ColumnElement[Any], column: Column, dialect: SQLDialect) -> ColumnElement[Any]:
    """A column in a form that loses nothing: PostgreSQL reads its own text; MySQL shows a FLOAT with six digits."""
    if dialect.bound:
        return cast(found, Text)
    return found * literal_column("1e0") if dialect.name == "mysql" and column.native.startswith("float") else found
