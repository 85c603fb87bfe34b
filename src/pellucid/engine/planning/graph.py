"""How the rows of one store are reached from a kind of person: a graph of collections and links.

A node is a collection in one role. The role of a row is the weakest link on the way to its person: an attachment
`owns` its message, the message `shares` two people, so the attachment is shared. `refers` ends the walk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pellucid.engine.datamap.model import IDENTITIES, Collection, Link, LinkKind, StoreMap

OWNS, SHARES, SEES, REFERS = LinkKind.OWNS, LinkKind.SHARES, LinkKind.SEES, LinkKind.REFERS
STRENGTH = (OWNS, SHARES, SEES, REFERS)

NodeKey = tuple[str, LinkKind]


@dataclass(frozen=True, slots=True)
class Edge:
    """One way to reach rows of `collection`.

    From the person's own row (`link` None), from identity values (`target` None), from rows of another node, or
    (`last`) because every other person who shared the row has left.
    """

    collection: str
    link: Link | None = None
    target: NodeKey | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A collection in one role, with every way to reach it; `cyclic`: it is reached from itself."""

    collection: str
    role: LinkKind
    edges: tuple[Edge, ...]
    cyclic: bool = False

    @property
    def key(self) -> NodeKey:
        return self.collection, self.role

    @property
    def anchor(self) -> bool:
        return any(edge.link is None and not edge.last for edge in self.edges)


Graph = Mapping[NodeKey, Node]


def build(store: StoreMap, person: str, *, leaving: bool = False) -> dict[NodeKey, Node]:
    """The nodes that a person of kind `person` reaches in `store`, targets before what hangs on them.

    `leaving`: rows shared with nobody who stays count as owned, as erasure needs it.
    """
    edges: dict[NodeKey, list[Edge]] = {}
    for collection in store.collections.values():
        if collection.person == person:
            edges[collection.name, OWNS] = [Edge(collection.name)]
    growing = True
    while growing:
        growing = any(_grow(edges, collection, person, leaving) for collection in store.collections.values())
    return _ordered({key: Node(*key, tuple(ways)) for key, ways in edges.items()})


def _grow(edges: dict[NodeKey, list[Edge]], collection: Collection, person: str, leaving: bool) -> bool:
    grew = False
    for link in collection.links:
        if link.person != person or link.kind is REFERS:
            continue
        for role, target in _ways(edges, link):
            grew |= _add(edges, (collection.name, role), Edge(collection.name, link, target))
            if leaving and link.kind is role is SHARES:
                last = Edge(collection.name, target=(collection.name, role), last=True)
                grew |= _add(edges, (collection.name, OWNS), last)
    return grew


def _ways(edges: Mapping[NodeKey, list[Edge]], link: Link) -> list[tuple[LinkKind, NodeKey | None]]:
    if link.target == IDENTITIES:
        return [(link.kind, None)]
    reached = [key for key in edges if key[0] == link.target]
    return [(max(link.kind, role, key=STRENGTH.index), (name, role)) for name, role in reached]


def _add(edges: dict[NodeKey, list[Edge]], key: NodeKey, edge: Edge) -> bool:
    ways = edges.setdefault(key, [])
    if edge in ways:
        return False
    ways.append(edge)
    return True


def _ordered(nodes: dict[NodeKey, Node]) -> dict[NodeKey, Node]:
    """Targets first; nodes on a cycle are marked, and follow one another."""
    reach = {key: _reachable(nodes, key) for key in nodes}
    marked = {key: replace(node, cyclic=key in reach[key]) for key, node in nodes.items()}
    return dict(sorted(marked.items(), key=lambda item: len(reach[item[0]])))


def _reachable(nodes: Mapping[NodeKey, Node], start: NodeKey) -> set[NodeKey]:
    seen: set[NodeKey] = set()
    open_ = [start]
    while open_:
        for edge in nodes[open_.pop()].edges:
            if edge.target is not None and edge.target not in seen:
                seen.add(edge.target)
                open_.append(edge.target)
    return seen


def references(graph: Graph, store: StoreMap, person: str) -> list[Edge]:
    """The `refers` links whose target rows leave with the person, in the map's order."""
    found: list[Edge] = []
    for collection in store.collections.values():
        for link in collection.links:
            if link.person == person and link.kind is REFERS:
                key = None if link.target == IDENTITIES else (link.target, OWNS)
                if key is None or key in graph:
                    found.append(Edge(collection.name, link, key))
    return found
