"""The persons' own values by category, for masks that take them out of texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pellucid.engine.datamap.model import Field
from pellucid.engine.errors import StoreError
from pellucid.engine.masks.json_paths import values_at
from pellucid.engine.planning.plan import Plan, Step
from pellucid.engine.running.resolving import People
from pellucid.engine.stores.base import Session, Who

MOST = 1_000
"""Values of one category that can be looked for in a person's texts."""

Values = dict[Who, dict[str, tuple[str, ...]]]


def gather(plan: Plan, people: People, sessions: Mapping[str, Session]) -> Values:
    """By person and category. Raises StoreError for a person with more than MOST values of one category."""
    found: dict[Who, dict[str, dict[str, None]]] = {}
    for part in plan.parts:
        if part.gather:
            session = sessions[part.store]
            session.begin(part, people.roots(part.store, {}, {}))
            for step in part.gather:
                _note(session, step, found)
    return {who: {name: tuple(many) for name, many in own.items()} for who, own in found.items()}


def _note(session: Session, step: Step, found: dict[Who, dict[str, dict[str, None]]]) -> None:
    for who, row in session.find(step):
        for read, value in zip(step.reads, row, strict=True):
            own = found.setdefault(who, {}).setdefault(read.field.category, {})
            own.update(dict.fromkeys(_texts(value, read.field)))
            if len(own) > MOST:
                wrong = f"a person has more than {MOST} values of category {read.field.category} to redact"
                mend = "redact a narrower category, such as user.name"
                raise StoreError(wrong, where=f"{step.store}.{step.collection}", mend=mend)


def _texts(value: object, field: Field) -> Iterator[str]:
    for one in _inside(value, field.path) if field.path else [value]:
        if one is not None and not isinstance(one, (bytes, bool, dict, list)) and str(one).strip():
            yield str(one)


def _inside(value: object, path: str) -> list[object]:
    if not isinstance(value, str):
        return values_at(value, path)
    try:
        return values_at(json.loads(value), path)
    except ValueError:
        return []
