"""Handing out receipts: one entry each, one signed head for all of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from pellucid.proofs.documents import timestamp
from pellucid.proofs.entries import SALT_BYTES, Entry, commitment
from pellucid.proofs.ledger import Ledger
from pellucid.proofs.receipts import COMMITTED, Shared, Statement


class Issued(NamedTuple):
    """A receipt as it is handed out. `number` (of the entry) and `salt` belong into the sealed index."""

    number: int
    salt: bytes
    text: bytes


def make_receipts(
    ledger: Ledger, statements: Iterable[Statement], *, type: str, actor: str, reason: str, now: datetime
) -> list[Issued]:
    """One entry for each statement, all under one signed head, and the receipts in the same order. The statements
    may be made while they are read, so that only their texts are held.

    `type`, `actor`, `reason`: as in Entry. Raises LedgerError.
    """
    texts = [statement.encoded() for statement in statements]
    if not texts:
        return []
    at = timestamp(now)
    random = secrets.token_bytes(SALT_BYTES * len(texts))
    salts = [random[place : place + SALT_BYTES] for place in range(0, len(random), SALT_BYTES)]
    entries = [
        Entry(type, at, actor, reason, {COMMITTED: commitment(text, salt)})
        for text, salt in zip(texts, salts, strict=True)
    ]
    batch = ledger.append(entries, now)
    shared = Shared(batch.head, ledger.rotations)
    paths = batch.tree.inclusions(batch.first, batch.head.size)
    return [
        Issued(index, salt, shared.text(line, index, [step.hex() for step in path], salt.hex(), text))
        for index, (salt, line, path, text) in enumerate(
            zip(salts, batch.lines, paths, texts, strict=True), batch.first
        )
    ]


def make_receipt(ledger: Ledger, statement: Statement, *, type: str, actor: str, reason: str, now: datetime) -> Issued:
    """`make_receipts` for one statement."""
    return make_receipts(ledger, [statement], type=type, actor=actor, reason=reason, now=now)[0]
