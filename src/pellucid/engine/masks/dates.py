"""The year or month of a date, as its first day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from pellucid.engine.errors import MaskError
from pellucid.engine.masks.beginnings import hidden

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?P<day>-\d\d)?)?"
    r"(?P<time>[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?P<zone> ?(?:Z|[+-]\d\d(?::?\d\d)?))?(?P<blanks> *)",
    re.ASCII,
)


def start_of(value: object, unit: str) -> object:
    """The first day of the `unit` ("year" or "month") that `value` lies in, at midnight where it has a time.

    Dates, datetimes and ISO 8601 text; other text is hidden whole, other types give None. A datetime with an offset
    is cut in UTC, so that it stays where it is when it is read under another offset.
    """
    match value:
        case datetime() if value.tzinfo is not None:
            return _aware(value, unit)
        case datetime():
            return datetime(*_start(value, unit))
        case date():
            return date(*_start(value, unit))
        case str():
            return _text(value, unit)
    return None


def _aware(value: datetime, unit: str) -> datetime:
    try:
        start = datetime(*_start(value.astimezone(UTC), unit), tzinfo=UTC)
        return start.astimezone(value.tzinfo)
    except OverflowError:
        raise MaskError(
            "a date lies too near the end of the calendar to be generalised",
            mend="use null or constant for this column",
        ) from None


def _start(day: date, unit: str) -> tuple[int, int, int]:
    return day.year, day.month if unit == "month" else 1, 1


def _text(value: str, unit: str) -> str:
    parts = _ISO.fullmatch(value)
    if parts is None:
        return hidden(value)
    month = "" if parts["month"] is None else f"-{parts['month']}" if unit == "month" else "-01"
    day = "" if parts["day"] is None else "-01"
    midnight = re.sub(r"\d", "0", parts["time"] or "")
    return parts["year"] + month + day + midnight + (parts["zone"] or "") + parts["blanks"]
