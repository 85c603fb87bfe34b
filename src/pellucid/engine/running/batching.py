"""Very many rows: child-first batches, each a transaction of its own, that a later run can take up again."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic, sleep

from pellucid.engine.errors import StoreError
from pellucid.engine.planning.plan import Action, Step, StorePlan
from pellucid.engine.running.run import Watch
from pellucid.engine.stores.base import Counts, Session

BATCH = 10_000
"""Rows of a batch where no rate is set."""


def may_batch(part: StorePlan) -> bool:
    """Whether every row can still be found after other batches: no step needs keys that were written down before."""
    return not part.materialised and not any(step.frozen for step in part.steps)


def apply_in_batches(part: StorePlan, session: Session, watch: Watch) -> list[Counts]:
    """Commit batch after batch, up to the persons' own rows: these, and what follows them, stay in the open
    transaction, so that the persons can be found until everything else is done.

    Raises StoreError that says how many rows were done before.
    """
    first = _first_of_the_persons(part)
    counts = session.count(part.steps)
    done = 0
    for step in part.steps[:first]:
        try:
            for rows in _batches(part, session, step):
                done += rows
                watch(step, rows)
        except StoreError as error:
            wrong = f"{error.wrong} ({done} rows were already done)"
            mend = "run it again with the same identities: it goes on where it stopped"
            raise type(error)(wrong, where=error.where, mend=mend) from None
    applied = session.apply(part.steps[first:], None) or []
    return [*counts[:first], *applied]


def _batches(part: StorePlan, session: Session, step: Step) -> Iterator[int]:
    rate = part.declared.limits.rows_per_second
    if step.action is Action.KEEP:
        return
    while True:
        started = monotonic()
        rows = session.batch(step, min(rate or BATCH, BATCH))
        session.commit()
        if not rows:
            return
        yield rows
        if rate:
            sleep(max(0.0, rows / rate - (monotonic() - started)))


def _first_of_the_persons(part: StorePlan) -> int:
    own = {node.collection for node in part.graph.values() if node.anchor}
    changing = (at for at, step in enumerate(part.steps) if step.collection in own and step.action is not Action.KEEP)
    return next(changing, len(part.steps))
