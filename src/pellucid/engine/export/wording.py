"""A database value as a person reads it, in HTML: dates written out, yes and no, nested lists, nothing hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from html import escape

from pellucid.engine.export.labels import in_words
from pellucid.engine.export.values import json_line

LONGEST = 5_000
"""Characters of one value that the page shows."""

DEEPEST = 6
NOT_GIVEN = '<span class="none">not given</span>'
_MONTHS = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_MARKUP = re.compile("[&<>\"']")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n?|\x85|\u2028|\u2029")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def in_html(value: object) -> str:
    """The value as HTML that can stand in any block element."""
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return NOT_GIVEN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return _moment(value)
    if isinstance(value, time):
        return f"{value.hour:02}:{value.minute:02}"
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f'<span class="none">a file of {size_in_words(memoryview(value).nbytes)}</span>'
    if isinstance(value, (dict, list)):
        return _nested(value)
    return plain_html(str(value))


def plain_html(text: str) -> str:
    """Text as HTML: escaped, control characters seen, and nothing left that turns the direction of what follows."""
    if not text.isprintable():
        text = _BREAKS.sub("\n", _DIRECTIONS.sub("", text))
        text = _CONTROLS.sub("\ufffd", text)
    return escape(text) if _MARKUP.search(text) else text


def day_in_words(value: date) -> str:
    """`24 November 2026`"""
    return f"{value.day} {_MONTHS[value.month]} {value.year}"


def size_in_words(size: int) -> str:
    """A size in bytes, as `812 bytes`, `1.2 kB` or `34 MB` (SI: 1 kB is 1,000 bytes)."""
    if size < 1000:
        return f"{size} byte{'' if size == 1 else 's'}"
    amount, units = size / 1000, ["GB", "MB", "kB"]
    while amount >= 999.5 and len(units) > 1:
        amount /= 1000
        units.pop()
    unit = units[-1]
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"


def _text(value: str) -> str:
    if value[:4].isdigit() and _ISO_DATE.fullmatch(value):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return plain_html(value)
        return _moment(moment if len(value) > len("2026-11-24") else moment.date())
    if value[:1] in ("{", "[") and len(value) <= LONGEST:
        try:
            return _nested(json.loads(value)) if len(value) > len("[]") else plain_html(value)
        except (ValueError, RecursionError):
            return plain_html(value)
    if len(value) > LONGEST:
        return f'{plain_html(value[:LONGEST])} <span class="none">… and {len(value) - LONGEST:,} characters more</span>'
    return plain_html(value) if value else '<span class="none">empty</span>'


def _moment(value: date) -> str:
    if not isinstance(value, datetime):
        return day_in_words(value)
    zone = "" if value.tzinfo is None else " UTC" if not value.utcoffset() else f" UTC{value.isoformat()[-6:]}"
    return f"{day_in_words(value)}, {value.hour:02}:{value.minute:02}{zone}"


def _duration(value: timedelta) -> str:
    sign, value = ("minus ", -value) if value < timedelta() else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((value.days, "day"), (hours, "hour"), (minutes, "minute"), (seconds, "second"))
    words = [f"{amount} {unit}{'' if amount == 1 else 's'}" for amount, unit in parts if amount]
    return sign + (" ".join(words) or "0 seconds")


def _nested(value: dict[str, object] | list[object]) -> str:
    text = json_line(value)
    return _text(text) if len(text) > LONGEST else _node(value, DEEPEST)


def _node(value: object, levels: int) -> str:
    if not isinstance(value, (dict, list)):
        return in_html(value)
    if not value:
        return '<span class="none">nothing</span>'
    if not levels:
        return plain_html(json_line(value))
    if isinstance(value, dict):
        return _list(f"<b>{plain_html(in_words(key))}:</b> {_node(item, levels - 1)}" for key, item in value.items())
    return _list(_node(item, levels - 1) for item in value)


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
