"""The steps of rectification (GDPR Art. 16) and restriction (GDPR Art. 18)."""

from __future__ import annotations

from collections.abc import Sequence

from pellucid.engine.datamap.model import Collection, Field, MaskSpec, StoreMap
from pellucid.engine.errors import Problem
from pellucid.engine.planning.graph import OWNS, Graph
from pellucid.engine.planning.plan import Action, Rows, Set, Step, StorePlan


def corrections(store: StoreMap, graph: Graph, given: Sequence[str]) -> list[Step]:
    """One CORRECT for each collection of the person's own rows that has a given field.

    A field is given as `shop.customers.name` or `customers.name`, or by its category, which means every field of
    that category in rows that are the person themself.
    """
    found: list[Step] = []
    for node in graph.values():
        collection = store.collections[node.collection]
        if node.role is not OWNS:
            continue
        sets = tuple(
            Set(field.column, MaskSpec("given", (("as", name),)), field.path, field.category)
            for field in collection.fields.values()
            for name in given
            if _meant(name, store, collection, field, itself=node.anchor)
        )
        if sets:
            found.append(Step(Action.CORRECT, store.name, collection.name, Rows(node.key), sets=sets))
    return found


def _meant(name: str, store: StoreMap, collection: Collection, field: Field, *, itself: bool) -> bool:
    full = f"{collection.name}.{field.name}"
    return name in (full, f"{store.name}.{full}") or (itself and name == field.category)


def unknown(given: Sequence[str], parts: Sequence[StorePlan]) -> list[Problem]:
    """Given fields that no step corrects."""
    used = {dict(one.mask.args)["as"] for part in parts for step in part.steps for one in step.sets}
    return [
        Problem(name, "no row of the person has this field", "name it as store.collection.field, or by a category")
        for name in given
        if name not in used
    ]


def restrictions(store: StoreMap, graph: Graph) -> list[Step]:
    """One MARK for each collection with a marker column, on the person's own rows."""
    found: list[Step] = []
    for node in graph.values():
        marker = store.collections[node.collection].restrict
        if node.role is OWNS and marker:
            sets = tuple(Set(column, MaskSpec("given", (("value", value),))) for column, value in marker)
            found.append(Step(Action.MARK, store.name, node.collection, Rows(node.key), sets=sets))
    return found
