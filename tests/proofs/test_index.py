"""Only the index knows which entries are about whom, only with its key, and only until it forgets."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pellucid.proofs.errors import LedgerError
from pellucid.proofs.index import Index, Opening

KEY = bytes(range(32))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index.sqlite", KEY)


def openings(*numbers: int) -> list[Opening]:
    return [Opening(number, os.urandom(16)) for number in numbers]


def test_a_persons_entries_are_found_again(index: Index, tmp_path: Path) -> None:
    ada, bob = openings(7, 2, 40), openings(3)
    index.add([("customer:1", opening) for opening in ada] + [("customer:2", opening) for opening in bob])
    assert index.of("customer:1") == [ada[1], ada[0], ada[2]]
    assert Index(tmp_path / "index.sqlite", KEY).of("customer:2") == bob
    assert index.of("customer:3") == []


def test_an_erased_person_is_forgotten_and_the_others_are_not(index: Index, tmp_path: Path) -> None:
    bob = openings(3)
    index.add([("customer:1", opening) for opening in openings(1, 2)] + [("customer:2", bob[0])])
    empty = Index(tmp_path / "empty.sqlite", KEY)
    empty.add([("customer:2", bob[0])])
    before = (tmp_path / "index.sqlite").read_bytes()
    token = index._token("customer:1")
    assert token in before
    assert index.erase("customer:1") == 2
    assert index.of("customer:1") == []
    assert index.of("customer:2") == bob
    assert token not in (tmp_path / "index.sqlite").read_bytes()
    assert index.erase("customer:1") == 0


def test_the_file_tells_nothing_without_its_key(index: Index, tmp_path: Path) -> None:
    [opening] = openings(7)
    index.add([("customer:1", opening)])
    written = (tmp_path / "index.sqlite").read_bytes()
    assert b"customer" not in written
    assert opening.salt not in written
    assert Index(tmp_path / "index.sqlite", bytes(32)).of("customer:1") == []
    assert stat.S_IMODE((tmp_path / "index.sqlite").stat().st_mode) == 0o600


def test_an_altered_row_is_refused(index: Index) -> None:
    index.add([("customer:1", openings(7)[0])])
    with index._connected() as connection:
        connection.execute("UPDATE entries SET sealed = zeroblob(length(sealed))")
    connection.close()
    with pytest.raises(LedgerError, match="altered"):
        index.of("customer:1")


def test_a_key_has_its_full_length(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Index(tmp_path / "index.sqlite", b"short")
