"""Erasure, rectification and restriction: all stores change in open transactions that are committed together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pellucid.engine.errors import StoreError
from pellucid.engine.planning.plan import Plan, Step
from pellucid.engine.running.batching import apply_in_batches, may_batch
from pellucid.engine.running.gathering import gather
from pellucid.engine.running.resolving import People
from pellucid.engine.running.run import Watch
from pellucid.engine.stores.base import Counts, Session


def change(
    plan: Plan, people: People, sessions: Mapping[str, Session], given: Mapping[str, object], watch: Watch
) -> list[tuple[Step, Counts]]:
    """Apply every step, commit every store, and say what was counted.

    Raises StoreError where a store refused: then nothing has changed, unless the error says what has.
    """
    values = gather(plan, people, sessions)
    counts: dict[str, list[Counts]] = {}
    open_ = []
    for part in plan.parts:
        session = sessions[part.store]
        session.begin(part, people.roots(part.store, values, given))
        limits = part.declared.limits
        batched = may_batch(part)
        most = 0 if limits.rows_per_second else limits.batch_above
        applied = session.apply(part.steps, most if batched else None)
        if applied is None:
            open_.append(part)
        else:
            counts[part.store] = applied
    for part in open_:
        counts[part.store] = apply_in_batches(part, sessions[part.store], watch)
    _commit(people, sessions)
    paired = [pair for part in plan.parts for pair in zip(part.steps, counts[part.store], strict=True)]
    for step, found in paired:
        watch(step, sum(found.changed.values()))
    return paired


def count(
    plan: Plan, people: People, sessions: Mapping[str, Session], given: Mapping[str, object]
) -> Iterator[tuple[Step, Counts]]:
    """What `change` would find now, step by step."""
    for part in plan.parts:
        session = sessions[part.store]
        session.begin(part, people.roots(part.store, {}, given))
        yield from zip(part.steps, session.count(part.steps), strict=True)


def _commit(people: People, sessions: Mapping[str, Session]) -> None:
    """Stores that led to others last: should one fail before, the persons can still be found."""
    order = sorted(
        sessions, key=lambda name: list(people.seen).index(name) if name in people.seen else len(people.seen)
    )
    done: list[str] = []
    for name in reversed(order):
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
