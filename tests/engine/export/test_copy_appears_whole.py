"""A copy appears whole or not at all, and nothing of it lies elsewhere."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from copies import ABOUT, field, section

from pellucid.engine.errors import PellucidError
from pellucid.engine.export.copy import Copy
from pellucid.engine.export.json_copy import JsonCopy
from pellucid.engine.export.model import About
from pellucid.engine.export.writing import CopyWriter

THINGS = section("Things", field("a"))
FORMS = pytest.mark.parametrize("form", [Copy, JsonCopy])


class StoreWentAwayError(Exception):
    pass


def interrupted() -> Iterator[tuple[object, ...]]:
    yield from ((n,) for n in range(50_000))
    raise StoreWentAwayError


def write_interrupted(form: CopyWriter) -> None:
    with form as copy:
        copy.section(THINGS, [(1,)])
        copy.section(THINGS, interrupted())


@FORMS
def test_a_finished_copy_is_the_only_file_and_only_its_owners(form: type[CopyWriter], tmp_path: Path) -> None:
    path = tmp_path / "copy"
    with form(path, ABOUT) as copy:
        copy.section(THINGS, [(1,)])
        assert not path.exists()
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@FORMS
def test_an_error_in_the_middle_leaves_what_was_there_before(form: type[CopyWriter], tmp_path: Path) -> None:
    path = tmp_path / "copy"
    path.write_text("an older copy")
    with pytest.raises(StoreWentAwayError):
        write_interrupted(form(str(path), ABOUT))
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text() == "an older copy"


@FORMS
def test_a_section_that_broke_off_is_never_passed_over(form: type[CopyWriter], tmp_path: Path) -> None:
    def pass_over() -> None:
        with form(tmp_path / "copy", ABOUT) as copy:
            with suppress(StoreWentAwayError):
                copy.section(THINGS, interrupted())
            copy.section(THINGS, [(1,)])

    with pytest.raises(PellucidError, match="not whole"):
        pass_over()
    assert not list(tmp_path.iterdir())


@FORMS
def test_a_binary_file_is_taken_back_to_its_start(form: type[CopyWriter]) -> None:
    file = io.BytesIO(b"before")
    file.seek(0, io.SEEK_END)
    with pytest.raises(StoreWentAwayError):
        write_interrupted(form(file, ABOUT))
    assert file.getvalue() == b"before"


class FullDisk(io.BytesIO):
    def write(self, content: Any) -> int:
        if self.tell() > 20_000:
            raise OSError(28, "No space left on device")
        return super().write(content)


@FORMS
def test_a_full_disk_is_an_error_and_leaves_nothing(form: type[CopyWriter]) -> None:
    file = FullDisk()
    with pytest.raises(OSError, match="No space left"), form(file, ABOUT) as copy:
        copy.section(THINGS, ((os.urandom(30).hex(),) for _ in range(20_000)))
    assert file.getvalue() == b""


@FORMS
def test_a_folder_that_is_not_there_is_an_error(form: type[CopyWriter], tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), form(tmp_path / "missing" / "copy", ABOUT):
        pass


def test_a_time_that_a_zip_cannot_hold_leaves_nothing(tmp_path: Path) -> None:
    about = About("access", "customer", ABOUT.made.replace(year=1979))
    with pytest.raises(ValueError, match="1980"), Copy(tmp_path / "copy", about):
        pass
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_read_back_is_refused(tmp_path: Path) -> None:
    with (
        (tmp_path / "copy").open("wb") as file,
        pytest.raises(ValueError, match=r"w\+b"),
        Copy(file, ABOUT),
    ):
        pass


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="lists open files by /proc, which this system has not")
def test_rows_touch_no_file_but_the_target(tmp_path: Path) -> None:
    def open_files() -> set[str]:
        return {str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()}

    before, during = open_files(), set[str]()

    def rows() -> Iterator[tuple[object, ...]]:
        for n in range(30_000):
            if n % 10_000 == 9_999:
                during.update(open_files() - before)
            yield (f"a row of some length, number {n}",)

    with Copy(tmp_path / "copy.zip", ABOUT) as copy:
        copy.section(THINGS, rows())
        during.update(open_files() - before)
    touched = {name for name in during if name.startswith("/") and not name.startswith(("/proc", "/dev"))}
    assert {Path(name).parent for name in touched} == {tmp_path}
    assert len(touched) == 1


def test_a_copy_follows_what_stands_in_a_file_already() -> None:
    file = io.BytesIO(b"header")
    file.seek(0, io.SEEK_END)
    with Copy(file, ABOUT) as copy:  # a sealed container may have its own header
        copy.section(THINGS, ((n,) for n in range(5_000)))
    assert file.getvalue().startswith(b"header")
    with zipfile.ZipFile(file) as unzipped:
        assert unzipped.testzip() is None
