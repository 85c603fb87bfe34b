"""What a step makes of one row."""

from __future__ import annotations

from collections.abc import Mapping

from pellucid.engine.masks import Context, apply_inside, make
from pellucid.engine.masks.documents import change_document
from pellucid.engine.masks.json_paths import apply_at
from pellucid.engine.planning.plan import Action, Set, Step
from pellucid.engine.schema import Table
from pellucid.engine.stores.memory.database import Values


def changed(step: Step, row: Values, table: Table, context: Context, given: Mapping[str, object]) -> Values | None:
    """The row as it should be; None: it should be gone."""
    if step.action is Action.DELETE:
        return None
    new = dict(row)
    for one in step.sets:
        new[one.column] = _value(one, new[one.column], table, context, given)
    return new


def _value(one: Set, old: object, table: Table, context: Context, given: Mapping[str, object]) -> object:
    column = table.columns[one.column]
    if not one.given:
        mask = make(one.mask)
        return apply_inside(mask, one.path, old, column, context) if one.path else mask.apply(old, column, context)
    args = dict(one.mask.args)
    new = args["value"] if "value" in args else given[str(args["as"])]
    return change_document(old, lambda document: apply_at(document, one.path, lambda _: new)) if one.path else new
