"""An order of steps that foreign keys allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pellucid.engine.datamap.model import MaskSpec, StoreMap
from pellucid.engine.errors import Problem
from pellucid.engine.planning.graph import Graph
from pellucid.engine.planning.plan import Action, Set, Step
from pellucid.engine.schema import ForeignKey, Schema, Table

NULL = MaskSpec("null")


def ordered(
    steps: Sequence[Step], store: StoreMap, schema: Schema, graph: Graph, *, row_by_row: bool
) -> tuple[list[Step], list[Problem]]:
    """KEEP, then masks and cut links, then deletes child before parent, then the persons' own rows, then what
    triggers wrote. `row_by_row`: the store checks foreign keys for each row, not for each statement."""
    deletes, cut, problems = _deletes([s for s in steps if s.action is Action.DELETE], store, schema, row_by_row)
    late = {name for c in store.collections.values() for effect in c.effects for name in effect.writes}
    anchors = {node.collection for node in graph.values() if node.anchor}

    def rank(step: Step) -> int:
        if step.collection in late:
            return 9
        if step.action is Action.MASK and step.collection in anchors:
            return 5
        return {Action.KEEP: 0, Action.MASK: 1, Action.UNLINK: 2, Action.DELETE: 4}.get(step.action, 1)

    others = [step for step in steps if step.action is not Action.DELETE]
    result = sorted([*others, *cut, *deletes], key=rank)
    return [replace(s, late=s.collection in late) for s in result], problems


def _deletes(
    steps: Sequence[Step], store: StoreMap, schema: Schema, row_by_row: bool
) -> tuple[list[Step], list[Step], list[Problem]]:
    open_ = {store.collections[s.collection].table for s in steps}
    inner = [(t, key) for name in open_ for t, key in schema.pointing_at(name) if t.name in open_]
    cut: list[Step] = []
    problems: list[Problem] = []
    if row_by_row:
        for table, key in [edge for edge in inner if edge[0].name == edge[1].target]:
            _cut(table, key, steps, store, cut, problems)
    inner = [edge for edge in inner if edge[0].name != edge[1].target]
    order: list[str] = []
    while open_:
        free = sorted(name for name in open_ if not any(key.target == name for _, key in inner))
        if free:
            order += free
            open_ -= set(free)
            inner = [edge for edge in inner if edge[0].name not in free]
            continue
        table, key = min(_on_cycle(inner), key=lambda edge: (not _nullable(*edge), edge[0].name, edge[1].columns))
        _cut(table, key, steps, store, cut, problems)
        inner.remove((table, key))
    return sorted(steps, key=lambda s: order.index(store.collections[s.collection].table)), cut, problems


def _on_cycle(edges: list[tuple[Table, ForeignKey]]) -> list[tuple[Table, ForeignKey]]:
    """Only keys between tables that reach each other: cutting another one would not help."""
    points = {(t.name, key.target) for t, key in edges}

    def reaches(start: str, goal: str) -> bool:
        seen, open_ = set[str](), [start]
        while open_:
            here = open_.pop()
            if here == goal:
                return True
            open_ += [b for a, b in points if a == here and b not in seen]
            seen.add(here)
        return False

    return [edge for edge in edges if reaches(edge[1].target, edge[0].name)]


def _nullable(table: Table, key: ForeignKey) -> bool:
    return any(_free(table, column) for column in key.columns)


def _free(table: Table, column: str) -> bool:
    return table.columns[column].nullable and column not in table.primary_key


def _cut(
    table: Table, key: ForeignKey, steps: Sequence[Step], store: StoreMap, cut: list[Step], problems: list[Problem]
) -> None:
    collection = next(c for c in store.collections.values() if c.table == table.name)
    if not _nullable(table, key):
        names = ", ".join(key.columns)
        problems.append(
            Problem(
                str(collection.place),
                f"{collection.where} and {store.name}.{key.target} point at each other; neither can be deleted first",
                f"make {names} nullable in the database, or mask one of the collections instead of deleting it",
            )
        )
        return
    sets = tuple(Set(column, NULL) for column in key.columns if _free(table, column))
    mine = (step for step in steps if step.collection == collection.name)
    cut.extend(Step(Action.UNLINK, store.name, collection.name, step.rows, sets=sets) for step in mine)
