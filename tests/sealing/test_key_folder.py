"""Only the owner can read a key store; the master key is never made twice, and a killed process leaves no half key."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pellucid.sealing.errors import KeyStoreError
from pellucid.sealing.keystore import KeyStore
from pellucid.sealing.master_key import FILE, VARIABLE

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
MASTER = {VARIABLE: "5a" * 32}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def created(folder: Path, environment: dict[str, str] | None = None) -> bytes:
    [key] = KeyStore(folder, "undo", environment or {}).create(["1"], expires=None)
    return key.id


def got(folder: Path, key_id: bytes, environment: dict[str, str] | None = None) -> bytes:
    return KeyStore(folder, "undo", environment or {}).get(key_id, now=NOW).id


def test_folders_are_0700_and_files_0600(folder: Path) -> None:
    created(folder)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert {name for name, mode in modes.items() if mode == 0o700} == {"keys", "undo"}
    assert {mode for name, mode in modes.items() if name not in ("keys", "undo")} == {0o600}


@pytest.mark.parametrize("mode", [0o701, 0o710, 0o720, 0o740, 0o755])
def test_a_folder_that_others_can_enter_is_refused(folder: Path, mode: int) -> None:
    key_id = created(folder)
    folder.chmod(mode)
    acts: list[Callable[[], bytes]] = [lambda: created(folder), lambda: got(folder, key_id)]
    for act in acts:
        with pytest.raises(KeyStoreError, match="Others can read"):
            act()


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o620, 0o644])
def test_a_master_key_that_others_can_read_is_refused(folder: Path, mode: int) -> None:
    key_id = created(folder)
    (folder / FILE).chmod(mode)
    with pytest.raises(KeyStoreError, match="mode 600"):
        got(folder, key_id)


def test_a_master_key_behind_a_link_is_refused(tmp_path: Path, folder: Path) -> None:
    key_id = created(folder)
    (folder / FILE).rename(tmp_path / "elsewhere")
    (folder / FILE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyStoreError, match="link"):
        got(folder, key_id)


def test_a_lost_master_key_is_missed_and_not_replaced(folder: Path) -> None:
    key_id = created(folder)
    (folder / FILE).unlink()
    acts: list[Callable[[], bytes]] = [lambda: created(folder), lambda: got(folder, key_id)]
    for act in acts:
        with pytest.raises(KeyStoreError, match="missing"):
            act()
    assert not (folder / FILE).exists()


def test_another_master_key_is_recognized(folder: Path) -> None:
    key_id = created(folder)
    with pytest.raises(KeyStoreError, match="another master key"):
        got(folder, key_id, MASTER)


def test_a_master_key_from_the_environment_is_on_no_disk(folder: Path) -> None:
    key_id = created(folder, MASTER)
    assert not (folder / FILE).exists()
    assert got(folder, key_id, MASTER) == key_id


@pytest.mark.parametrize("text", ["", "5a", "5a" * 33, "zz" * 32])
def test_what_is_no_master_key_is_refused_and_not_repeated(folder: Path, text: str) -> None:
    with pytest.raises(KeyStoreError, match="no master key") as raised:
        created(folder, {VARIABLE: text})
    assert not text or text not in str(raised.value)


def test_of_many_at_once_one_makes_the_master_key(folder: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        key_ids = list(threads.map(created, [folder] * 32))
    assert [got(folder, key_id) for key_id in key_ids] == key_ids
    assert list(folder.rglob(".part-*")) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from pellucid.sealing.keystore import KeyStore

left = int(sys.argv[2])

def kill_at_last(event, _):
    global left
    if event in {"open", "os.mkdir", "os.rename", "os.link", "os.remove", "tempfile.mkstemp"}:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

store = KeyStore(Path(sys.argv[1]), "undo", {})
sys.addaudithook(kill_at_last)
store.create(["1", "2", "3"], expires=None)
os._exit(0)
"""


def test_a_process_killed_at_any_step_leaves_no_half_key_and_the_next_one_works(tmp_path: Path) -> None:
    steps, ended = 0, None
    while ended != 0:
        folder = tmp_path / str(steps)
        ended = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(steps)], check=False).returncode
        assert ended in (0, -signal.SIGKILL)
        assert len(list(folder.glob("*/*.keys"))) in ((1,) if ended == 0 else (0, 1))
        keys = KeyStore(folder, "undo", {}).create(["4"], expires=None)
        store = KeyStore(folder, "undo", {})
        found = [key_id for owner in "1234" for key_id in store.owned_by(owner)]
        assert len(found) in ((4,) if ended == 0 else (1, 4))
        assert keys[0] in [store.get(key_id, now=NOW) for key_id in found]
        steps += 1
    assert steps > 10
