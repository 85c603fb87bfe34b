"""The moment before which a row's time is over."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from pellucid.engine.datamap.model import Duration
from pellucid.engine.schema import Column, Kind


def cutoff(duration: Duration, column: Column) -> str:
    """ISO text that compares with the column: a day, or its midnight in UTC. Today's day is UTC's."""
    day = days_ago(duration, datetime.now(UTC).date()).isoformat()
    if column.kind is Kind.DATETIME:
        return (
            f"{day} 00:00:00+00"
            if "time zone" in column.native and "without" not in column.native
            else f"{day} 00:00:00"
        )
    return day


def days_ago(duration: Duration, today: date) -> date:
    """`today` less the duration; a day that a month does not have is its last."""
    if duration.unit == "day":
        return today - timedelta(days=duration.amount)
    months = duration.amount * (12 if duration.unit == "year" else 1)
    at = today.year * 12 + today.month - 1 - months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
