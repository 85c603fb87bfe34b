"""Rows that tell by themselves whose they are: a person's own row, and rows linked to identity values."""

from __future__ import annotations

from sqlalchemy import select

from pellucid.engine.planning.graph import Edge
from pellucid.engine.planning.identifying import told_by
from pellucid.engine.planning.plan import StorePlan
from pellucid.engine.stores.sql.conditions import when, within
from pellucid.engine.stores.sql.dialects import SQLDialect
from pellucid.engine.stores.sql.relations import Relations
from pellucid.engine.stores.sql.statements import SQL, sql_of


def lasting_key(relations: Relations, collection: str) -> tuple[str, ...]:
    """The columns of its key; none where rows are only told apart by their place, which another copy has changed."""
    names = relations.key_names(collection)
    return () if names == (relations.dialect.keyless,) else names


def known_rows(part: StorePlan, edge: Edge, dialect: SQLDialect) -> tuple[SQL, int]:
    """Every row's (key ..., identities ...), and of how many columns the key is."""
    relations = Relations(part, part.declared, part.schema, dialect)
    here = relations.plain(edge.collection)
    keys = [here.c[name] for name in lasting_key(relations, edge.collection)]
    told = [within(relations, here, edge.collection, name) for name in told_by(part.declared, edge).values()]
    conditions = when(edge.link, here) if edge.link else ()
    return sql_of(select(*keys, *told).select_from(here).where(*conditions), dialect), len(keys)


def linked_rows(relations: Relations, edge: Edge) -> tuple[SQL, int]:
    """(who, key ...) of the rows that an edge reaches from the roots, and of how many columns the key is."""
    keys = relations.keys(edge.collection, [relations.edge(edge)])
    return sql_of(keys, relations.dialect), len(lasting_key(relations, edge.collection))
