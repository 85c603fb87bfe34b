"""Whether an erasure could be undone: seen before anything is changed."""

from __future__ import annotations

from collections.abc import Iterator

from pellucid.engine.datamap.model import Collection
from pellucid.engine.errors import PlanError, Problem
from pellucid.engine.planning.guarding import LETTING_GO, lets_go
from pellucid.engine.planning.plan import Action, Plan, Step, StorePlan
from pellucid.engine.running.engine import Engine
from pellucid.engine.schema import Schema, Table


def check_undoable(engine: Engine, plan: Plan) -> None:
    """Raises PlanError with every reason why what the plan changes could not be brought back."""
    found: list[Problem] = []
    for part in plan.parts:
        schema = engine.store(part.store).describe()
        for step in part.steps:
            if step.action is not Action.KEEP:
                found += _problems(part, schema, step)
    if found:
        raise PlanError("what is erased could not be brought back", list(dict.fromkeys(found)))


def _problems(part: StorePlan, schema: Schema, step: Step) -> Iterator[Problem]:
    collection = part.declared.collections[step.collection]
    table = schema.tables[collection.table]
    key = key_columns(table)
    if not key:
        wrong = f"{collection.where} has no primary key, so that no row of it can be found again"
        yield Problem(str(collection.place), wrong, "give the table a primary key, or erase without undo")
    for one in step.sets:
        if one.column in key:
            wrong = f"{collection.where}.{one.column} changes, and it is what its rows are found by"
            yield Problem(str(collection.place), wrong, "keep this field, or erase without undo")
    if step.action is Action.DELETE:
        yield from _cascades(part, schema, collection)


def _cascades(part: StorePlan, schema: Schema, collection: Collection) -> Iterator[Problem]:
    """Rows that a foreign key changes by itself are no step's, so nobody would know what they were."""
    mapped = {one.table: one for one in part.declared.collections.values()}
    for child, key in schema.pointing_at(collection.table):
        other = mapped.get(child.name)
        mine = [step for step in part.steps if other is not None and step.collection == other.name]
        if key.on_delete in LETTING_GO and (other is None or not lets_go(other, collection, key, mine)):
            wrong = f"rows of {child.name} change by ON DELETE {key.on_delete} when {collection.where} is deleted"
            mend = f"map table {child.name} with a link to {collection.name}, or erase without undo"
            yield Problem(str(collection.place), wrong, mend)


def key_columns(table: Table) -> frozenset[str]:
    """What tells the rows of a table apart for good; empty where nothing does."""
    sure = [key for key in table.unique if not any(table.columns[name].nullable for name in key)]
    return frozenset(table.primary_key) or frozenset().union(*sure[:1])
