"""From a finished run to its receipts: first written down, then in the ledger, then handed out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pellucid.engine.proving.home import Home
from pellucid.engine.proving.journal import NoJournal, Stated, Written
from pellucid.engine.stores.base import Who
from pellucid.proofs.files import HEADS
from pellucid.proofs.issuing import Issued, made_before, make_receipts, new_salts
from pellucid.proofs.ledger import Ledger, create, opened
from pellucid.proofs.receipts import Statement

REASON = "gdpr.17"
"""Code of the reason for an erasure: the right to it (GDPR Art. 17)."""


@contextmanager
def ledger_of(home: Home) -> Iterator[Ledger]:
    """The installation's ledger, made when it is first needed."""
    if not (home.ledger / HEADS).exists():
        create(home.ledger, home.signing, datetime.now(UTC))
    with opened(home.ledger, home.signing) as ledger:
        yield ledger


def issue(
    home: Home, journal: NoJournal, written: Written, statements: Sequence[Statement], actor: str
) -> list[Issued]:
    """The receipts of new statements; a crash on the way leaves enough in the journal for `issue_again`."""
    with ledger_of(home) as ledger:
        texts = [statement.encoded() for statement in statements]
        stated = Stated(texts, new_salts(len(texts)), ledger.head.size)
        journal.write(replace(written, stated=stated))
        return _made(ledger, stated, actor)


def issue_again(home: Home, stated: Stated, actor: str) -> list[Issued]:
    """The receipts of an interrupted run, whether or not the ledger had taken its entries."""
    with ledger_of(home) as ledger:
        return made_before(ledger, stated.size, stated.texts, stated.salts) or _made(ledger, stated, actor)


def _made(ledger: Ledger, stated: Stated, actor: str) -> list[Issued]:
    return make_receipts(
        ledger,
        stated.texts,
        type="run.erasure",
        actor=actor,
        reason=REASON,
        now=datetime.now(UTC),
        salts=stated.salts,
    )


def keep(home: Home, run: str, receipts: Sequence[Issued], *, flushed: bool = True) -> None:
    """One receipt a line; on the disk when this returns, unless that is not waited for (not `flushed`)."""
    with os.fdopen(os.open(_file(home, run), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.writelines(one.text for one in receipts)
        if flushed:
            file.flush()
            os.fsync(file.fileno())


def kept(home: Home, run: str | None) -> list[bytes]:
    """The receipts of a run in the order of its persons; none if it has none (any more)."""
    file = _file(home, run) if run else None
    return file.read_bytes().splitlines(keepends=True) if file and file.exists() else []


def whose(home: Home, receipt: bytes) -> tuple[str, Who] | None:
    """The run that a receipt was given for, and which of its persons; None for a receipt that is not kept here."""
    for file in sorted(home.receipts.glob("*.jsonl")):
        lines = file.read_bytes().splitlines(keepends=True)
        if receipt in lines:
            return file.stem, lines.index(receipt)
    return None


def _file(home: Home, run: str) -> Path:
    return home.receipts / f"{run}.jsonl"
