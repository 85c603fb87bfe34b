"""From the graph of a plan to joins: which rows belong to whom, as conditions that start from the roots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, TableClause, column, select, table

from pellucid.engine.datamap.model import Duration, Link, LinkKind, StoreMap
from pellucid.engine.errors import PlanError
from pellucid.engine.planning.graph import Edge, Node, NodeKey
from pellucid.engine.planning.plan import Rows, StorePlan
from pellucid.engine.schema import Column, Schema, Table
from pellucid.engine.stores.sql.conditions import elsewhere, left, when, within
from pellucid.engine.stores.sql.dialects import SQLDialect
from pellucid.engine.stores.sql.roots import Root, anchor_root, identity_root


@dataclass(frozen=True, slots=True)
class Way:
    """Rows of `table` that belong to `who`, if `where` holds over the join with `others`.

    `repeats`: a row may appear more than once for a person. `shared`: for more than one person.
    """

    table: FromClause
    who: ColumnElement[Any]
    others: tuple[FromClause, ...] = ()
    where: tuple[ColumnElement[bool], ...] = ()
    repeats: bool = False
    shared: bool = False


@dataclass(slots=True)
class Relations:
    """The ways of one store's plan. `bound`: roots are parameters instead of temporary tables."""

    part: StorePlan
    store: StoreMap
    schema: Schema
    dialect: SQLDialect
    bound: bool = False
    roots: list[Root] = field(init=False)
    cutoffs: dict[str, tuple[Duration, Column]] = field(default_factory=dict, init=False)
    _plain: dict[str, TableClause] = field(default_factory=dict, init=False)
    _aliases: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.roots = []
        for edge in _root_edges(self.part):
            wanted = self._new_root(edge, len(self.roots))
            if self._known(wanted) is None:
                self.roots.append(wanted)

    def table_of(self, collection: str) -> Table:
        return self.schema.tables[self.store.collections[collection].table]

    def plain(self, collection: str) -> TableClause:
        """The collection's table under its own name."""
        if collection not in self._plain:
            self._plain[collection] = as_table(self.table_of(collection), self.dialect)
        return self._plain[collection]

    def alias(self, collection: str) -> FromClause:
        return self.plain(collection).alias(self.fresh("t"))

    def cutoff(self, duration: Duration, column: Column) -> str:
        """The name of the parameter for the moment before which a row's time is over."""
        name = f"cutoff_{duration.amount}_{duration.unit}_{column.kind}"
        self.cutoffs[name] = duration, column
        return name

    def fresh(self, prefix: str) -> str:
        self._aliases += 1
        return f"{prefix}{self._aliases}"

    def ways(self, collection: str, rows: Rows, here: FromClause | None = None) -> list[Way]:
        """The ways to the rows of a step, over `here` (by default the collection's plain table)."""
        if rows.edge is not None:
            found = [self.edge(rows.edge, here)]
        elif rows.node is not None:
            found = self.node(rows.node, here)
        else:
            raise PlanError("a step does not say which rows it is about")
        return [replace(way, where=(*way.where, *elsewhere(self, way, rows, collection))) for way in found]

    def node(self, key: NodeKey, here: FromClause | None = None) -> list[Way]:
        """One way for each edge of a node, or the one through its written keys."""
        target = here if here is not None else self.plain(key[0])
        if key in self.part.materialised:
            known = self.written(key)
            return [
                Way(target, known.c.who, (known,), self._by_key(key[0], target, known), False, self._is_shared(key))
            ]
        return [self.edge(edge, target) for edge in self.part.graph[key].edges]

    def edge(self, edge: Edge, here: FromClause | None = None) -> Way:
        """The rows that one edge reaches."""
        target = here if here is not None else self.plain(edge.collection)
        if edge.last and edge.target is not None:
            (way,) = self.node(edge.target, target)
            return replace(way, where=(*way.where, *left(self, edge.collection, target)))
        if edge.target is None:
            return self._from_root(edge, target)
        if edge.link is None:
            raise PlanError(f"{edge.collection} is reached from {edge.target[0]} without a link")
        return self._through(edge.link, edge.target, target, edge.collection)

    def key_names(self, collection: str) -> tuple[str, ...]:
        """What tells rows of a collection apart: primary key, a unique key without NULL, or the row's own place."""
        return key_of(self.table_of(collection), self.dialect)

    def keys(self, collection: str, ways: Iterable[Way]) -> Select[*tuple[Any, ...]]:
        """Distinct (who, k0, k1 ...) of the rows that the ways reach."""
        selects = []
        for way in ways:
            keys = [way.table.c[name].label(f"k{at}") for at, name in enumerate(self.key_names(collection))]
            selects.append(picked(way, way.who.label("who"), *keys))
        if len(selects) == 1:
            return selects[0].distinct()
        union = selects[0].union(*selects[1:]).alias(self.fresh("u"))
        return select(*union.c)

    def written(self, key: NodeKey) -> FromClause:
        """The temporary table with the keys of a node."""
        return keys_table(self.node_table(key), len(self.key_names(key[0]))).alias(self.fresh("n"))

    def node_table(self, key: NodeKey) -> str:
        return f"pellucid_node_{self.part.materialised.index(key)}"

    def root(self, edge: Edge) -> FromClause:
        """The relation that an edge without a target starts from."""
        known = self._known(self._new_root(edge, 0))
        if known is None:
            raise PlanError(f"{edge.collection} is reached from persons that the plan does not know")
        return known.relation(self.bound, self.fresh("r"))

    def to_one(self, link: Link, collection: str) -> bool:
        """Whether a row reaches at most one row of `collection` through `link`."""
        return self.table_of(collection).is_unique(frozenset(there for _, there in link.on))

    def _known(self, wanted: Root) -> Root | None:
        return next((root for root in self.roots if replace(root, name=wanted.name) == wanted), None)

    def _new_root(self, edge: Edge, number: int) -> Root:
        found = self.table_of(edge.collection)
        make = anchor_root if edge.link is None else identity_root
        return make(edge, found, number)

    def _from_root(self, edge: Edge, here: FromClause) -> Way:
        other = self.root(edge)
        if edge.link is None:
            names = self.table_of(edge.collection).primary_key
            joined = tuple(here.c[name] == other.c[f"k{at}"] for at, name in enumerate(names))
            return Way(here, other.c.who, (other,), joined)
        same = within(self, here, edge.collection, edge.link.on[0][0]) == other.c.k0
        # A column that ignores case may hold two values of one person, or of two, to be one.
        folding = not self.dialect.exact(self._new_root(edge, 0).columns[0])
        return Way(here, other.c.who, (other,), (same, *when(edge.link, here)), repeats=folding, shared=folding)

    def _through(self, link: Link, target: NodeKey, here: FromClause, collection: str) -> Way:
        node = self.part.graph[target]
        names = self.key_names(target[0])
        known = self._keys_known(node)
        conditions = when(link, here)
        shared = link.kind is not LinkKind.OWNS or self._is_shared(target)
        if known is not None and sorted(there for _, there in link.on) == sorted(names):
            joined = [within(self, here, collection, a) == known.c[f"k{names.index(b)}"] for a, b in link.on]
            return Way(here, known.c.who, (known,), (*joined, *conditions), False, shared)
        there = self.alias(target[0])
        if known is not None:
            way = Way(there, known.c.who, (known,), self._by_key(target[0], there, known))
        else:
            way = self.edge(node.edges[0], there)
        one = self.to_one(link, target[0])
        joined = [within(self, here, collection, a) == within(self, there, target[0], b) for a, b in link.on]
        where = (*joined, *way.where, *conditions)
        return Way(here, way.who, (there, *way.others), where, way.repeats or not one, shared or way.shared or not one)

    def _keys_known(self, node: Node) -> FromClause | None:
        """A relation of the node's keys; None where its one edge is better joined right away."""
        if node.key in self.part.materialised:
            return self.written(node.key)
        if len(node.edges) > 1:
            return self.keys(node.collection, self.node(node.key, self.alias(node.collection))).alias(self.fresh("k"))
        (edge,) = node.edges
        return self.root(edge) if edge.target is None and edge.link is None else None

    def _by_key(self, collection: str, here: FromClause, known: FromClause) -> tuple[ColumnElement[bool], ...]:
        return tuple(here.c[name] == known.c[f"k{at}"] for at, name in enumerate(self.key_names(collection)))

    def _is_shared(self, key: NodeKey) -> bool:
        """Whether a row of the node may belong to several persons."""
        node = self.part.graph[key]
        return key[1] is not LinkKind.OWNS or len(node.edges) > 1 or any(edge.last for edge in node.edges)


