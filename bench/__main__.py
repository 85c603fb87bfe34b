"""`make bench`, or `python -m bench [--runs 5] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from pathlib import Path

import psycopg
from rich.console import Console
from rich.table import Table

from bench import ledger, memory, ratios, servers

GOALS = {
    "access": 1.6,
    "erase": 1.6,
    "erase 1,000 at once": 1.3,
    "erase 10,000 at once": 1.3,
    "erase, proven": 3.0,
    "erase 10,000 at once, proven": 2.0,
    "10,000 / one by one": 6.0,
}
"""Ratios that we want: at most, but for the last, which is at least. Nothing fails by them."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--json", type=Path, help="write the figures to this file too")
    chosen = arguments.parse_args()
    console = Console()
    try:
        psycopg.connect(servers.ADMIN, connect_timeout=5).close()
    except psycopg.OperationalError:
        sys.exit("The bench needs PostgreSQL: set PELLUCID_BENCH_POSTGRESQL to the URL of an administrator.")
    console.print(f"Building the shop where it is not there yet, then {chosen.runs} alternating runs: some minutes.")
    found = ratios.measured(chosen.runs)
    peaks, log = memory.measured(), ledger.measured(1_000_000)
    console.print(_table(found))
    for name, peak in peaks.items():
        console.print(f"{name}: {peak} MB at most (wanted: 200)")
    console.print(ledger.table(log))
    figures = {"machine": platform.platform(), "ratios": found, "peak_mb": peaks, "ledger": log}
    text = json.dumps(figures, indent=2)
    print(text)
    if chosen.json:
        chosen.json.write_text(text + "\n")


def _table(found: dict[str, dict[str, object]]) -> Table:
    table = Table("", "ratio", "wanted", "runs", "script, ms", "Pellucid, ms", title="Pellucid / hand-written script")
    for name, one in found.items():
        wanted = f"{'>=' if '/' in name else '<='} {GOALS[name]}" if name in GOALS else ""
        runs = str(one["runs"])[1:-1]
        table.add_row(
            name, str(one["ratio"]), wanted, runs, str(one.get("floor_ms", "")), str(one.get("pellucid_ms", ""))
        )
    return table


if __name__ == "__main__":
    main()
