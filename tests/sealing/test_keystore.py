"""A key store gives out its keys until they are destroyed or their time is over, and to nobody else."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pellucid.sealing.errors import KeyGoneError, KeyStoreError
from pellucid.sealing.keys import Key
from pellucid.sealing.keystore import KeyStore

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
END = NOW + timedelta(days=14)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def undo(folder: Path) -> KeyStore:
    return KeyStore(folder, "undo", {})


def again(folder: Path, purpose: str = "undo", environment: dict[str, str] | None = None) -> KeyStore:
    return KeyStore(folder, purpose, environment or {})


def batch_file(folder: Path) -> Path:
    [path] = folder.glob("*/*.keys")
    return path


def test_a_key_is_there_for_the_next_process(folder: Path, undo: KeyStore) -> None:
    keys = undo.create(["run 7, person 1", "run 7, person 2"], expires=END)
    assert len({key.id for key in keys} | {key.secret for key in keys}) == 4
    assert [again(folder).get(key.id, now=NOW) for key in keys] == keys


def test_no_secret_and_no_owner_lies_on_the_disk_as_it_is(folder: Path, undo: KeyStore) -> None:
    [key] = undo.create(["ada@example.org"], expires=END)
    for path in (path for path in folder.rglob("*") if path.is_file()):
        for hidden in (key.secret, key.secret.hex().encode(), b"ada@example.org"):
            assert hidden not in path.read_bytes()


def test_a_destroyed_key_is_gone_and_its_file_with_the_last_one(folder: Path, undo: KeyStore) -> None:
    keys = undo.create(["1", "2", "3"], expires=END)
    wrapped = batch_file(folder).read_bytes()
    undo.destroy([keys[1].id])
    left = batch_file(folder).read_bytes()
    assert len(left) == len(wrapped)
    assert left[29 + 88 : 29 + 176] == bytes(88)
    with pytest.raises(KeyGoneError, match=keys[1].id.hex()):
        again(folder).get(keys[1].id, now=NOW)
    assert [undo.get(key.id, now=NOW) for key in (keys[0], keys[2])] == [keys[0], keys[2]]
    undo.destroy(key.id for key in keys)
    undo.destroy(key.id for key in keys)
    assert list(folder.glob("*/*.keys")) == []


def test_a_key_ends_at_its_time_and_not_before(undo: KeyStore) -> None:
    [key] = undo.create(["1"], expires=END)
    [forever] = undo.create(["1"], expires=None)
    assert undo.get(key.id, now=END - timedelta(seconds=1)) == key
    with pytest.raises(KeyGoneError, match="is over"):
        undo.get(key.id, now=END)
    assert undo.get(forever.id, now=END + timedelta(days=36500)) == forever


def test_the_keys_to_destroy_by_a_day_are_listed(undo: KeyStore) -> None:
    [first] = undo.create(["1"], expires=NOW)
    [second] = undo.create(["2"], expires=END)
    undo.create(["3"], expires=None)
    assert list(undo.expiring(NOW - timedelta(seconds=1))) == []
    assert list(undo.expiring(NOW)) == [first.id]
    assert sorted(undo.expiring(END)) == sorted([first.id, second.id])
    undo.destroy(undo.expiring(NOW))
    assert list(undo.expiring(END)) == [second.id]


def test_the_keys_of_an_owner_are_found(undo: KeyStore) -> None:
    first, other, second = [undo.create([owner], expires=END)[0] for owner in ("ada", "bob", "ada")]
    assert sorted(undo.owned_by("ada")) == sorted([first.id, second.id])
    undo.destroy(undo.owned_by("ada"))
    assert list(undo.owned_by("ada")) == []
    assert undo.get(other.id, now=NOW) == other


def test_purposes_are_strangers(folder: Path, undo: KeyStore) -> None:
    [key] = undo.create(["1"], expires=END)
    tombstones = again(folder, "tombstones")
    tombstones.create(["1"], expires=END)
    with pytest.raises(KeyGoneError):
        tombstones.get(key.id, now=NOW)
    [batch] = (folder / "undo").glob("*.keys")
    batch.rename(folder / "tombstones" / batch.name)
    with pytest.raises(KeyStoreError, match="was changed"):
        tombstones.get(key.id, now=NOW)


def test_a_store_that_was_never_written_has_nothing_and_makes_nothing(folder: Path, undo: KeyStore) -> None:
    with pytest.raises(KeyGoneError):
        undo.get(Key.new().id, now=NOW)
    undo.destroy([Key.new().id])
    assert [*undo.expiring(END), *undo.owned_by("ada")] == []
    assert not folder.exists()


def test_ten_thousand_keys_are_one_file(folder: Path, undo: KeyStore) -> None:
    keys = undo.create([str(number) for number in range(10_000)], expires=END)
    assert batch_file(folder).stat().st_size == 29 + 88 * 10_000
    assert len({key.secret for key in keys}) == 10_000
    assert undo.get(keys[9_999].id, now=NOW) == keys[9_999]
    undo.destroy(key.id for key in keys)
    assert list(undo.expiring(END)) == []


def test_no_owners_make_no_file(folder: Path, undo: KeyStore) -> None:
    assert undo.create([], expires=END) == []
    assert list(folder.glob("*/*.keys")) == []


@given(st.data())
def test_a_changed_byte_never_gives_another_key(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("keys")
    folder.chmod(0o700)
    store = again(folder)
    keys = store.create(["1", "2"], expires=END)
    path = batch_file(folder)
    changed = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(changed)
    refused = 0
    for key in keys:
        try:
            assert again(folder).get(key.id, now=NOW) == key
        except KeyStoreError:
            refused += 1
    assert refused == (1 if place >= 29 else 2)


def test_a_cut_file_is_said_to_be_damaged_and_is_not_deleted(folder: Path, undo: KeyStore) -> None:
    undo.create(["1", "2"], expires=END)
    path = batch_file(folder)
    path.write_bytes(path.read_bytes()[:-1])
    for act in (lambda: list(undo.expiring(END)), lambda: undo.destroy([bytes.fromhex(path.stem) + bytes(4)])):
        with pytest.raises(KeyStoreError, match="damaged"):
            act()
    assert path.exists()


def test_a_time_without_a_zone_is_refused(undo: KeyStore) -> None:
    with pytest.raises(ValueError, match="time zone"):
        undo.create(["1"], expires=NOW.replace(tzinfo=None))


@pytest.mark.parametrize("purpose", ["", "..", "a/b", "Undo", "undo\n"])
def test_a_purpose_is_a_plain_word(folder: Path, purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        again(folder, purpose)


def test_backup_programs_leave_it_out(tmp_path: Path, folder: Path, undo: KeyStore) -> None:
    undo.create(["1"], expires=END)
    (tmp_path / "data.txt").write_text("data")
    made = ["tar", "--exclude-caches", "-cf", "backup.tar", "keys", "data.txt"]
    done = subprocess.run(made, cwd=tmp_path, capture_output=True, text=True, check=False)
    if "unrecognized option" in done.stderr:
        pytest.skip("this tar does not know --exclude-caches")
    listed = subprocess.run(["tar", "-tf", "backup.tar"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert listed.stdout.split() == ["keys/", "keys/CACHEDIR.TAG", "data.txt"]
    assert "LEAVE IT OUT OF BACKUPS" in (folder / "README.txt").read_text()
