"""The copy as a single JSON file is the same document as the one in the ZIP."""

from __future__ import annotations

import io
import json
from pathlib import Path

from copies import ABOUT, copied, field, section

from pellucid.engine.export.json_copy import JsonCopy

THINGS = section("Things", field("a"), field("b", hidden=True))


def test_it_is_the_data_json_of_the_zip() -> None:
    file = io.BytesIO()
    with JsonCopy(file, ABOUT) as copy:
        assert copy.section(THINGS, [("x", "secret"), ("y", "secret")]) == 2
        assert copy.section(THINGS, []) == 0
    zipped = copied((THINGS, [("x", "secret"), ("y", "secret")]), (THINGS, []))
    assert file.getvalue() == zipped["data.json"]


def test_it_says_what_it_is(tmp_path: Path) -> None:
    with JsonCopy(tmp_path / "copy.json", ABOUT) as copy:
        copy.section(THINGS, [("x", "secret")])
    document = json.loads((tmp_path / "copy.json").read_bytes())
    assert document["format"] == "pellucid-copy/1"
    assert document["about"] == {
        "right": "access",
        "person": "customer",
        "made": "2026-11-24T10:00:00+00:00",
        "company": "Example Shop",
    }
    assert document["sections"] == [
        {
            "title": "Things",
            "store": "shop_db",
            "collection": "t_rows",
            "relation": "owns",
            "fields": [
                {"name": "a", "words": "A", "category": "user.name"},
                {"name": "b", "words": "B", "category": "user.name"},
            ],
            "withheld": ["b"],
            "rows": [{"a": "x", "b": None}],
        }
    ]


def test_a_copy_of_nothing_is_a_document_too() -> None:
    file = io.BytesIO()
    with JsonCopy(file, ABOUT):
        pass
    assert json.loads(file.getvalue())["sections"] == []
