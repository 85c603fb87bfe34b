"""A constant of the data map, read as what a column holds and written as a driver gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from pellucid.engine.masks.documents import write
from pellucid.engine.schema import Column, Kind


def as_kind(constant: object, column: Column) -> object:
    """`constant` as the kind of `column`: text as str, a date as date, ...; None if it does not fit."""
    try:
        return _READERS[column.kind](constant, column.length)
    except (ValueError, TypeError, InvalidOperation):
        return None


def like(value: object, constant: object) -> object:
    """`constant`, as read by `as_kind`, in the representation of `value`; None if that is none of its kind."""
    match constant, value:
        case bool(), bool() | int():
            return type(value)(constant)
        case Decimal(), Decimal() | float() | str():
            return type(value)(constant)
        case Decimal(), int():
            return int(constant) if constant == int(constant) else float(constant)
        case datetime(), datetime():
            return _in_zone(constant, value)
        case datetime(), str():
            return constant.isoformat("T" if "T" in value else " ")
        case (date(), date()) | (time(), time()) | (UUID(), UUID()):
            return constant
        case time(), timedelta():
            return datetime.combine(date.min, constant.replace(tzinfo=None)) - datetime.min
        case ((date() | time()), str()):
            return constant.isoformat()
        case UUID(), str():
            return str(constant)
        case ((int() | str() | bytes()), _) if not isinstance(constant, bool):
            return constant
    return None


def _in_zone(constant: datetime, value: datetime) -> datetime:
    if (constant.tzinfo is None) == (value.tzinfo is None):
        return constant
    return constant.replace(tzinfo=UTC) if constant.tzinfo is None else constant.astimezone(UTC).replace(tzinfo=None)


def _string(constant: object, length: int | None) -> object:
    return constant if isinstance(constant, str) and (length is None or len(constant) <= length) else None


def _integer(constant: object, length: int | None) -> object:
    if not isinstance(constant, int) or isinstance(constant, bool):
        return None
    beyond = 1 << ((length or 64) - 1)
    return constant if -beyond <= constant < beyond else None


def _decimal(constant: object, _length: int | None) -> object:
    number = None if isinstance(constant, bool) else Decimal(str(constant))
    return number if number is not None and number.is_finite() else None


def _boolean(constant: object, _length: int | None) -> object:
    return constant if isinstance(constant, bool) else None


def _date(constant: object, _length: int | None) -> object:
    if isinstance(constant, str):
        return date.fromisoformat(constant)
    return constant if isinstance(constant, date) and not isinstance(constant, datetime) else None


def _time(constant: object, _length: int | None) -> object:
    return time.fromisoformat(constant) if isinstance(constant, str) else _only(constant, time)


def _datetime(constant: object, _length: int | None) -> object:
    if isinstance(constant, str):
        return datetime.fromisoformat(constant)
    if isinstance(constant, date) and not isinstance(constant, datetime):
        return datetime.combine(constant, time())
    return _only(constant, datetime)


def _uuid(constant: object, _length: int | None) -> object:
    return UUID(constant) if isinstance(constant, str) else _only(constant, UUID)


def _bytes(constant: object, length: int | None) -> object:
    data = constant.encode() if isinstance(constant, str) else constant
    return data if isinstance(data, bytes) and (length is None or len(data) <= length) else None


def _json(constant: object, _length: int | None) -> object:
    write(constant)
    return constant


def _only(constant: object, kind: type) -> object:
    return constant if isinstance(constant, kind) else None


_READERS: Mapping[Kind, Callable[[object, int | None], object]] = {
    Kind.STRING: _string,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.DATETIME: _datetime,
    Kind.UUID: _uuid,
    Kind.JSON: _json,
    Kind.BYTES: _bytes,
    Kind.OTHER: _string,
}
