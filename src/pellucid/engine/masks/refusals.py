"""Reasons to refuse a column that several masks share, and the refusal of a value."""

from __future__ import annotations

from pellucid.engine.errors import MaskError
from pellucid.engine.schema import Column, Kind


def unfit(mask: str, column: Column, kinds: frozenset[Kind], shortest: int = 0) -> str | None:
    """Why `column` cannot be written, is of another kind than `kinds`, or is shorter than `shortest`."""
    if column.generated:
        return "the database computes this column; mask the columns it is computed from"
    if column.kind not in kinds:
        fine = ", ".join(sorted(kinds))
        return f"{mask} cannot mask a column of kind {column.kind} ({column.native}), only {fine}; use null or constant"
    if column.kind is not Kind.JSON and column.length is not None and column.length < shortest:
        return f"{mask} needs a length of at least {shortest}, this column has {column.length}; use null or constant"
    return None


def repeats(mask: str, unique: bool) -> str | None:
    """The refusal of a UNIQUE column by a mask that gives several rows the same value."""
    return f"{mask} may give two rows the same value, and this column is UNIQUE; use hash or null" if unique else None


def foreign(mask: str, value: object, column: Column) -> MaskError:
    """The error for a value whose type `mask` does not know; it names the type, never the value."""
    return MaskError(
        f"{mask} cannot mask a value of type {type(value).__name__} in a column of kind {column.kind}",
        where=column.name,
        mend="use null or constant for this column",
    )
