"""A spool is a file like any other to who works with it, and noise to who looks at the disk."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZipFile

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pellucid.sealing.errors import SealError
from pellucid.sealing.spool import PAGE, SealedSpool, open_spool

LETTER = b"Dear Ada Lovelace, "
places = st.integers(0, 4 * PAGE) | st.sampled_from([0, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE])
sizes = st.integers(0, 100) | st.sampled_from([PAGE - 1, PAGE, PAGE + 1, 3 * PAGE])


def plain_file() -> IO[bytes]:
    return tempfile.TemporaryFile()


class BesideAFile(RuleBasedStateMachine):
    """Whatever is done to a spool and to a plain file, both answer alike."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.plain = self.open.enter_context(plain_file())
        self.spool = self.open.enter_context(self.opened())

    def opened(self) -> io.BufferedRandom | SealedSpool:
        return open_spool(Path(tempfile.gettempdir()))

    @rule(place=places, whence=st.sampled_from([os.SEEK_SET, os.SEEK_END]))
    def seek(self, place: int, whence: int) -> None:
        assert self.spool.seek(place, whence) == self.plain.seek(place, whence)

    @rule(back=st.integers(0, PAGE))
    def go_back(self, back: int) -> None:
        back = min(back, self.plain.tell())
        assert self.spool.seek(-back, os.SEEK_CUR) == self.plain.seek(-back, os.SEEK_CUR)

    @rule(size=sizes, letter=st.integers(1, 255))
    def write(self, size: int, letter: int) -> None:
        content = memoryview(bytes([letter]) * size)
        self.plain.write(content)
        while content:
            content = content[self.spool.write(content) :]

    @rule(size=sizes)
    def read(self, size: int) -> None:
        expected, got = self.plain.read(size), b""
        while len(got) < size and (more := self.spool.read(size - len(got))):
            got += more
        assert got == expected

    @rule(size=places)
    def truncate(self, size: int) -> None:
        assert self.spool.truncate(size) == self.plain.truncate(size)

    @rule()
    def truncate_here(self) -> None:
        assert self.spool.truncate() == self.plain.truncate()

    @rule()
    def read_all(self) -> None:
        self.plain.seek(0)
        self.spool.seek(0)
        assert self.spool.read() == self.plain.read()

    @invariant()
    def both_are_at_the_same_place(self) -> None:
        assert self.spool.tell() == self.plain.tell()

    def teardown(self) -> None:
        self.read_all()
        self.open.close()


class WithoutABuffer(BesideAFile):
    def opened(self) -> SealedSpool:
        return SealedSpool(tempfile.TemporaryFile(buffering=0))


TestBesideAFile = BesideAFile.TestCase
TestWithoutABuffer = WithoutABuffer.TestCase
TestBesideAFile.settings = TestWithoutABuffer.settings = settings(max_examples=100, stateful_step_count=30)


@contextmanager
def spool_on(disk: Path) -> Iterator[io.BufferedRandom]:
    """A spool on a file that a test can look into, as somebody with the disk could."""
    with io.BufferedRandom(SealedSpool(io.FileIO(disk, "w+"))) as spool:
        yield spool


def test_nothing_can_be_read_on_the_disk(tmp_path: Path) -> None:
    disk = tmp_path / "spool"
    with spool_on(disk) as spool:
        spool.write(LETTER * (5 * PAGE // len(LETTER)))
        spool.flush()
        seen = disk.read_bytes()
        assert len(seen) >= 4 * PAGE
        assert not any(word in seen for word in LETTER.split())


def test_equal_pages_look_different_each_time_they_are_written(tmp_path: Path) -> None:
    disk, seen = tmp_path / "spool", set[bytes]()
    with spool_on(disk) as spool:
        for _ in range(3):
            spool.seek(0)
            spool.write(b"x" * 3 * PAGE)
            spool.seek(0)
            spool.read(3 * PAGE)
            content = disk.read_bytes()
            seen |= {content[start : start + PAGE] for start in range(0, 2 * (PAGE + 16), PAGE + 16)}
    assert len(seen) == 6


@pytest.mark.parametrize("what", ["changed", "swapped", "older", "cut"])
def test_a_page_that_somebody_changed_on_the_disk_is_refused(tmp_path: Path, what: str) -> None:
    disk = tmp_path / "spool"
    with spool_on(disk) as spool:
        older, newer = (_written(spool, letter, disk) for letter in (b"x", b"y"))
        pages = bytearray(newer)
        sealed = PAGE + 16
        if what == "changed":
            pages[5] ^= 1
        elif what == "swapped":
            pages[: 2 * sealed] = pages[sealed : 2 * sealed] + pages[:sealed]
        elif what == "older":
            pages[:sealed] = older[:sealed]
        else:
            del pages[100:]
        disk.write_bytes(pages)
        spool.seek(0)
        with pytest.raises(SealError, match="changed on the disk"):
            spool.read(PAGE)


def _written(spool: io.BufferedRandom, letter: bytes, disk: Path) -> bytes:
    spool.seek(0)
    spool.write(letter * PAGE * 4)
    spool.flush()
    return disk.read_bytes()


def test_a_zip_can_be_written_and_read_back_in_it(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        with ZipFile(spool, "w") as archive:
            archive.writestr("letter.txt", LETTER * 10_000)
        with ZipFile(spool) as archive:
            assert archive.read("letter.txt") == LETTER * 10_000


def test_a_spool_has_no_name_on_the_disk(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        spool.write(LETTER * PAGE)
        spool.flush()
        assert list(tmp_path.iterdir()) == []


def test_a_place_before_the_start_is_refused(tmp_path: Path) -> None:
    with spool_on(tmp_path / "spool") as spool:
        with pytest.raises(ValueError, match="before the start"):
            spool.raw.seek(-1)
        with pytest.raises(ValueError, match="less than nothing"):
            spool.raw.truncate(-1)
