"""From data map, right and live schema to a plan, or to every reason why there can be none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pellucid.engine.datamap.model import IDENTITIES, DataMap, StoreMap
from pellucid.engine.errors import PlanError, Problem
from pellucid.engine.planning import checking, copying, correcting, disturbing, erasing, guarding, ordering, seeding
from pellucid.engine.planning.graph import Graph, build
from pellucid.engine.planning.plan import Plan, Right, Step, StorePlan
from pellucid.engine.schema import Schema

COPIES = (Right.ACCESS, Right.PORTABILITY)


@dataclass(frozen=True, slots=True)
class Live:
    """A store's live schema, and how it behaves. `keyless`, `row_by_row`: see `Facts`."""

    schema: Schema
    row_by_row: bool = False
    keyless: bool = False


def plan(datamap: DataMap, right: Right, person: str, live: Mapping[str, Live], given: tuple[str, ...] = ()) -> Plan:
    """The plan of `right` for a kind of person over all stores. `given`: the fields that rectification brings.

    Raises PlanError with every problem found, each with the file and line of the data map.
    """
    if person not in datamap.persons:
        known = ", ".join(datamap.persons)
        raise PlanError(f"the data map knows no kind of person {person!r}", mend=f"use one of {known}")
    parts: list[StorePlan] = []
    problems: list[Problem] = []
    for store in datamap.stores.values():
        missing = checking.names(store, live[store.name].schema)
        problems += missing
        if not missing:
            part, found = _part(datamap, store, right, person, live[store.name], given)
            problems += found
            parts.append(part)
    if right is Right.RECTIFICATION:
        problems += correcting.unknown(given, parts)
    if problems:
        raise PlanError(f"{right.value} cannot be carried out as the data map stands", problems)
    needs = seeding.needs(parts)
    parts = [replace(part, gather=seeding.gathered(part.declared, part.graph, needs)) for part in parts]
    return Plan(right, person, tuple(parts))


def _part(
    datamap: DataMap, store: StoreMap, right: Right, person: str, live: Live, given: tuple[str, ...]
) -> tuple[StorePlan, list[Problem]]:
    schema = live.schema
    graph = build(store, person, leaving=right is Right.ERASURE)
    problems = checking.links(datamap, store, schema, graph)
    if problems:
        return StorePlan(store, schema, graph, ()), problems
    steps: list[Step]
    if right is Right.ERASURE:
        wanted = erasing.steps(store, schema, graph, person)
        steps, problems = ordering.ordered(wanted, store, schema, graph, row_by_row=live.row_by_row)
    elif right in COPIES:
        steps = copying.steps(store, graph, right)
    elif right is Right.RECTIFICATION:
        steps = correcting.corrections(store, graph, given)
    else:
        steps = correcting.restrictions(store, graph)
    problems += guarding.problems(store, live.schema, steps, keyless=live.keyless)
    written = disturbing.materialised(graph, steps)
    ways = disturbing.Ways(graph, written, lambda name: schema.tables[store.collections[name].table].primary_key)
    steps = disturbing.frozen(steps, ways)
    part = StorePlan(
        store, _touched(store, schema, graph, steps), graph, tuple(steps), written, (), seeding.seeds(store, graph)
    )
    return part, problems


def _touched(store: StoreMap, schema: Schema, graph: Graph, steps: Sequence[Step]) -> Schema:
    """The tables that the plan rests on: those of its rows, and those that their links lead to."""
    collections = {node.collection for node in graph.values()} | {step.collection for step in steps}
    collections |= {link.target for name in collections for link in store.collections[name].links} - {IDENTITIES}
    names = sorted(store.collections[name].table for name in collections)
    return Schema({name: schema.tables[name] for name in names})
