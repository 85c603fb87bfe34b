"""Conditions on single rows: what a link asks for, what another step has taken, whose time is over, who has left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, false, not_, or_, select, true

from pellucid.engine.datamap.model import IDENTITIES, Condition, Link, LinkKind
from pellucid.engine.planning.graph import Edge
from pellucid.engine.planning.plan import Rows
from pellucid.engine.stores.sql.dialects import later, value

if TYPE_CHECKING:
    from pellucid.engine.stores.sql.relations import Relations, Way


def within(relations: Relations, here: FromClause, collection: str, name: str) -> ColumnElement[Any]:
    """A column, or the text at a path inside one (`profile.ref`)."""
    if name in relations.table_of(collection).columns or name in here.c:
        return here.c[name]
    column, _, path = name.partition(".")
    return relations.dialect.inside(here.c[column], path)


def when(link: Link, here: FromClause) -> tuple[ColumnElement[bool], ...]:
    """The link's own conditions."""
    return tuple(_holds(condition, here) for condition in link.when)


def _holds(condition: Condition, here: FromClause) -> ColumnElement[bool]:
    column = here.c[condition.column]
    if condition.null is not None:
        return column.is_(None) if condition.null else column.is_not(None)
    return or_(*(column == value(given) for given in condition.values))


def elsewhere(relations: Relations, way: Way, rows: Rows, collection: str) -> Iterator[ColumnElement[bool]]:
    """Rows whose time is over (or not), and none that another step is about."""
    if rows.time is not None:
        since = way.table.c[rows.time.after]
        over = since < later(relations.cutoff(rows.time, relations.table_of(collection).columns[rows.time.after]))
        yield over if rows.expired else or_(since.is_(None), not_(over))
    for part in rows.without:
        others = [relations.edge(part, way.table)] if isinstance(part, Edge) else relations.node(part, way.table)
        for other in others:
            yield not_(_joined(other, other.who == way.who).correlate(way.table, *way.others).exists())


def left(relations: Relations, collection: str, here: FromClause) -> Iterator[ColumnElement[bool]]:
    """That nobody who owns or shares a row stays: each of these links is cut, or leads to who leaves too."""
    for link in relations.store.collections[collection].links:
        if link.kind not in (LinkKind.OWNS, LinkKind.SHARES):
            continue
        if link.target == IDENTITIES or relations.to_one(link, link.target):
            gone = [*_cut(relations, link, here, collection), _leaves(relations, link, here, collection)]
        else:
            gone = [_all_leave(relations, link, here, collection)]
        yield or_(*gone, *(condition.is_not(true()) for condition in when(link, here)))


def _cut(relations: Relations, link: Link, here: FromClause, collection: str) -> Iterator[ColumnElement[bool]]:
    """NULL, or what is written instead, if that is not some other row's key."""
    written = dict(link.unlink or ())
    for name, _ in link.on:
        column = within(relations, here, collection, name)
        yield column.is_(None)
        if written.get(name) is not None:
            nowhere = [not_(_there(relations, link, here, collection).exists())] if link.target != IDENTITIES else []
            yield and_(column == value(written[name]), *nowhere)


def _leaves(relations: Relations, link: Link, here: FromClause, collection: str) -> ColumnElement[bool]:
    """A row of a set counts as deserted when each of its people is in the set."""
    edges = [
        edge
        for node in relations.part.graph.values()
        for edge in node.edges
        if edge.collection == collection and edge.link == link
    ]
    direct = [edge for edge in edges if edge.target is None or edge.target[1] is LinkKind.OWNS]
    if not direct:
        return false()
    ways = [relations.edge(edge, here) for edge in direct]
    return or_(*(_joined(way, true()).correlate(here).exists() for way in ways))


def _all_leave(relations: Relations, link: Link, here: FromClause, collection: str) -> ColumnElement[bool]:
    """Of the many rows that a link leads to, none stays."""
    there = relations.alias(link.target)
    key = link.target, LinkKind.OWNS
    ways = relations.node(key, there) if key in relations.part.graph else []
    leaving = [_joined(way, true()).correlate(there).exists() for way in ways]
    return not_(_there(relations, link, here, collection, there).where(*(not_(one) for one in leaving)).exists())


def _there(
    relations: Relations, link: Link, here: FromClause, collection: str, there: FromClause | None = None
) -> Select[*tuple[Any, ...]]:
    """The rows that a link leads to, whoever's they are."""
    other = relations.alias(link.target) if there is None else there
    same = [within(relations, here, collection, a) == within(relations, other, link.target, b) for a, b in link.on]
    return select(value(1)).select_from(other).where(*same).correlate(here)


def _joined(way: Way, condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(value(1)).select_from(*way.others).where(and_(condition, *way.where))
