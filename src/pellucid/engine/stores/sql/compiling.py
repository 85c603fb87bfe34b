"""All SQL of one store's plan, made once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from pellucid.engine.datamap.model import Duration
from pellucid.engine.errors import StoreError
from pellucid.engine.planning.graph import Edge, NodeKey
from pellucid.engine.planning.plan import Action, Step, StorePlan
from pellucid.engine.schema import Column
from pellucid.engine.stores.sql.dialects import SQLDialect
from pellucid.engine.stores.sql.imaging import ImageSQL, image_sql
from pellucid.engine.stores.sql.owning import linked_rows
from pellucid.engine.stores.sql.relations import Relations
from pellucid.engine.stores.sql.roots import Root
from pellucid.engine.stores.sql.scratch import Scratch, node_table, repeating, root_tables, step_table
from pellucid.engine.stores.sql.statements import SQL, StepSQL, StepWriter


@dataclass(frozen=True, slots=True)
class PartSQL:
    """`bound`: the roots are parameters. `nodes` are filled again until nothing is added, where `repeating`.

    `linked`: for the edges from identity values, (who, key ...) of their rows and the number of columns of the key.
    """

    part: StorePlan
    bound: bool
    roots: tuple[tuple[Root, Scratch], ...]
    nodes: tuple[Scratch, ...]
    frozen: tuple[Scratch, ...]
    repeating: bool
    cutoffs: Mapping[str, tuple[Duration, Column]]
    linked: Mapping[Edge, tuple[SQL, int]]
    _relations: Relations
    _writers: Mapping[int, StepWriter]
    _steps: Mapping[int, StepSQL]

    def of(self, step: Step) -> StepSQL:
        """The statements of a step of this very plan. Raises StoreError for a step of another."""
        if id(step) not in self._steps:
            raise StoreError(f"{step.action} {step.collection} is no step of the plan that was begun", where=step.store)
        return self._steps[id(step)]

    def image(self, step: Step, computed: Collection[str]) -> ImageSQL:
        """The statements that tell the rows of a step of this very plan."""
        self.of(step)
        return image_sql(self._relations, self._writers[id(step)], computed)

    def read_with(self, step: Step) -> list[Step]:
        """The READ steps that belong together with one of them."""
        groups = (self.part.steps, self.part.gather, self.part.seeds)
        group = next(group for group in groups if any(one is step for one in group))
        return [one for one in group if one.action is Action.READ]


def compile_part(part: StorePlan, dialect: SQLDialect, *, bound: bool, many: bool) -> PartSQL:
    """`many`: for so many persons that keys which several steps need are better looked up once.

    Raises PlanError or MaskError where a step cannot be written.
    """
    written = (*part.materialised, *_needed_often(part)) if many else part.materialised
    sharing = replace(part, materialised=tuple(key for key in part.graph if key in written))
    relations = Relations(sharing, part.declared, part.schema, dialect, bound)
    writers = [StepWriter(relations, step, at) for at, step in enumerate((*part.steps, *part.gather, *part.seeds))]
    return PartSQL(
        part,
        bound,
        tuple(root_tables(relations)),
        tuple(node_table(relations, key) for key in sharing.materialised),
        tuple(step_table(relations, writer) for writer in writers if writer.step.frozen),
        repeating(relations),
        relations.cutoffs,
        {edge: linked_rows(relations, edge) for edge in _from_identities(part)},
        relations,
        {id(writer.step): writer for writer in writers},
        {id(writer.step): writer.written() for writer in writers},
    )


def _from_identities(part: StorePlan) -> list[Edge]:
    edges = [edge for node in part.graph.values() for edge in node.edges]
    return [edge for edge in edges if edge.target is None and edge.link is not None]


def _needed_often(part: StorePlan) -> list[NodeKey]:
    """Nodes through which several steps go, except those that are the persons' own keys anyway."""
    used: Counter[NodeKey] = Counter()
    for step in part.steps:
        rows = step.rows
        edges = (rows.edge,) if rows.edge else part.graph[rows.node].edges if rows.node else ()
        used.update({edge.target for edge in edges if edge.target is not None})
    return [key for key, times in used.items() if times > 1 and not part.graph[key].anchor]
