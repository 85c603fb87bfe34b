"""A mask on one JSON path inside a column."""

from __future__ import annotations

import json
from dataclasses import replace

from pellucid.engine.masks.documents import change_document, write
from pellucid.engine.masks.json_paths import apply_at, parse_path
from pellucid.engine.masks.model import Context, Mask
from pellucid.engine.schema import Column, Kind


def problem_inside(mask: Mask, path: str, column: Column) -> str | None:
    """Plan time: why `mask` cannot be used at `path` inside `column`, with the mend; None if it can.

    Raises MaskError if the path is malformed.
    """
    parse_path(path)
    if column.kind not in (Kind.JSON, Kind.STRING):
        return f"a path reaches into JSON, and this column is of kind {column.kind}; name the column alone"
    if column.kind is Kind.STRING and column.length is not None:
        return "JSON in a text of limited length may grow when masked; mask the whole column, for example with redact"
    return mask.problem(_leaf(column), unique=False)


def apply_inside(mask: Mask, path: str, value: object, column: Column, context: Context) -> object:
    """`value` (JSON text or a parsed document) with `mask` applied to all that is at `path`.

    Raises MaskError if the path is malformed.
    """
    leaf = _leaf(column)

    def change(inner: object) -> object:
        masked = mask.apply(write(inner), leaf, context)
        return json.loads(masked) if isinstance(masked, str) else masked

    return change_document(value, lambda document: apply_at(document, path, change))


def _leaf(column: Column) -> Column:
    """Anything may stand at a path inside JSON, null too; it is handed to the mask as JSON text of its own."""
    return replace(column, kind=Kind.JSON, nullable=True, length=None)
