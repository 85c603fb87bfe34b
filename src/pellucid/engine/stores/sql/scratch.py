"""Temporary tables of a run: the persons, the keys of nodes, and the keys of steps whose rows would be lost later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Insert, Select, insert, literal_column, select

from pellucid.engine.planning.graph import Edge, NodeKey
from pellucid.engine.stores.sql.dialects import later
from pellucid.engine.stores.sql.relations import Relations, Way, keys_table
from pellucid.engine.stores.sql.roots import Root
from pellucid.engine.stores.sql.statements import SQL, StepWriter, sql_of

_TEXT = {"mysql": "CAST('' AS CHAR(1000))"}


@dataclass(frozen=True, slots=True)
class Scratch:
    """One temporary table: how to make it, and the statements that fill it."""

    name: str
    create: str
    fill: tuple[SQL, ...] = ()


def root_tables(relations: Relations) -> list[tuple[Root, Scratch]]:
    """One for each root, filled by inserting `who, k0 ...` row by row."""
    return [(root, root_table(relations, root)) for root in relations.roots]


def root_table(relations: Relations, root: Root) -> Scratch:
    """Columns of the types that they are compared with, collation included."""
    target = relations.plain(root.collection)
    columns = [
        target.c[column.name].label(f"k{at}")
        if column.name in target.c
        else literal_column(_TEXT.get(relations.dialect.name, "CAST('' AS TEXT)")).label(f"k{at}")
        for at, column in enumerate(root.columns)
    ]
    empty = select(literal_column("0").label("who"), *columns).select_from(target)
    row = insert(keys_table(root.name, len(columns))).values({name: later(name) for name in _names(len(columns))})
    return Scratch(root.name, _create(relations, root.name, empty), (sql_of(row, relations.dialect),))


def node_table(relations: Relations, key: NodeKey) -> Scratch:
    """Filled by one statement for each edge; they add what is not there yet, so they can be repeated."""
    name = relations.node_table(key)
    edges = relations.part.graph[key].edges
    fill = tuple(sql_of(_adding(relations, name, key, edge), relations.dialect) for edge in edges)
    return Scratch(name, _keys(relations, name, key[0]), fill)


def step_table(relations: Relations, writer: StepWriter) -> Scratch:
    """The keys of a frozen step."""
    name, collection = writer.frozen_table, writer.step.collection
    keys = len(relations.key_names(collection))
    filled = insert(keys_table(name, keys)).from_select(_names(keys), writer.keys())
    return Scratch(name, _keys(relations, name, collection), (sql_of(filled, relations.dialect),))


def repeating(relations: Relations) -> bool:
    """Whether filling the nodes once may not be enough."""
    nodes = [relations.part.graph[key] for key in relations.part.materialised]
    return any(node.cyclic or any(edge.last for edge in node.edges) for node in nodes)


def _adding(relations: Relations, name: str, key: NodeKey, edge: Edge) -> Insert:
    collection = key[0]
    way = relations.edge(edge, relations.alias(collection))
    names = relations.key_names(collection)
    known = keys_table(name, len(names)).alias(relations.fresh("n"))
    same = [way.table.c[column] == known.c[f"k{at}"] for at, column in enumerate(names)]
    absent = (
        ~select(literal_column("1"))
        .select_from(known)
        .where(known.c.who == way.who, *same)
        .correlate_except(known)
        .exists()
    )
    new = relations.keys(collection, [Way(way.table, way.who, way.others, (*way.where, absent))])
    return insert(keys_table(name, len(names))).from_select(_names(len(names)), new)


def _keys(relations: Relations, name: str, collection: str) -> str:
    target = relations.plain(collection)
    columns = [target.c[column].label(f"k{at}") for at, column in enumerate(relations.key_names(collection))]
    return _create(relations, name, select(literal_column("0").label("who"), *columns))


def _create(relations: Relations, name: str, columns: Select[*tuple[Any, ...]]) -> str:
    empty = columns.where(literal_column("1") == literal_column("0"))
    return f"CREATE TEMPORARY TABLE {name} AS {sql_of(empty, relations.dialect).text}"


def _names(keys: int) -> list[str]:
    return ["who", *(f"k{at}" for at in range(keys))]
