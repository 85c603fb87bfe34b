"""What the ledger says of acts on earlier runs that give no receipt: that one was undone, that another cannot be any
more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pellucid.engine.proving.home import Home
from pellucid.engine.proving.receipts import ledger_of
from pellucid.proofs.documents import timestamp
from pellucid.proofs.entries import Entry

UNDONE, FINAL = "run.undone", "run.final"
"""Somebody's erasure was taken back; the key with which it could have been was destroyed."""


def note(home: Home, type: str, runs: Iterable[str], reason: str, actor: str, now: datetime) -> None:
    """One entry for each person, who is named by the id of their run alone. `type`, `reason`, `actor`: as in Entry.

    Raises LedgerError and SigningKeyError.
    """
    entries = [Entry(type, timestamp(now), actor, reason, public={"run": run}) for run in runs]
    if entries:
        with ledger_of(home) as ledger:
            ledger.append(entries, now)
