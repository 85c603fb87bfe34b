"""A copy of many rows takes no more memory than one of few."""

from __future__ import annotations

import tracemalloc
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from copies import ABOUT, field, section

from pellucid.engine.export.copy import Copy
from pellucid.engine.export.json_copy import JsonCopy
from pellucid.engine.export.writing import CopyWriter

ROWS = 100_000
MEGABYTE = 1_000_000


@pytest.mark.parametrize("form", [Copy, JsonCopy])
def test_memory_does_not_grow_with_the_rows(form: type[CopyWriter], tmp_path: Path) -> None:
    visits = section("Visits", field("number"), field("at"), field("page"))
    start = datetime(2026, 1, 1)
    rows = ((n, start + timedelta(minutes=n), f"/articles/{n * 7919 % 100_003}") for n in range(ROWS))
    tracemalloc.start()
    try:
        with form(tmp_path / "copy", ABOUT) as copy:
            assert copy.section(visits, rows) == ROWS
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * MEGABYTE


def test_every_row_of_a_large_section_is_in_both_files(tmp_path: Path) -> None:
    with Copy(tmp_path / "copy.zip", ABOUT) as copy:
        copy.section(section("First", field("a")), [("only",)])
        copy.section(section("Many", field("a"), field("b")), ((n, f"text {n}") for n in range(60_000)))
        copy.section(section("None", field("a")), [])
        copy.section(section("Last", field("a")), [("end",)])
    with zipfile.ZipFile(tmp_path / "copy.zip") as unzipped:
        lines = unzipped.read("csv/2-many.csv").decode("utf-8-sig").splitlines()
        assert lines == ['"A","B"', *(f'"{n}","text {n}"' for n in range(60_000))]
        assert unzipped.read("csv/4-last.csv").decode("utf-8-sig") == '"A"\r\n"end"\r\n'
        assert unzipped.read("data.json").count(b'{"a":') == 60_002
