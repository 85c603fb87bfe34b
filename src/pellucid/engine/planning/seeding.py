"""What of the person's own rows a run must know first: identities that seed other stores, values that masks need."""

from __future__ import annotations

from collections.abc import Sequence

from pellucid.engine.datamap.model import Collection, Field, StoreMap
from pellucid.engine.masks import make
from pellucid.engine.planning.graph import OWNS, Graph
from pellucid.engine.planning.plan import Action, Read, Rows, Step, StorePlan


def seeds(store: StoreMap, graph: Graph) -> tuple[Step, ...]:
    """READs of the identities on rows that the person owns and nobody is; each field's name is the identity's."""
    found: list[Step] = []
    for node in graph.values():
        collection = store.collections[node.collection]
        if node.role is OWNS and collection.person is None and collection.identities:
            reads = [Read(Field(identity, column, "")) for identity, column in collection.identities.items()]
            found.append(_read(store, collection, Rows(node.key), reads))
    return tuple(found)


def needs(parts: Sequence[StorePlan]) -> frozenset[str]:
    """Every category that a mask of these plans must know the person's own values of."""
    sets = [one for part in parts for step in part.steps for one in step.sets if not one.given]
    return frozenset(category for one in sets for category in make(one.mask).needs)


def gathered(store: StoreMap, graph: Graph, needs: frozenset[str]) -> tuple[Step, ...]:
    """READs of the person's own values in the categories `needs`."""
    found: list[Step] = []
    for node in graph.values() if needs else ():
        collection = store.collections[node.collection]
        fields = [f for f in collection.fields.values() if any(_within(f.category, need) for need in needs)]
        if node.role is OWNS and not any(edge.last for edge in node.edges) and fields:
            found.append(_read(store, collection, Rows(node.key), [Read(field) for field in fields]))
    return tuple(found)


def _read(store: StoreMap, collection: Collection, rows: Rows, reads: Sequence[Read]) -> Step:
    return Step(Action.READ, store.name, collection.name, rows, tuple(reads))


def _within(category: str, need: str) -> bool:
    return category == need or category.startswith(need + ".")
