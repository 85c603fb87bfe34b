"""Which rows belong to whom: every edge of the graph is followed until nothing is added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pellucid.engine.datamap.model import IDENTITIES, Link, LinkKind
from pellucid.engine.planning.graph import OWNS, Edge, NodeKey
from pellucid.engine.planning.plan import Rows as Wanted
from pellucid.engine.planning.plan import StorePlan
from pellucid.engine.schema import Column, Kind, Table
from pellucid.engine.stores.base import Roots, Who
from pellucid.engine.stores.memory.comparing import comparable, holds, is_over, value_at
from pellucid.engine.stores.memory.database import Rows, Values, values
from pellucid.engine.stores.values import MISMATCH, fitted

Theirs = frozenset[tuple[Who, int]]
"""Whose row, and its number."""


@dataclass(slots=True)
class Reach:
    """The rows of every node, as the tables are now."""

    part: StorePlan
    roots: Roots
    tables: Mapping[str, Rows]
    nodes: dict[NodeKey, Theirs] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = dict.fromkeys(self.part.graph, frozenset[tuple[Who, int]]())
        before = None
        while before != self.nodes:
            before = dict(self.nodes)
            for key, node in self.part.graph.items():
                self.nodes[key] = self.nodes[key].union(*map(self.edge, node.edges))

    def rows(self, collection: str, wanted: Wanted) -> Theirs:
        """The rows that a step is about."""
        found = self._of(wanted.edge or wanted.node).difference(*map(self._of, wanted.without))
        if wanted.time is None:
            return found
        rows = self._rows(collection)
        return frozenset(one for one in found if is_over(rows[one[1]], wanted.time) is wanted.expired)

    def edge(self, edge: Edge) -> Theirs:
        """The rows that one edge leads to."""
        if edge.last and edge.target:
            deserted = {number for number, row in self._rows(edge.collection).items() if self._left(edge, number, row)}
            return frozenset(one for one in self.nodes[edge.target] if one[1] in deserted)
        if edge.link is None:
            return frozenset(self._anchors(edge.collection))
        whose = self._known(edge.collection, edge.link, edge.target)
        return frozenset(
            (who, number)
            for number, row in self._rows(edge.collection).items()
            if all(holds(row, condition) for condition in edge.link.when)
            for who in whose.get(self._side(edge.collection, edge.link, row, 0), ())
        )

    def _of(self, part: NodeKey | Edge | None) -> Theirs:
        if part is None:
            return frozenset()
        return self.edge(part) if isinstance(part, Edge) else self.nodes[part]

    def _anchors(self, collection: str) -> Iterator[tuple[Who, int]]:
        whose = {key: who for who, key in self.roots.anchors.get(collection, ())}
        names = self._table(collection).primary_key
        for number, row in self._rows(collection).items():
            if (key := values(row, names)) in whose:
                yield whose[key], number

    def _known(self, collection: str, link: Link, target: NodeKey | None) -> dict[tuple[object, ...], set[Who]]:
        """Whom each value leads to on the far side of a link."""
        known: dict[tuple[object, ...], set[Who]] = {}
        if target is None:
            name, identity = link.on[0]
            column = self._table(collection).columns.get(name, Column(name, Kind.STRING, "text"))
            for who, value in self.roots.identities.get(identity, ()):
                if (fit := fitted(value, column)) is not MISMATCH:
                    known.setdefault((comparable(fit),), set()).add(who)
            return known
        rows = self._rows(target[0])
        for who, number in self.nodes[target]:
            side = self._side(collection, link, rows[number], 1)
            if None not in side:
                known.setdefault(side, set()).add(who)
        return known

    def _side(self, collection: str, link: Link, row: Values, side: int) -> tuple[object, ...]:
        """A row's values on one side of a link; where either side is inside JSON, both compare as text."""
        here = self._table(collection).columns
        if link.target == IDENTITIES:
            return tuple(value_at(row, a, text=a not in here) for a, _ in link.on)
        there = self._table(link.target).columns
        return tuple(value_at(row, pair[side], text=pair[0] not in here or pair[1] not in there) for pair in link.on)

    def _left(self, last: Edge, number: int, row: Values) -> bool:
        """Whether nobody who owns or shares a row stays: each of these links is cut, or leads to who leaves too."""
        links = self.part.declared.collections[last.collection].links
        return all(
            self._cut(last.collection, link, row) or self._leaves(last.collection, link, number)
            if self._to_one(link)
            else self._all_leave(last.collection, link, row)
            for link in links
            if link.kind in (OWNS, LinkKind.SHARES) and all(holds(row, condition) for condition in link.when)
        )

    def _to_one(self, link: Link) -> bool:
        there = frozenset(there for _, there in link.on)
        return link.target == IDENTITIES or self._table(link.target).is_unique(there)

    def _all_leave(self, collection: str, link: Link, row: Values) -> bool:
        """Of the many rows that a link leads to, none stays."""
        leaving = {number for _, number in self.nodes.get((link.target, OWNS), ())}
        return leaving.issuperset(self._there(collection, link, row))

    def _there(self, collection: str, link: Link, row: Values) -> list[int]:
        """The rows that a link leads to, whoever's they are."""
        wanted = self._side(collection, link, row, 0)
        rows = self._rows(link.target).items() if link.target != IDENTITIES and None not in wanted else ()
        return [number for number, other in rows if self._side(collection, link, other, 1) == wanted]

    def _cut(self, collection: str, link: Link, row: Values) -> bool:
        """NULL, or what is written instead, if that is not some other row's key."""
        written = dict(link.unlink or ())
        here = {name: value_at(row, name) for name, _ in link.on}
        replaced = any(name in written and written[name] == value for name, value in here.items())
        return None in here.values() or (replaced and not self._there(collection, link, row))

    def _leaves(self, collection: str, link: Link, number: int) -> bool:
        edges = [edge for node in self.part.graph.values() for edge in node.edges]
        return any(
            number == reached
            for edge in edges
            if edge.collection == collection and edge.link == link
            if edge.target is None or edge.target[1] is OWNS
            for _, reached in self.edge(edge)
        )

    def _table(self, collection: str) -> Table:
        return self.part.schema.tables[self.part.declared.collections[collection].table]

    def _rows(self, collection: str) -> Rows:
        return self.tables[self.part.declared.collections[collection].table]
