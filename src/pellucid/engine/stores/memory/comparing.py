"""Values of a row as links, conditions and retention times compare them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import UUID

from pellucid.engine.datamap.model import Condition, Duration
from pellucid.engine.masks.json_paths import values_at
from pellucid.engine.stores.memory.database import Values
from pellucid.engine.stores.sql.cutoffs import days_ago


def comparable(value: object) -> object:
    """Dates and UUIDs as text, as identities are given."""
    return str(value) if isinstance(value, (UUID, date)) else value


def value_at(row: Values, name: str, *, text: bool = False) -> object:
    """What a row holds in a column, or at a path inside one (`profile.ref`), which is text."""
    value = comparable(row[name]) if name in row else _inside(row, name)
    return str(value) if text and value is not None else value


def holds(row: Values, condition: Condition) -> bool:
    value = row[condition.column]
    if condition.null is not None:
        return (value is None) is condition.null
    return comparable(value) in condition.values


def is_over(row: Values, time: Duration) -> bool:
    """Whether the time has passed; where nothing says since when it counts, it has not."""
    since = row[time.after]
    if isinstance(since, datetime) and since.tzinfo is not None:
        since = since.astimezone(UTC)
    return since is not None and str(since)[:10] < days_ago(time, datetime.now(UTC).date()).isoformat()


def _inside(row: Values, name: str) -> object:
    column, _, path = name.partition(".")
    document = row[column]
    found = values_at(json.loads(document) if isinstance(document, str) else document, path)
    if not found or found[0] is None:
        return None
    return found[0] if isinstance(found[0], str) else json.dumps(found[0])
