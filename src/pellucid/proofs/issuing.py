"""Handing out receipts: one entry each, one signed head for all of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
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


def new_salts(count: int) -> list[bytes]:
    """For so many statements."""
    random = secrets.token_bytes(SALT_BYTES * count)
    return [random[place : place + SALT_BYTES] for place in range(0, len(random), SALT_BYTES)]


def make_receipts(
    ledger: Ledger,
    statements: Iterable[Statement | bytes],
    *,
    type: str,
    actor: str,
    reason: str,
    now: datetime,
    salts: Sequence[bytes] = (),
) -> list[Issued]:
    """One entry for each statement, all under one signed head, and the receipts in the same order. The statements
    may be made while they are read, so that only their texts are held.

    `statements`: as they are, or encoded. `salts`: one for each where the caller wrote them down before, to survive a
    crash (`made_before`). `type`, `actor`, `reason`: as in Entry. Raises LedgerError.
    """
    texts = [one if isinstance(one, bytes) else one.encoded() for one in statements]
    if not texts:
        return []
    at = timestamp(now)
    salts = salts or new_salts(len(texts))
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


def made_before(ledger: Ledger, since: int, texts: Sequence[bytes], salts: Sequence[bytes]) -> list[Issued]:
    """The receipts of statements that are in the ledger already, from entry `since` on; none if they are not.

    A process that died between the ledger and its receipts hands them out with this.
    """
    wanted = commitment(texts[0], salts[0]) if texts else ""
    numbers = range(since, ledger.head.size)
    first = next((at for at in numbers if ledger.entry(at).commitments.get(COMMITTED) == wanted), None)
    if first is None:
        return []
    shared = Shared(ledger.head, ledger.rotations)
    made: list[Issued] = []
    for index, (text, salt) in enumerate(zip(texts, salts, strict=True), first):
        path = [step.hex() for step in ledger.inclusion(index)]
        made.append(Issued(index, salt, shared.text(ledger.entry(index).line(), index, path, salt.hex(), text)))
    return made
