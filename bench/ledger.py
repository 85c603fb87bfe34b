"""The ledger alone: `python -m bench.ledger [--entries 1000000] [--json FILE]`. Needs no server."""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from pellucid.proofs.auditing import verify
from pellucid.proofs.documents import timestamp
from pellucid.proofs.entries import Entry
from pellucid.proofs.issuing import make_receipts
from pellucid.proofs.ledger import create, opened
from pellucid.proofs.receipts import AfterCheck, Line, Statement
from pellucid.proofs.verifying import verify_receipt

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BATCH, RECEIPTS, PROOFS = 100_000, 10_000, 1_000

WANTED = {
    "appends in bulk, entries/s": ">= 200000",
    "verification of the whole ledger, s": "<= 10",
    "inclusion proof, ms": "<= 1",
    "10,000 receipts, statements included, us each": "<= 60",
}
"""What we want of a ledger of 1,000,000 entries. Nothing fails by it."""


def measured(entries: int) -> dict[str, float]:
    """Figures by name, on a new ledger in the folder for temporary files."""
    with tempfile.TemporaryDirectory(prefix="pellucid-bench-") as root:
        folder, keys = Path(root) / "ledger", Path(root) / "keys"
        create(folder, keys, NOW)
        with opened(folder, keys) as ledger:
            rates = [len(batch) / _timed(partial(ledger.append, batch, NOW)) for batch in _batches(entries)]
            step = max(1, entries // PROOFS)
            proofs = [_timed(partial(ledger.inclusion, index)) for index in range(0, entries, step)]
        verification = _timed(lambda: verify(folder))
        with opened(folder, keys) as ledger:
            start = perf_counter()
            statements = map(_statement, range(RECEIPTS))
            issued = make_receipts(ledger, statements, type="run.erasure", actor="system", reason="gdpr.17", now=NOW)
            made = perf_counter()
        receipts = [_timed(partial(verify_receipt, one.text)) for one in issued[:PROOFS]]
    return {
        "appends in bulk, entries/s": round(statistics.median(rates)),
        "verification of the whole ledger, s": round(verification, 2),
        "inclusion proof, ms": round(statistics.median(proofs) * 1e3, 3),
        "10,000 receipts, statements included, us each": round((made - start) / RECEIPTS * 1e6, 1),
        "verification of a receipt, ms": round(statistics.median(receipts) * 1e3, 3),
    }


def _batches(entries: int) -> Iterator[list[Entry]]:
    for first in range(0, entries, BATCH):
        yield [
            Entry("run.erasure", timestamp(NOW), "system", "gdpr.17", {"statement": f"{number:064x}"})
            for number in range(first, min(first + BATCH, entries))
        ]


def _statement(number: int) -> Statement:
    lines = [
        Line(store="shop", collection=name, field=field, result=result, before=number % 9, after=0)
        for name in ("customers", "addresses", "notes", "visits")
        for field, result in ((None, "erased"), ("email", "masked"))
    ]
    time = timestamp(NOW)
    check = AfterCheck(time=time, left=0)
    return Statement(right="erasure", plan="ab" * 32, map="1", time=time, outcome=lines, after_check=check)


def _timed(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def table(found: Mapping[str, float]) -> Table:
    """The figures beside what is wanted of a ledger of 1,000,000 entries."""
    shown = Table("", "measured", "wanted", title="The ledger")
    for name, figure in found.items():
        shown.add_row(name, f"{figure:,}", WANTED.get(name, ""))
    return shown


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=1_000_000)
    arguments.add_argument("--json", type=Path, help="write the figures to this file too")
    chosen = arguments.parse_args()
    found = measured(chosen.entries)
    Console().print(table(found))
    text = json.dumps({"machine": platform.platform(), "entries": chosen.entries, "ledger": found}, indent=2)
    print(text)
    if chosen.json:
        chosen.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
