"""Identity values as a person types them, as the values that a column can hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from pellucid.engine.schema import Column, Kind

MISMATCH = object()
"""What `fitted` gives for a value that no row of the column can hold."""


def fitted(value: object, column: Column) -> object:
    """`value` as the type of `column`, or MISMATCH: such a value matches no row, and must not be cut until it does."""
    if isinstance(value, str) and column.kind is not Kind.STRING:
        return _read(value, column)
    if column.kind is Kind.STRING and column.length is not None and len(str(value)) > column.length:
        return MISMATCH
    if column.kind is Kind.STRING:
        return str(value)
    if column.kind is Kind.INTEGER:
        return _integer(value, column.length or 64)
    return value


def _read(text: str, column: Column) -> object:
    try:
        match column.kind:
            case Kind.INTEGER:
                return _integer(int(text), column.length or 64) if text.isascii() and text.strip() == text else MISMATCH
            case Kind.DECIMAL:
                number = Decimal(text)
                return number if number.is_finite() else MISMATCH
            case Kind.UUID:
                return str(UUID(text))
            case Kind.DATE:
                return date.fromisoformat(text).isoformat()
            case Kind.JSON | Kind.OTHER:
                return text
    except (ValueError, InvalidOperation):
        return MISMATCH
    return MISMATCH


def _integer(value: object, bits: int) -> object:
    if not isinstance(value, int) or isinstance(value, bool):
        return MISMATCH
    beyond = 1 << (bits - 1)
    return value if -beyond <= value < beyond else MISMATCH
