"""The steps of access and portability: what of each collection a person gets to read."""

from __future__ import annotations

from pellucid.engine.datamap.model import Collection, Field, MaskSpec, StoreMap
from pellucid.engine.planning.graph import OWNS, STRENGTH, Edge, Graph
from pellucid.engine.planning.plan import Action, Read, Right, Rows, Step


def steps(store: StoreMap, graph: Graph, right: Right) -> list[Step]:
    """One READ for each way to a collection; a row reached twice is read once, by its strongest way."""
    found: list[Step] = []
    for collection in store.collections.values():
        earlier: list[Edge] = []
        for node in sorted(
            (n for n in graph.values() if n.collection == collection.name), key=lambda n: STRENGTH.index(n.role)
        ):
            if right is Right.PORTABILITY and node.role is not OWNS:
                continue
            for edge in node.edges:
                reads = _reads(collection, edge, right)
                if reads:
                    rows = Rows(node.key, edge, without=_overlapping(edge, earlier))
                    found.append(Step(Action.READ, store.name, collection.name, rows, reads, relation=node.role.value))
                earlier.append(edge)
    return found


def _overlapping(edge: Edge, earlier: list[Edge]) -> tuple[Edge, ...]:
    """Ways that may reach the same row; two `owns` never do, since a row has one owner."""
    owned = edge.link is not None and edge.link.kind is OWNS
    return tuple(
        e for e in earlier if not (owned and e.link is not None and e.link.kind is OWNS and e.target == edge.target)
    )


def _reads(collection: Collection, edge: Edge, right: Right) -> tuple[Read, ...]:
    hidden = hidden_fields(collection, edge)
    texts = any(is_text(field) and field.name not in hidden for field in collection.fields.values())
    columns: dict[str, Read] = {}
    for field in collection.fields.values():
        wanted = field.personal and (field.provided or right is not Right.PORTABILITY)
        if wanted and field.column not in columns:
            whole = collection.fields.get(field.column) or Field(field.column, field.column, field.category)
            told = whole if whole.personal else field
            another = field.column in hidden or field.name in hidden
            shown = Field(field.column, field.column, told.category, erase=whole.erase)
            columns[field.column] = Read(shown, hidden=another, removed=another and texts)
    return tuple(columns.values())


def is_text(field: Field) -> bool:
    """Whether people are named inside the field, as its mask says."""
    return isinstance(field.erase, MaskSpec) and field.erase.name == "redact"


def hidden_fields(collection: Collection, edge: Edge) -> frozenset[str]:
    """What the map hides, and in rows of several persons whatever the map calls the others'."""
    if edge.link is None:
        return frozenset()
    hidden = set(edge.link.hide)
    if edge.link.kind is not OWNS:
        for link in collection.links:
            if link is not edge.link:
                hidden |= {*link.mask, *(column for column, _ in link.on)}
        hidden -= {*edge.link.mask, *(column for column, _ in edge.link.on)} - set(edge.link.hide)
    return frozenset(hidden)
