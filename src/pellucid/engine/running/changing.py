"""Erasure, rectification and restriction: all stores change in open transactions that are committed together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pellucid.engine.errors import StoreError
from pellucid.engine.planning.plan import Plan, Step, StorePlan
from pellucid.engine.running.batching import apply_in_batches, may_batch
from pellucid.engine.running.gathering import Values, gather
from pellucid.engine.running.resolving import People
from pellucid.engine.running.run import Watch
from pellucid.engine.stores.base import Counts, Session

Applied = dict[str, list[Counts]]
"""By store, what each step of its plan found and changed."""


def change(
    plan: Plan, people: People, sessions: Mapping[str, Session], given: Mapping[str, object], watch: Watch
) -> list[tuple[Step, Counts]]:
    """Apply every step, commit every store, and say what was counted.

    Raises StoreError where a store refused: then nothing has changed, unless the error says what has.
    """
    values = gather(plan, people, sessions)
    applied, large = apply(plan, people, sessions, values, given)
    for part in large:
        applied[part.store] = apply_in_batches(part, sessions[part.store], watch)
    commit(people, sessions)
    return paired(plan, applied, watch)


def apply(
    plan: Plan, people: People, sessions: Mapping[str, Session], values: Values, given: Mapping[str, object]
) -> tuple[Applied, list[StorePlan]]:
    """Apply the steps of every store in its open transaction, except those of stores that must go in batches: these
    have begun, and are given back untouched."""
    applied: Applied = {}
    large: list[StorePlan] = []
    for part in plan.parts:
        session = sessions[part.store]
        session.begin(part, people.roots(part.store, values, given))
        limits = part.declared.limits
        most = 0 if limits.rows_per_second else limits.batch_above
        counts = session.apply(part.steps, most if may_batch(part) else None)
        if counts is None:
            large.append(part)
        else:
            applied[part.store] = counts
    return applied, large


def paired(plan: Plan, applied: Applied, watch: Watch) -> list[tuple[Step, Counts]]:
    """Each step with its counts, in the plan's order; `watch` hears of those that changed something."""
    pairs = [pair for part in plan.parts for pair in zip(part.steps, applied[part.store], strict=True)]
    for step, counts in pairs:
        watch(step, sum(counts.changed.values()))
    return pairs


def count(
    plan: Plan, people: People, sessions: Mapping[str, Session], given: Mapping[str, object]
) -> list[tuple[Step, Counts]]:
    """What `change` would find now, step by step."""
    counts: list[tuple[Step, Counts]] = []
    for part in plan.parts:
        session = sessions[part.store]
        session.begin(part, people.roots(part.store, {}, given))
        counts += zip(part.steps, session.count(part.steps), strict=True)
    return counts


def commit(people: People, sessions: Mapping[str, Session]) -> None:
    """Stores that led to others last: should one fail before, the persons can still be found."""
    order = sorted(
        sessions, key=lambda name: list(people.seen).index(name) if name in people.seen else len(people.seen)
    )
    commit_each(list(reversed(order)), sessions)


def commit_each(order: Sequence[str], sessions: Mapping[str, Session]) -> None:
    """Raises StoreError that says which stores were committed before one refused."""
    done: list[str] = []
    for name in order:
        try:
            sessions[name].commit()
        except StoreError as error:
            if not done:
                raise
            missing = ", ".join(other for other in order if other not in done)
            wrong = f"the changes in {', '.join(done)} were made, those in {missing} were not: {error.wrong}"
            mend = "run it again with the same identities: what is done is not done twice"
            raise StoreError(wrong, where=name, mend=mend) from None
        done.append(name)
