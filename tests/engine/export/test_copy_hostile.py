"""Nothing that stands in a database can break the page, the tables or the files."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from copies import Page, copied, field, section, sections, table
from hypothesis import given, settings
from hypothesis import strategies as st

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
FRAGMENTS = st.sampled_from(
    [
        *("</td></table><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style>", "<!--", "]]>", '" x="'),
        *("' onload='x", "\u202e\u2066", "\x00\x1b[2J", "\ud800", "=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\ufeff="),
        *('{"a": "<b>"}', "[[[[", "&lt;script&gt;", "\u2028", "\n", ",", '"', ";", "]}\n]}", "\uff1d1"),
    ]
)
TEXT = st.lists(FRAGMENTS | ANY_TEXT, max_size=4).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
VALUES = st.one_of(
    TEXT, JSON, JSON.map(json.dumps), st.binary(max_size=20), st.floats(), st.decimals(), st.uuids(), st.none()
) | st.one_of(st.datetimes(timezones=st.none() | st.timezones()), st.dates(), st.times(), st.timedeltas())
ALLOWED = {
    *("html", "head", "meta", "style", "title", "body", "header", "strong", "main", "h1", "h2", "p", "nav", "ul", "li"),
    *("section", "table", "thead", "tbody", "tr", "th", "td", "div", "dl", "dt", "dd", "a", "span", "b", "br", "code"),
    "footer",
}


@settings(max_examples=150)
@given(
    rows=st.lists(st.tuples(VALUES, VALUES, TEXT), min_size=1, max_size=4),
    title=TEXT,
    words=TEXT,
    name=st.text(max_size=8).filter(lambda name: name not in {"b", "c"}),
)
def test_whatever_the_values_the_copy_can_be_read(
    rows: list[tuple[object, ...]], title: str, words: str, name: str
) -> None:
    part = section(title, field(name, words), field("b"), field("c"))
    files = copied((part, rows), technical=True)

    page = Page(files["index.html"])
    assert page.opened == [], "every element is closed"
    assert page.tags() <= ALLOWED
    assert {key for _, attributes in page.elements for key in attributes} <= {
        *("lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "scope", "data-label", "dir"),
        "aria-label",
    }
    assert page.count("tr") + page.count("dl") == (1 if len(rows) == 1 else len(rows) + 1)
    assert not set(page.text) & {*map(chr, range(9)), *"\x0b\x0c\x1b\x7f\u202e\u2066"}

    (found,) = sections(files)
    assert len(found["rows"]) == len(rows)
    assert all(list(row) == [_as_utf8(name), "b", "c"] for row in found["rows"])
    assert [row["c"] for row in found["rows"]] == [_as_utf8(str(row[2])) for row in rows]

    (content,) = [content for file, content in files.items() if file.startswith("csv/")]
    cells = table(content)
    assert [len(row) for row in cells] == [3] * (len(rows) + 1)
    assert not [cell for row in cells for cell in row if cell[:1] in set("=+@\t\r\n\uff1d")]


def _as_utf8(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@given(text=st.text())
def test_text_comes_back_from_json_unchanged(text: str) -> None:
    assert sections(copied((section("T", field("a")), [(text,)])))[0]["rows"] == [{"a": text}]


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_text_comes_back_from_csv_with_at_most_a_quote_before_it(text: str) -> None:
    _, (cell,) = table(copied((section("T", field("a")), [(text,)]))["csv/1-t.csv"])
    assert cell.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_is_text_in_a_spreadsheet(start: str) -> None:
    formula = f'{start}HYPERLINK("http://x","y")'
    rows = table(copied((section("T", field("a", "=1+1")), [(formula,)]))["csv/1-t.csv"])
    assert rows == [["'=1+1"], [f"'{formula}"]]


@pytest.mark.parametrize("number", [-5, -1.5, Decimal("-12.50"), Decimal("-1E+3"), "-7"])
def test_a_negative_number_stays_a_number(number: object) -> None:
    assert table(copied((section("T", field("a")), [(number,)]))["csv/1-t.csv"])[1] == [str(number)]


def test_values_that_json_has_not_are_text() -> None:
    nan, infinite = float("nan"), float("inf")
    (found,) = sections(copied((section("T", field("a"), field("b")), [(nan, {"x": [infinite]})])))
    assert found["rows"] == [{"a": "nan", "b": {"x": ["inf"]}}]


def test_deep_json_text_is_shown_as_it_stands() -> None:
    deep = "[" * 2000 + "]" * 2000
    assert deep in Page(copied((section("T", field("a")), [(deep,)]))["index.html"]).text


def test_values_in_json_are_of_the_standards() -> None:
    row = (
        datetime(2026, 1, 2, 3, 4, 5),
        date(2026, 1, 2),
        time(3, 4),
        timedelta(days=1, seconds=3661),
        Decimal("1.10"),
        b"\x00\xff",
        memoryview(b"ab"),
    )
    (found,) = sections(copied((section("T", *(field(name) for name in "abcdefg")), [row])))
    expected = ["2026-01-02T03:04:05", "2026-01-02", "03:04:00", "P1DT1H1M1S", "1.10", "AP8=", "YWI="]
    assert list(found["rows"][0].values()) == expected
