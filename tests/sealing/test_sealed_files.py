"""A sealed file appears whole or not at all, and nothing of it is on the disk in plain text."""

from __future__ import annotations

import stat
from pathlib import Path
from zipfile import ZipFile

import pytest

from pellucid.sealing.context import Context
from pellucid.sealing.errors import LockError, SealError
from pellucid.sealing.keypairs import PrivateKey
from pellucid.sealing.passphrases import Passphrase
from pellucid.sealing.recipients import Kind
from pellucid.sealing.sealed_files import sealed_file, unseal, wanted_to_open

PRIVATE = PrivateKey.new()
LETTER = b"Dear Ada Lovelace, " * 20_000


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.sealed"
    with sealed_file(path, PRIVATE.public()) as file:
        file.write(LETTER)
    return path


def test_the_recipient_gets_what_was_written(letter: Path) -> None:
    opened = letter.with_name("letter.txt")
    unseal(letter, PRIVATE, opened)
    assert opened.read_bytes() == LETTER
    assert stat.S_IMODE(opened.stat().st_mode) == stat.S_IMODE(letter.stat().st_mode) == 0o600
    assert wanted_to_open(letter) is Kind.PUBLIC_KEY


def test_a_zip_is_sealed_while_it_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "copy.sealed"
    with sealed_file(path, Passphrase("correct horse battery", cost=14)) as file:
        with ZipFile(file, "w") as archive:
            archive.writestr("data.json", LETTER)
        with ZipFile(file) as archive:
            assert archive.read("data.json") == LETTER
    unseal(path, Passphrase("correct horse battery"), tmp_path / "copy.zip")
    assert ZipFile(tmp_path / "copy.zip").read("data.json") == LETTER


def test_nothing_is_on_the_disk_in_plain_text_while_it_is_written(tmp_path: Path) -> None:
    with sealed_file(tmp_path / "letter.sealed", PRIVATE.public()) as file:
        file.write(LETTER)
        file.flush()
        mine = [open_file for open_file in _open_files() if tmp_path in open_file.readlink().parents]
        assert len(mine) == 1
        seen = mine[0].read_bytes()
        assert len(seen) >= len(LETTER) - 2**16
        assert b"Lovelace" not in seen
        assert list(tmp_path.iterdir()) == []
    assert b"Lovelace" not in (tmp_path / "letter.sealed").read_bytes()


def _open_files() -> list[Path]:
    return [path for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]


def fail_while_writing(path: Path) -> None:
    with sealed_file(path, PRIVATE.public()) as file:
        file.write(LETTER)
        raise RuntimeError


def test_after_an_error_there_is_no_file_and_the_one_before_stays(tmp_path: Path, letter: Path) -> None:
    before = letter.read_bytes()
    for path in (letter, tmp_path / "other.sealed"):
        with pytest.raises(RuntimeError):
            fail_while_writing(path)
    assert letter.read_bytes() == before
    assert list(tmp_path.iterdir()) == [letter]


def test_a_recipient_that_protects_nothing_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(LockError), sealed_file(tmp_path / "letter.sealed", Passphrase("short")) as file:
        file.write(LETTER)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", [3, 20, 60, 200, 100_000, -1])
def test_a_changed_file_gives_nothing(letter: Path, place: int) -> None:
    changed = bytearray(letter.read_bytes())
    changed[place] ^= 1
    letter.write_bytes(changed)
    kept = letter.with_name("letter.txt")
    kept.write_bytes(b"what was there")
    with pytest.raises(SealError):
        unseal(letter, PRIVATE, kept)
    assert kept.read_bytes() == b"what was there"
    assert sorted(letter.parent.iterdir()) == [letter, kept]


def test_another_recipient_or_purpose_gets_nothing(letter: Path) -> None:
    for opener, context in [(PrivateKey.new(), Context("export")), (PRIVATE, Context("undo"))]:
        with pytest.raises(SealError):
            unseal(letter, opener, letter.with_name("letter.txt"), context)
    assert list(letter.parent.iterdir()) == [letter]
