"""Columns of every kind, with values as drivers give them, and every mask."""

from __future__ import annotations

import json
import string
from typing import NamedTuple

from hypothesis import strategies as st

from pellucid.engine.datamap.model import MaskSpec
from pellucid.engine.masks import Context, Mask
from pellucid.engine.schema import Column, Kind

CONTEXT = Context(
    b"a secret of this installation",
    {
        "user.name": ("Anna Schmidt", "王小明", "removed"),
        "user.contact.email": ("anna@example.org",),
        "user.contact.phone_number": ("+49 170 1234567",),
    },
)


class Case(NamedTuple):
    """A column, and two values that it may hold."""

    column: Column
    value: object
    other: object


def column(kind: Kind, length: int | None = None, *, nullable: bool = True, generated: bool = False) -> Column:
    return Column("field", kind, kind.value, nullable, length, generated)


def spec(name: str, **args: object) -> MaskSpec:
    return MaskSpec(name, tuple(args.items()))


def redact(*categories: str) -> MaskSpec:
    return spec("redact", categories=categories)


SPECS = (
    spec("null"),
    spec("hash"),
    spec("pseudonym"),
    spec("email"),
    spec("phone"),
    *(spec("generalise", to=to) for to in ("year", "month", "network", 1, 4)),
    redact("user.name", "user.contact"),
    *(spec("constant", value=value) for value in ("gone", "", "123", 0, True, 1.5, "1970-01-01", "12:30", {"a": [1]})),
    spec("constant", value="00000000-0000-4000-8000-000000000000"),
)

_words = st.sampled_from(
    ["Anna", "Schmidt", "anna@example.org", "0170 1234567", "王小明", "[removed]", "Removed", "*", " "]
)
_texts = st.text(max_size=40) | st.lists(_words | st.text(string.printable, max_size=4), max_size=8).map("".join)
_addresses = (st.ip_addresses() | st.ip_addresses(network="::ffff:0:0/96")).map(str)
_moments = st.datetimes(timezones=st.none() | st.timezones(), allow_imaginary=False).filter(lambda m: 1 < m.year < 9999)
_dates = st.dates()
_iso = _dates.map(str) | _moments.map(str) | _moments.map(lambda moment: moment.isoformat())
_leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _texts | _iso
_documents = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def _texts_of(length: int | None) -> st.SearchStrategy[object]:
    return st.one_of(_texts, _iso, _addresses).map(lambda text: text[:length])


def _integers_of(length: int | None) -> st.SearchStrategy[object]:
    beyond = 1 << ((length or 64) - 1)
    return st.integers(-beyond, beyond - 1)


_COLUMNS: tuple[tuple[Column, st.SearchStrategy[object]], ...] = (
    *((column(Kind.STRING, length), _texts_of(length)) for length in (None, 1, 5, 9, 12, 20, 28, 60)),
    *((column(Kind.INTEGER, length), _integers_of(length)) for length in (None, 8, 16, 32, 64)),
    *((column(Kind.BYTES, length), st.binary(max_size=length or 60)) for length in (None, 1, 8, 16, 40)),
    (column(Kind.DECIMAL), st.decimals(allow_nan=False, allow_infinity=False)),
    (column(Kind.DECIMAL), st.floats(allow_nan=False)),
    (column(Kind.BOOLEAN), st.booleans()),
    (column(Kind.BOOLEAN), st.sampled_from([0, 1])),
    (column(Kind.DATE), _dates),
    (column(Kind.DATE), _dates.map(str)),
    (column(Kind.TIME), st.times()),
    (column(Kind.TIME), st.times().map(str)),
    (column(Kind.DATETIME), _moments),
    (column(Kind.DATETIME), _moments.map(str)),
    (column(Kind.DATETIME), _moments.map(lambda moment: moment.isoformat())),
    (column(Kind.UUID), st.uuids()),
    (column(Kind.UUID), st.uuids().map(str)),
    (column(Kind.UUID), st.uuids().map(lambda value: value.hex)),
    (column(Kind.JSON), _documents),
    (column(Kind.JSON), _documents.map(json.dumps)),
)


def cases_for(mask: Mask, *, unique: bool = False) -> st.SearchStrategy[Case]:
    """Columns that `mask` accepts, each with two values."""
    fitting = [(one, values) for one, values in _COLUMNS if mask.problem(one, unique) is None]
    return st.one_of(*(st.builds(Case, st.just(one), values, values) for one, values in fitting))
