"""The changes of a step: which the database can write by itself, and which need each value in our hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, null, or_

from pellucid.engine.masks import Context, Mask, apply_inside, make
from pellucid.engine.masks.documents import change_document
from pellucid.engine.masks.json_paths import apply_at
from pellucid.engine.planning.plan import Action, Set, Step
from pellucid.engine.schema import Column, Kind, Table
from pellucid.engine.stores.sql.dialects import value

_PLAIN_KINDS = (Kind.STRING, Kind.INTEGER, Kind.BOOLEAN)
_SET = (Action.CORRECT, Action.MARK)


def plain(step: Step, table: Table) -> bool:
    """Whether one UPDATE can do it: all NULL or constants of a kind that every driver writes alike."""
    return step.action not in _SET and all(_is_plain(one, table.columns[one.column]) for one in step.sets)


def _is_plain(one: Set, column: Column) -> bool:
    return not one.path and (one.mask.name == "null" or (one.mask.name == "constant" and column.kind in _PLAIN_KINDS))


def written(step: Step, here: FromClause) -> dict[str, ColumnElement[Any]]:
    """Column by column what a plain step writes; NULL stays NULL."""
    values: dict[str, ColumnElement[Any]] = {}
    for one in step.sets:
        if one.mask.name == "null":
            values[one.column] = null()
        else:
            column = here.c[one.column]
            values[one.column] = case((column.is_(None), null()), else_=value(_constant(one)))
    return values


def unlike(step: Step, here: FromClause) -> ColumnElement[bool]:
    """Rows that a plain step would change."""
    return or_(
        *(
            here.c[one.column].is_not(None) if one.mask.name == "null" else here.c[one.column] != value(_constant(one))
            for one in step.sets
        )
    )


def _constant(one: Set) -> object:
    return dict(one.mask.args)["value"]


@dataclass(frozen=True, slots=True)
class Changes:
    """A step's sets made ready for one row after the other. `columns`: those read and written, in order."""

    columns: tuple[Column, ...]
    masks: tuple[tuple[int, Set, Mask | None], ...]

    def row(self, values: Sequence[object], context: Context, given: Mapping[str, object]) -> list[object]:
        """The values of `columns` as they should be."""
        result = list(values)
        for at, one, mask in self.masks:
            result[at] = self._value(result[at], at, one, mask, context, given)
        return result

    def _value(
        self, old: object, at: int, one: Set, mask: Mask | None, context: Context, given: Mapping[str, object]
    ) -> object:
        if mask is None:
            new = _given(one, given)
            return (
                change_document(old, lambda document: apply_at(document, one.path, lambda _: new)) if one.path else new
            )
        if one.path:
            return apply_inside(mask, one.path, old, self.columns[at], context)
        return mask.apply(old, self.columns[at], context)


def changes(step: Step, table: Table) -> Changes:
    """Raises MaskError for a mask that there is not."""
    names = list(dict.fromkeys(one.column for one in step.sets))
    masks = tuple((names.index(one.column), one, None if one.given else make(one.mask)) for one in step.sets)
    return Changes(tuple(table.columns[name] for name in names), masks)


def _given(one: Set, given: Mapping[str, object]) -> object:
    """What the map names (restriction), or the request brings (rectification)."""
    args = dict(one.mask.args)
    return args["value"] if "value" in args else given[str(args["as"])]
