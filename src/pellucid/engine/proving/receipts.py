"""From a finished run to its receipts: first written down, then in the ledger, then handed out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pellucid.engine.proving.home import Home
from pellucid.engine.proving.journal import Journal, Stated, Written
from pellucid.proofs.issuing import Issued, made_before, make_receipts, new_salts
from pellucid.proofs.ledger import Ledger, create, opened
from pellucid.proofs.receipts import Statement

REASON = "gdpr.17"
"""Code of the reason for an erasure: the right to it (GDPR Art. 17)."""


@contextmanager
def ledger_of(home: Home) -> Iterator[Ledger]:
    """The installation's ledger, made when it is first needed."""
    if not any(home.ledger.iterdir()):
        create(home.ledger, home.signing, datetime.now(UTC))
    with opened(home.ledger, home.signing) as ledger:
        yield ledger


def issue(home: Home, journal: Journal, written: Written, statements: Sequence[Statement], actor: str) -> list[Issued]:
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


def file_away(home: Home, run: str, receipts: Sequence[Issued]) -> list[Path]:
    """Each receipt in a file of its own, called by its person's number. On return all of them are on the disk."""
    folder = home.receipts / run
    folder.mkdir(mode=0o700, exist_ok=True)
    width = len(str(len(receipts)))
    paths = [folder / f"{number:0{width}}.json" for number in range(1, len(receipts) + 1)]
    for path, receipt in zip(paths, receipts, strict=True):
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(receipt.text)
    os.sync()  # one call: to flush ten thousand files one by one takes longer than to erase ten thousand persons
    return paths


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
