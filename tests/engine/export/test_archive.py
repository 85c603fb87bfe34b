"""The ZIP reads a finished member back while it writes the next, and knows what is in each."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pellucid.engine.export.archive import Archive

MADE = datetime(2026, 11, 24, tzinfo=UTC)


@given(content=st.binary(max_size=300) | st.integers(1, 3000).map(lambda n: b"line %d\n" % n * n))
def test_lines_come_back_while_another_member_is_written(content: bytes) -> None:
    file = io.BytesIO()
    archive = Archive(file, MADE)
    archive.add("first", content)
    (first,) = archive.members
    second = archive.begin("second")
    for line in archive.lines(first):
        second.write(line)
    copy = second.finish()
    archive.close()
    with zipfile.ZipFile(file) as unzipped:
        assert unzipped.read("first") == unzipped.read("second") == content
    assert first.sha256 == copy.sha256 == hashlib.sha256(content).hexdigest()
    assert first.size == len(content)


def test_lines_are_split_as_a_file_splits_them() -> None:
    file = io.BytesIO()
    archive = Archive(file, MADE)
    archive.add("a", b"one\n\n\r\x0b\xe2\x80\xa8two\nlast")
    assert list(archive.lines(archive.members[0])) == [b"one\n", b"\n", b"\r\x0b\xe2\x80\xa8two\n", b"last"]
    archive.close()
