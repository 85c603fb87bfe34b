"""What a sweep's patterns let through, and what it takes for a value."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from unicodedata import normalize
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pellucid.engine.stores.base import Sought
from pellucid.engine.stores.searching import Search, is_whole, pattern

SPELLINGS = {
    "plain": str,
    "lower": str.lower,
    "upper": str.upper,
    "decomposed": lambda value: normalize("NFD", value),
    "JSON": lambda value: json.dumps(value)[1:-1],
    "JSON in JSON": lambda value: json.dumps(json.dumps(value)[1:-1])[1:-1],
    "URL": lambda value: quote(value, safe=""),
}
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs"]), min_size=7, max_size=30).filter(
    lambda value: value.strip() == value and "\\" not in value and "%" not in value
)
AROUND = st.text(" <>,;()[]äß汉", max_size=10)


@given(value=VALUES, before=AROUND, after=AROUND, spelling=st.sampled_from(sorted(SPELLINGS)))
def test_every_spelling_is_found_and_passes_the_pattern(value: str, before: str, after: str, spelling: str) -> None:
    spelled = SPELLINGS[spelling](value)
    text = f"{before} {spelled} {after}"
    if spelling in ("lower", "upper") and folded(spelled) != folded(value):
        return  # another word in Unicode, such as a Turkish dotless i
    assert Search([Sought(0, value)]).found(text) == {0}
    with closing(sqlite3.connect(":memory:")) as database:
        assert database.execute("SELECT ? LIKE ?", (text, pattern(value))).fetchone() == (1,)


def folded(text: str) -> str:
    return normalize("NFC", text.casefold())


@pytest.mark.parametrize(
    ("value", "whole"),
    [("4711", True), ("anna", True), ("annae", False), ("123456", True), ("1234567", False), ("+491", True)],
)
def test_short_values_are_looked_for_as_a_whole(value: str, whole: bool) -> None:
    assert is_whole(value) is whole
    assert Search([Sought(0, value)]).found(value.upper()) == {0}
    assert Search([Sought(0, value)]).found(f"a {value} b") == (set() if whole else {0})


@pytest.mark.parametrize("text", ["joann@x.org", "ann@x.organic", "9ann@x.org", "ann@x.org1"])
def test_a_longer_word_is_another_one(text: str) -> None:
    assert Search([Sought(0, "ann@x.org")]).found(text) == set()


@pytest.mark.parametrize(
    "text", ["avatar.ann@x.org.png", "_ann@x.org", "联系ann@x.org谢谢", "ann@x.organn@x.org ann@x.org"]
)
def test_a_value_between_other_signs_is_found(text: str) -> None:
    assert Search([Sought(0, "ann@x.org")]).found(text) == {0}
