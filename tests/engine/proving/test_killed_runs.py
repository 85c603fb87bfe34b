"""An erasure over three stores that is killed at any moment and repeated ends as if nothing had happened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from killing import killed_at
from three_stores import make, rows

from pellucid.engine.datamap.loading import load
from pellucid.engine.proving.erasing import How, Proven, erase
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.returning import undo
from pellucid.engine.running.engine import Engine
from pellucid.proofs.auditing import verify
from pellucid.proofs.receipts import Receipt

KEY = b"k" * 32


PLAIN = How(longest_backup=timedelta(days=30))
REVERSIBLE = How(longest_backup=timedelta(days=30), undo_days=7)


def _erase(folder: Path, how: How) -> Proven:
    with Engine(load(folder / "map"), key=KEY) as engine:
        return erase(engine, Home(folder / "home"), [{"email": "ann@example.org"}], how)


def _end(folder: Path, proven: Proven) -> object:
    """All rows, the one receipt's outcome, and what is left of the run in the installation's folder."""
    (receipt,) = [Receipt.read(one) for one in proven.receipts]
    home = folder / "home"
    entries = (home / "ledger" / "entries.jsonl").read_bytes().count(b"\n")
    journals = [path.name for path in (home / "runs").iterdir() if path.suffix == ".journal"]
    assert verify(home / "ledger", [proven.receipts[0]]).ok
    return rows(folder), receipt.statement.outcome, entries, journals


@pytest.mark.parametrize("how", [PLAIN, REVERSIBLE], ids=["final", "reversible"])
def test_it_ends_the_same_wherever_it_was_killed(tmp_path: Path, how: How) -> None:
    undisturbed = tmp_path / "undisturbed"
    make(undisturbed)
    wanted = _end(undisturbed, _erase(undisturbed, how))
    moment = 0
    while _killed(tmp_path / str(moment), moment, how):
        folder = tmp_path / str(moment)
        assert _end(folder, _erase(folder, how)) == wanted, f"killed at moment {moment}"
        moment += 1
    assert moment > 50  # every step was cut, before and after


def test_what_was_killed_and_repeated_can_be_undone(tmp_path: Path) -> None:
    moment = 0
    while _killed(tmp_path / str(moment), moment, REVERSIBLE):
        folder = tmp_path / str(moment)
        proven = _erase(folder, REVERSIBLE)
        if proven.codes:  # where only the hand-out was cut off, the codes are gone with the process
            with Engine(load(folder / "map"), key=KEY) as engine:
                undo(engine, Home(folder / "home"), proven.receipts[0], proven.codes[0])
            make(folder / "before")
            assert rows(folder) == rows(folder / "before"), f"killed at moment {moment}"
        moment += 4


def test_the_journal_tells_nobody_who_was_meant(tmp_path: Path) -> None:
    moment = 0
    while _killed(tmp_path / str(moment), moment, PLAIN):
        for path in (tmp_path / str(moment) / "home").rglob("*"):
            if path.is_file():
                assert b"ann@" not in path.read_bytes()
                assert b"Ann" not in path.read_bytes()
        moment += 3


def _killed(folder: Path, moment: int, how: How) -> bool:
    make(folder)
    return killed_at(moment, lambda: _erase(folder, how))
