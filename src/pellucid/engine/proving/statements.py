"""What a receipt states of one person's run: line by line, with what was counted before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from pellucid.engine.planning.plan import Action, Step
from pellucid.engine.proving.afterwards import Left
from pellucid.engine.proving.sweeping import Remains, Sweep
from pellucid.engine.running.outcome import Entry, Outcome
from pellucid.engine.running.run import Run
from pellucid.engine.stores.base import Who
from pellucid.proofs.documents import timestamp
from pellucid.proofs.receipts import AfterCheck, Copy, Line, Statement


def statement(
    run: Run, who: Who, version: str, left: Left, sweep: Sweep | None, *, now: datetime, until: datetime | None
) -> Statement:
    """`until`: the end of the undo window. Raises ReceiptError for what a receipt cannot hold."""
    outcome = run.outcome(who)
    remaining = {_place(step): rows[who] for step, rows in left if who in rows}
    return Statement(
        after_check=AfterCheck(
            left=sum(rows.get(who, 0) for _, rows in left),
            swept=None if sweep is None else [_copy(one, who) for one in sweep.of(who) if one.left_over],
            time=timestamp(now),
        ),
        map=version,
        outcome=list(_lines(outcome, remaining)),
        plan=outcome.digest,
        reversible_until=None if until is None else timestamp(until),
        right=outcome.right.value,
        time=timestamp(now),
    )


def _lines(outcome: Outcome, remaining: Mapping[tuple[str, ...], int]) -> Iterator[Line]:
    for entry in outcome.entries:
        after = entry.rows if entry.result.value == "kept" else remaining.get(_entry_place(entry), 0)
        yield Line(
            after=after,
            before=entry.rows,
            collection=entry.collection,
            field=entry.field or None,
            reason=entry.reason or None,
            result=entry.result.value,
            store=entry.store,
            until=entry.until or None,
        )


def _copy(found: Remains, who: Who) -> Copy:
    return Copy(store=found.store, collection=found.table, column=found.column, rows=found.rows[who])


def _place(step: Step) -> tuple[str, ...]:
    name = {Action.DELETE: "erased", Action.MASK: "masked", Action.UNLINK: "unlinked"}.get(step.action, "")
    return step.store, step.collection, name


def _entry_place(entry: Entry) -> tuple[str, ...]:
    return entry.store, entry.collection, entry.result.value
