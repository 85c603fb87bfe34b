"""A schema in a few lines of text, as the tests of stores need many.

customers: id integer key; email string 200 unique; name string 100 null
orders: id integer key; customer_id integer null -> customers.id; total decimal null
parts: order_id integer key -> orders.id; no integer key
notes: id integer key; order_id integer; no integer; (order_id, no) -> parts(order_id, no)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pellucid.engine.schema import Column, ForeignKey, Kind, Schema, Table

_COLUMN = re.compile(
    r"(?P<name>\w+) (?P<kind>[a-z]+)(?: (?P<length>\d+))?(?P<words>(?: (?:key|unique|null))*)"
    r"(?: -> (?P<target>\w+)\.(?P<there>\w+))?"
)
_KEY = re.compile(r"\((?P<here>[\w, ]+)\) -> (?P<target>\w+)\((?P<there>[\w, ]+)\)")


def schema(text: str) -> Schema:
    """Raises ValueError for a line that says something else."""
    lines = (line.strip() for line in text.splitlines() if line.strip())
    found = [table(*line.split(": ", 1)) for line in lines]
    return Schema({one.name: one for one in found})


def table(name: str, text: str) -> Table:
    parts = [part.strip() for part in text.split(";")]
    matches = [match for part in parts if (match := _COLUMN.fullmatch(part))]
    several = [match for part in parts if (match := _KEY.fullmatch(part))]
    if len(matches) + len(several) != len(parts):
        raise ValueError(f"table {name} is not written as `column kind [length] [key|unique|null] [-> table.column]`")
    key = tuple(match["name"] for match in matches if " key" in match["words"])
    unique = [frozenset({match["name"]}) for match in matches if " unique" in match["words"]]
    return Table(
        name,
        {match["name"]: column(match) for match in matches},
        key,
        (*([frozenset(key)] if key else []), *unique),
        (*_single(matches), *(ForeignKey(_names(m["here"]), m["target"], _names(m["there"])) for m in several)),
    )


def column(match: re.Match[str]) -> Column:
    kind = Kind(match["kind"])
    length = int(match["length"]) if match["length"] else 64 if kind is Kind.INTEGER else None
    return Column(match["name"], kind, kind.value, " null" in match["words"], length)


def _single(matches: list[re.Match[str]]) -> Iterator[ForeignKey]:
    for match in matches:
        if match["target"]:
            yield ForeignKey((match["name"],), match["target"], (match["there"],))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))