def key_of(found: Table, dialect: SQLDialect) -> tuple[str, ...]:
    """See `Relations.key_names`."""
    if found.primary_key:
        return found.primary_key
    sure = [key for key in found.unique if not any(found.columns[name].nullable for name in key)]
    if sure:
        return min((tuple(sorted(key)) for key in sure), key=lambda key: (len(key), key))
    return (dialect.keyless,) if dialect.keyless else ()


def picked(way: Way, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """SELECT `columns` over the join of a way."""
    return select(*columns).select_from(way.table, *way.others).where(*way.where)


def keys_table(name: str, keys: int) -> TableClause:
    return table(name, column("who"), *(column(f"k{at}") for at in range(keys)))


def as_table(found: Table, dialect: SQLDialect) -> TableClause:
    """The table with its columns, and the place of a row where it has no key."""
    schema, _, name = found.name.rpartition(".") if dialect.name == "postgresql" else ("", "", found.name)
    names = [*found.columns, *([dialect.keyless] if dialect.keyless and dialect.keyless not in found.columns else [])]
    return table(name, *map(column, names), schema=schema or None)


def _root_edges(part: StorePlan) -> list[Edge]:
    edges = [edge for node in part.graph.values() for edge in node.edges]
    for step in (*part.steps, *part.gather, *part.seeds):
        edges += [way for way in (step.rows.edge, *step.rows.without) if isinstance(way, Edge)]
    return [edge for edge in edges if edge.target is None and not edge.last]
