"""Undo with a receipt, and the end of its window: both are acts that the ledger tells of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pellucid.engine.errors import UndoError
from pellucid.engine.proving import tombstones, undo_record, undoing
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.receipts import keep, ledger_of, whose
from pellucid.engine.proving.undoing import Undone
from pellucid.engine.running.engine import Engine
from pellucid.proofs.documents import timestamp
from pellucid.proofs.entries import Entry
from pellucid.proofs.issuing import make_receipt
from pellucid.proofs.receipts import Line, Receipt, Statement


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back, and the receipt for it."""

    undone: Undone
    receipt: bytes


@dataclass(frozen=True, slots=True)
class Tidied:
    """`undos`: persons whose erasure cannot be undone any more. `tombstones`: files of tombstones that went."""

    undos: int
    tombstones: int


def undo(engine: Engine, home: Home, receipt: bytes, code: str, *, rest: bool = False) -> Returned:
    """Restore what an erasure with this receipt took. `rest`: where some rows cannot be restored, restore the others.

    Raises ReceiptError, UndoError (nothing is changed) and StoreError.
    """
    plan = Receipt.read(receipt).statement.plan
    found = whose(home, receipt)
    if found is None:
        mend = "run this where the erasure was run, with the same PELLUCID_HOME"
        raise UndoError("this installation has not given that receipt", mend=mend)
    run, who = found
    try:
        undone = undoing.undo(engine, home, run, {who: code}, rest=rest)
    finally:  # also where it says that it was undone already: then the process may have died before this
        if undo_record.read(home, run).people[who].undone:
            tombstones.undone(home, run, who, datetime.now(UTC))
    with ledger_of(home) as ledger:
        now = datetime.now(UTC)
        made = make_receipt(
            ledger, _statement(engine, undone, plan, now), type="run.undo", actor="person", reason="undo", now=now
        )
    keep(home, f"{run}-undo-{who}", [made])
    return Returned(undone, made.text)


def tidy(home: Home, now: datetime) -> Tidied:
    """Destroy undo keys whose window has ended, which the ledger then says, and remove tombstones that have expired."""
    ended = undoing.expire(home, now)
    if ended:
        with ledger_of(home) as ledger:
            ledger.append([Entry("undo.end", timestamp(now), "system", "window") for _ in ended], now)
    return Tidied(len(ended), tombstones.tidy(home, now))


def _statement(engine: Engine, undone: Undone, plan: str, now: datetime) -> Statement:
    """Rows that came back were none before and are there after."""
    rows: Mapping[str, int] = {**undone.values, **undone.rows}
    return Statement(
        map=engine.version,
        outcome=[_line(where, count) for where, count in sorted(rows.items())],
        plan=plan,
        right="undo",
        time=timestamp(now),
    )


def _line(where: str, rows: int) -> Line:
    store, _, collection = where.partition(".")
    return Line(store=store, collection=collection, result="found", before=0, after=rows)
