"""Values in a person's words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from ipaddress import IPv4Address
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pellucid.engine.export.values import duration
from pellucid.engine.export.wording import LONGEST, in_html, size_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (1234567, "1234567"),
        (Decimal("12.50"), "12.50"),
        (0.1, "0.1"),
        (date(2026, 11, 24), "24 November 2026"),
        (datetime(2026, 11, 24, 9, 5), "24 November 2026, 09:05"),
        (datetime(2026, 11, 24, 9, 5, tzinfo=UTC), "24 November 2026, 09:05 UTC"),
        (datetime(2026, 1, 2, 9, 5, tzinfo=timezone(timedelta(hours=-3.5))), "2 January 2026, 09:05 UTC-03:30"),
        (time(9, 5), "09:05"),
        (timedelta(days=2, hours=3, seconds=1), "2 days 3 hours 1 second"),
        (timedelta(minutes=-5), "minus 5 minutes"),
        (timedelta(), "0 seconds"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (IPv4Address("192.0.2.1"), "192.0.2.1"),
        ("2026-11-24", "24 November 2026"),
        ("2026-11-24 09:05:10", "24 November 2026, 09:05"),
        ("2026-11-24T09:05:10.123Z", "24 November 2026, 09:05 UTC"),
        ("2026-13-45", "2026-13-45"),
        ("2026-11-24 and more", "2026-11-24 and more"),
        ("a < b & \"c\" 'd'", "a &lt; b &amp; &quot;c&quot; &#x27;d&#x27;"),
        ("two\r\nlines", "two\nlines"),
        ("{not json}", "{not json}"),
        ("[]", "[]"),
    ],
)
def test_values_read_like_sentences(value: object, words: str) -> None:
    assert in_html(value) == words


def test_what_is_missing_is_said() -> None:
    assert ">not given<" in in_html(None)
    assert ">empty<" in in_html("")
    assert ">a file of 35 kB<" in in_html(b"x" * 34_567)


@pytest.mark.parametrize("value", [{"a_b": [1, {"c": None}]}, '{"a_b": [1, {"c": null}]}'])
def test_json_is_a_nested_list_parsed_or_as_text(value: object) -> None:
    assert in_html(value) == (
        "<ul><li><b>A b:</b> <ul><li>1</li><li><ul><li><b>C:</b> "
        '<span class="none">not given</span></li></ul></li></ul></li></ul>'
    )


def test_long_values_are_cut_and_say_so() -> None:
    assert "… and 3,000 characters more" in in_html("x" * (LONGEST + 3000))
    assert "characters more" in in_html({"a": "x" * 2 * LONGEST})


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1200, "1.2 kB"),
        (9_960, "10 kB"),
        (999_600, "1.0 MB"),
        (34_000_000, "34 MB"),
        (5_000_000_000_000, "5000 GB"),
    ],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        (timedelta(), "PT0S"),
        (timedelta(days=2), "P2D"),
        (timedelta(hours=10, minutes=14), "PT10H14M"),
        (timedelta(days=1, microseconds=500_000), "P1DT0.5S"),
        (timedelta(seconds=-90), "-PT1M30S"),
    ],
)
def test_durations_by_iso_8601(value: timedelta, iso: str) -> None:
    assert duration(value) == iso


@given(st.datetimes(timezones=st.none() | st.timezones()))
def test_every_moment_has_its_year_and_time(value: datetime) -> None:
    assert f" {value.year}, {value:%H:%M}" in in_html(value)
