"""Who had their erasure undone is not erased again over an older backup."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from three_stores import make, rows

from pellucid.engine.datamap.loading import load
from pellucid.engine.proving.erasing import How, erase
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.replaying import Replayed, only, replay
from pellucid.engine.proving.returning import undo
from pellucid.engine.proving.tombstones import Tombstones, tombstone_key
from pellucid.engine.running.engine import Engine

KEY, LONGEST = b"k" * 32, timedelta(days=30)
ANN, BOB = {"email": "ann@example.org"}, {"email": "bob@example.org"}


def _replay(folder: Path, home: Home, since: datetime) -> Replayed:
    erasures = Tombstones(home, tombstone_key(home, since), LONGEST).read()
    with Engine(only(load(folder / "map"), "shop"), key=KEY) as engine:
        return replay(engine, erasures, since, engine.erase)


def test_only_what_was_not_undone_is_erased_again(tmp_path: Path) -> None:
    make(tmp_path)
    home, since = Home(tmp_path / "home"), datetime.now(UTC)
    shutil.copy(tmp_path / "shop.db", tmp_path / "backup.db")
    with Engine(load(tmp_path / "map"), key=KEY) as engine:
        proven = erase(engine, home, [ANN, BOB], How(undo_days=7, longest_backup=LONGEST))
        undo(engine, home, proven.receipts[0], proven.codes[0])
    wanted = rows(tmp_path)
    shutil.copy(tmp_path / "backup.db", tmp_path / "shop.db")
    assert _replay(tmp_path, home, since).erased == 1
    assert rows(tmp_path) == wanted
