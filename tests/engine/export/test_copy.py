"""What a person finds in their copy."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from copies import ABOUT, Page, copied, field, section, sections, table

from pellucid.engine.export.copy import Copy
from pellucid.engine.export.model import Section, Shown

ORDERS = section("Orders", field("order_no", "Order number"), field("placed_at", "Ordered on"), collection="t_orders")
ORDER_ROWS = [(1, date(2026, 1, 2)), (2, date(2026, 3, 4))]
NEWSLETTER = section("Newsletter", field("since", "Since"))


def test_section_says_how_many_rows_it_wrote() -> None:
    with Copy(io.BytesIO(), ABOUT) as copy:
        assert copy.section(ORDERS, iter(ORDER_ROWS)) == 2
        assert copy.section(NEWSLETTER, iter(())) == 0


def test_the_page_begins_with_what_this_is_and_how_much() -> None:
    page = Page(copied((ORDERS, ORDER_ROWS), (NEWSLETTER, []))["index.html"])
    assert "This is a copy of what we hold about you, made on 24 November 2026. 2 records in 1 place." in page.text
    assert page.text.index("2 records in 1 place") < page.text.index("Order number")
    assert ("html", {"lang": "en"}) in page.elements
    assert page.count("h1") == 1


def test_a_portability_copy_says_that_the_data_was_given() -> None:
    page = Page(copied((ORDERS, ORDER_ROWS), about=replace(ABOUT, right="portability"))["index.html"])
    assert "This is a copy of the data you gave us, made on 24 November 2026." in page.text


def test_a_copy_without_rows_says_that_nothing_was_found() -> None:
    files = copied((NEWSLETTER, []))
    assert "We found nothing about you." in Page(files["index.html"]).text
    assert "We found nothing about you." in files["README.txt"].decode()


def test_an_empty_section_is_noted_but_not_shown_as_a_table() -> None:
    files = copied((ORDERS, ORDER_ROWS), (NEWSLETTER, []))
    page = Page(files["index.html"])
    assert "found nothing about you: Newsletter." in page.text
    assert page.count("table") == 1
    assert [name for name in files if name.startswith("csv/")] == ["csv/1-orders.csv"]
    assert [(part["title"], part["rows"]) for part in sections(files)][1] == ("Newsletter", [])


def test_names_of_tables_and_columns_are_only_in_a_technical_page() -> None:
    names = ("order_no", "placed_at", "t_orders", "shop_db")
    plain = copied((ORDERS, ORDER_ROWS))["index.html"].decode()
    technical = copied((ORDERS, ORDER_ROWS), technical=True)["index.html"].decode()
    assert not [name for name in names if name in plain]
    assert not [name for name in names if name not in technical]


def test_values_are_in_words_on_the_page_and_exact_in_the_files() -> None:
    files = copied((section("Account", field("since"), field("vip"), field("phone")), [(date(1988, 3, 9), True, None)]))
    page = Page(files["index.html"]).text
    assert "9 March 1988" in page
    assert "yes" in page
    assert "not given" in page
    assert sections(files)[0]["rows"] == [{"since": "1988-03-09", "vip": True, "phone": None}]
    assert table(files["csv/1-account.csv"]) == [["Since", "Vip", "Phone"], ["1988-03-09", "true", ""]]


def test_what_is_hidden_is_nowhere_in_the_copy() -> None:
    secret = "secret-of-another"
    messages = section(
        "Messages", field("body"), field("recipient", hidden=True), field("ip", hidden=True), relation="shares"
    )
    files = copied((messages, [("Hello", secret, secret), ("Bye", secret, None)]))
    assert not [name for name, content in files.items() if secret.encode() in content]
    assert sections(files)[0]["withheld"] == ["recipient", "ip"]
    assert sections(files)[0]["rows"][0] == {"body": "Hello", "recipient": None, "ip": None}
    assert table(files["csv/1-messages.csv"])[1] == ["Hello", "[another person's]", "[another person's]"]
    assert Page(files["index.html"]).text.count("[another person's]") == 4


def test_the_manifest_lists_every_other_file_with_its_size_and_hash() -> None:
    files = copied((ORDERS, ORDER_ROWS), (NEWSLETTER, []))
    manifest = json.loads(files.pop("manifest.json"))
    listed = {entry["name"]: (entry["bytes"], entry["sha256"]) for entry in manifest["files"]}
    assert listed == {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()}
    assert manifest["format"] == "pellucid-copy/1"
    assert manifest["about"]["made"] == "2026-11-24T10:00:00+00:00"
    assert manifest["sections"] == [
        {"title": "Orders", "rows": 2, "csv": "csv/1-orders.csv"},
        {"title": "Newsletter", "rows": 0, "csv": None},
    ]


def test_sections_of_the_same_title_are_numbered() -> None:
    files = copied((ORDERS, ORDER_ROWS), (ORDERS, ORDER_ROWS))
    assert [part["title"] for part in sections(files)] == ["Orders", "Orders (2)"]
    assert {"csv/1-orders.csv", "csv/2-orders-2.csv"} <= files.keys()
    assert "Orders (2)" in Page(files["index.html"]).text


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", "/abs", "C:\\x", "Käufe & Größen", "订单", "a" * 300, "\x00", ""]
)
def test_file_names_are_safe_whatever_the_title(title: str) -> None:
    files = copied((section(title, field("a")), [(1,)]))
    (name,) = [name for name in files if name.startswith("csv/")]
    assert re.fullmatch(r"csv/1-[a-z0-9-]{1,40}\.csv", name)


def test_a_long_section_shows_its_beginning_and_says_where_the_rest_is() -> None:
    files = copied((section("Visits", field("a"), field("b")), ((n, f"visit-{n}") for n in range(1234))))
    page = Page(files["index.html"])
    assert "The first 500 are shown here. All 1,234 are in csv/1-visits.csv" in page.text
    assert page.count("tr") == 501
    assert ("a", {"href": "csv/1-visits.csv"}) in page.elements
    assert "visit-499" in page.text
    assert "visit-500" not in page.text
    assert len(sections(files)[0]["rows"]) == 1234
    assert table(files["csv/1-visits.csv"])[1234] == ["1233", "visit-1233"]


def test_rows_with_long_texts_do_not_make_the_page_endless() -> None:
    files = copied((section("Texts", field("a"), field("b")), ((n, "x" * 100_000) for n in range(300))))
    assert len(files["index.html"]) < 1_000_000
    assert "All 300 are in" in Page(files["index.html"]).text


def test_one_record_or_many_columns_are_cards_and_the_rest_are_tables() -> None:
    wide = section("Wide", *(field(f"f{n}") for n in range(12)))
    one, many, few = (wide, [tuple(range(12))]), (wide, [tuple(range(12))] * 3), (ORDERS, ORDER_ROWS)
    assert [Page(copied(part)["index.html"]).count("dl") for part in (one, many, few)] == [1, 3, 0]
    assert [Page(copied(part)["index.html"]).count("table") for part in (one, many, few)] == [0, 0, 1]


def test_fields_of_the_same_kind_are_told_apart() -> None:
    people = section("Messages", Shown("sender_name", "user.name", "Name"), Shown("writerName", "user.name", "Name"))
    header, _ = table(copied((people, [("a", "b")]))["csv/1-messages.csv"])
    assert header == ["Sender name", "Writer name"]


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = Page(copied((ORDERS, ORDER_ROWS))["index.html"])
    assert not page.tags() & {"script", "img", "link", "iframe", "object", "form", "base"}
    assert all(not name.startswith("on") for _, attributes in page.elements for name in attributes)
    (policy,) = [a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_links_of_the_page_lead_to_what_is_there() -> None:
    files = copied((ORDERS, ORDER_ROWS), (NEWSLETTER, []))
    page = Page(files["index.html"])
    targets = {str(attributes["href"]) for tag, attributes in page.elements if tag == "a"}
    anchors = {f"#{attributes['id']}" for _, attributes in page.elements if "id" in attributes}
    assert targets <= files.keys() | anchors


def test_the_same_rows_make_the_same_copy_to_the_byte() -> None:
    def once() -> bytes:
        file = io.BytesIO()
        with Copy(file, ABOUT) as copy:
            copy.section(ORDERS, ORDER_ROWS)
        return file.getvalue()

    assert once() == once()


def test_a_row_that_does_not_fit_its_fields_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        copied((ORDERS, [(1, date(2026, 1, 2), "too many")]))


def test_the_made_time_is_that_of_the_copy_in_utc() -> None:
    about = replace(ABOUT, made=datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    assert b"31 December 2026" in copied((ORDERS, ORDER_ROWS), about=about)["README.txt"]


def test_a_section_without_fields_still_counts_its_rows() -> None:
    empty = Section("shop", "flags", "Flags", "owns", ())
    files = copied((empty, [(), ()]))
    assert sections(files)[0]["rows"] == [{}, {}]
    assert "2 records in 1 place" in Page(files["index.html"]).text
