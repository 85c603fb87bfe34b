"""What must be looked up before anything changes, because a step would lose its way to its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pellucid.engine.planning.graph import Edge, Graph, NodeKey
from pellucid.engine.planning.plan import Action, Rows, Step

Column = tuple[str, str]
"""A collection and one of its columns; an empty column stands for the row itself."""


def materialised(graph: Graph, steps: Sequence[Step]) -> tuple[NodeKey, ...]:
    """The nodes whose keys are written down first, targets before what hangs on them: those on a cycle, those found
    because everybody else left and those they are found in, and those that changing steps leave to another step."""
    left_out = {
        part
        for step in steps
        if step.action is not Action.READ
        for part in step.rows.without
        if not isinstance(part, Edge)
    }
    deserted = {key for node in graph.values() for edge in node.edges if edge.last for key in (node.key, edge.target)}
    return tuple(key for key, node in graph.items() if node.cyclic or key in left_out or key in deserted)


def frozen(steps: Sequence[Step], ways: Ways) -> list[Step]:
    """The steps, marked where an earlier one changes what their rows are found by."""
    deleted: set[str] = set()
    written: set[Column] = set()
    result: list[Step] = []
    for step in steps:
        lost = any(
            column in written or (column[0] in deleted and column[0] != step.collection)
            for column in ways.rows(step.collection, step.rows)
        )
        result.append(replace(step, frozen=lost and not step.late and step.action is not Action.KEEP))
        if step.action is Action.DELETE:
            deleted.add(step.collection)
        written |= {(step.collection, one.column) for one in step.sets}
    return result


@dataclass(frozen=True, slots=True)
class Ways:
    """What each way to rows rests on. `keys`: the key columns of a collection."""

    graph: Graph
    written: tuple[NodeKey, ...]
    keys: Callable[[str], tuple[str, ...]]

    def rows(self, collection: str, rows: Rows) -> Iterator[Column]:
        parts = [part for part in (rows.edge, rows.edge is None and rows.node, *rows.without) if part]
        for part in parts:
            yield from self._edge(part) if isinstance(part, Edge) else self._node(part)
        if rows.time is not None:
            yield collection, rows.time.after

    def _node(self, key: NodeKey) -> Iterator[Column]:
        if key not in self.written:
            for edge in self.graph[key].edges:
                yield from self._edge(edge)

    def _edge(self, edge: Edge) -> Iterator[Column]:
        if edge.link is not None:
            yield from ((edge.collection, here.partition(".")[0]) for here, _ in edge.link.on)
            yield from ((edge.collection, condition.column) for condition in edge.link.when)
        if edge.link is not None and edge.target is not None:
            yield from self._through(edge.target, {there.partition(".")[0] for _, there in edge.link.on})

    def _through(self, target: NodeKey, columns: set[str]) -> Iterator[Column]:
        node = self.graph[target]
        (first, *more) = node.edges
        known = target in self.written or (not more and first.link is None and not first.last)
        if known and columns == set(self.keys(target[0])):
            return
        yield target[0], ""
        yield from ((target[0], column) for column in columns)
        yield from self._node(target)
