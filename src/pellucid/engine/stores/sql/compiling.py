"""All SQL of one store's plan, made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pellucid.engine.datamap.model import Duration
from pellucid.engine.planning.plan import Action, Step, StorePlan
from pellucid.engine.schema import Column
from pellucid.engine.stores.sql.dialects import SQLDialect
from pellucid.engine.stores.sql.relations import Relations
from pellucid.engine.stores.sql.roots import Root
from pellucid.engine.stores.sql.scratch import Scratch, node_table, repeating, root_tables, step_table
from pellucid.engine.stores.sql.statements import StepSQL, StepWriter


@dataclass(frozen=True, slots=True)
class PartSQL:
    """`bound`: the roots are parameters. `nodes` are filled again until nothing is added, where `repeating`."""

    part: StorePlan
    bound: bool
    roots: tuple[tuple[Root, Scratch], ...]
    nodes: tuple[Scratch, ...]
    frozen: tuple[Scratch, ...]
    repeating: bool
    cutoffs: Mapping[str, tuple[Duration, Column]]
    _steps: Mapping[int, StepSQL]

    def of(self, step: Step) -> StepSQL:
        """The statements of a step of this very plan."""
        return self._steps[id(step)]

    def read_with(self, step: Step) -> list[Step]:
        """The READ steps that belong together with one of them."""
        groups = (self.part.steps, self.part.gather, self.part.seeds)
        group = next(group for group in groups if any(one is step for one in group))
        return [one for one in group if one.action is Action.READ]


def compile_part(part: StorePlan, dialect: SQLDialect, *, bound: bool) -> PartSQL:
    """Raises PlanError or MaskError where a step cannot be written."""
    relations = Relations(part, part.declared, part.schema, dialect, bound)
    writers = [StepWriter(relations, step, at) for at, step in enumerate((*part.steps, *part.gather, *part.seeds))]
    return PartSQL(
        part,
        bound,
        tuple(root_tables(relations)),
        tuple(node_table(relations, key) for key in part.materialised),
        tuple(step_table(relations, writer) for writer in writers if writer.step.frozen),
        repeating(relations),
        relations.cutoffs,
        {id(writer.step): writer.written() for writer in writers},
    )
