"""Corrections as a person types them, as values that the columns can hold."""

from __future__ import annotations

from collections.abc import Mapping

from pellucid.engine.errors import IdentityError
from pellucid.engine.planning.plan import Plan
from pellucid.engine.stores.values import MISMATCH, fitted


def fitted_corrections(plan: Plan, corrections: Mapping[str, str | None]) -> dict[str, object]:
    """The values by the name they were given under; None writes NULL.

    Raises IdentityError for a value that a column cannot hold, without repeating it.
    """
    result: dict[str, object] = dict(corrections)
    for part in plan.parts:
        for step in part.steps:
            table = part.schema.tables[part.declared.collections[step.collection].table]
            for one in step.sets:
                name = str(dict(one.mask.args).get("as", ""))
                if name not in corrections or one.path:
                    continue
                column, value = table.columns[one.column], corrections[name]
                new = None if value is None else fitted(value, column)
                if new is MISMATCH or (new is None and not column.nullable):
                    where = f"{step.store}.{step.collection}.{one.column}"
                    wrong = f"the new value does not fit {column.native}{'' if column.nullable else ' NOT NULL'}"
                    raise IdentityError(wrong, where=where, mend="give one that does")
                result[name] = new
    return result
