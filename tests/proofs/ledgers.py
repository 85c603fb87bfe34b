"""Small real ledgers for the tests of the proofs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pellucid.proofs import ledger as ledgers
from pellucid.proofs.documents import timestamp
from pellucid.proofs.entries import Entry
from pellucid.proofs.issuing import Issued, make_receipts
from pellucid.proofs.ledger import Ledger
from pellucid.proofs.receipts import AfterCheck, Copy, Line, Statement

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entries(count: int, first: int = 0) -> list[Entry]:
    return [
        Entry("run.erasure", timestamp(NOON), "system", "gdpr.17", {"statement": f"{number:064x}"})
        for number in range(first, first + count)
    ]


def statement(number: int = 0) -> Statement:
    return Statement(
        right="erasure",
        plan="ab" * 32,
        map="2026-02-28",
        time=timestamp(NOON),
        outcome=[
            Line(store="shop", collection="customers", result="erased", before=1 + number, after=0),
            Line(
                store="shop",
                collection="invoices",
                field="name",
                result="kept",
                before=2,
                after=2,
                reason="Steuerrecht §147",
                until="2037-01-01",
            ),
        ],
        after_check=AfterCheck(
            time=timestamp(NOON), left=0, swept=[Copy(store="shop", collection="notes", column="body", rows=1)]
        ),
        reversible_until=timestamp(NOON + timedelta(days=14)),
    )


class Made:
    """A ledger's folder and that of its keys."""

    def __init__(self, root: Path) -> None:
        self.folder, self.keys = root / "ledger", root / "keys"
        ledgers.create(self.folder, self.keys, NOON)

    @contextmanager
    def opened(self, wait: float = 10) -> Iterator[Ledger]:
        with ledgers.opened(self.folder, self.keys, wait) as ledger:
            yield ledger

    def append(self, *counts: int) -> None:
        """A batch for each count, numbered on."""
        with self.opened() as ledger:
            for count in counts:
                ledger.append(entries(count, ledger.head.size), NOON)

    def receipts(self, count: int) -> list[Issued]:
        with self.opened() as ledger:
            return make_receipts(
                ledger,
                [statement(number) for number in range(count)],
                type="run.erasure",
                actor="person",
                reason="gdpr.17",
                now=NOON,
            )

    def rotate(self) -> None:
        with self.opened() as ledger:
            ledger.rotate("system", NOON)

    @property
    def head_line(self) -> bytes:
        return (self.folder / "heads.jsonl").read_bytes().splitlines(keepends=True)[-1]
