"""The check afterwards: another connection counts again what an erasure should have removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pellucid.engine.planning.plan import Action, Plan, Step
from pellucid.engine.running.gathering import Values
from pellucid.engine.running.resolving import People
from pellucid.engine.stores.base import Session, Who

Left = Sequence[tuple[Step, Mapping[Who, int]]]
"""Steps of which rows are left, with how many by person."""

_CHANGING = (Action.DELETE, Action.MASK, Action.UNLINK)


def left(plan: Plan, people: People, sessions: Mapping[str, Session], values: Values) -> Left:
    """What should be gone and is not. `sessions`: not those that made the changes, and on no replica."""
    found: list[tuple[Step, Mapping[Who, int]]] = []
    for part in plan.parts:
        steps = [step for step in part.steps if step.action in _CHANGING]
        if not steps:
            continue
        session = sessions[part.store]
        session.begin(part, people.roots(part.store, values, {}))
        for step, counts in zip(steps, session.count(steps), strict=True):
            rows = counts.found if step.action is Action.DELETE else counts.changed
            if rows:
                found.append((step, rows))
    return found
