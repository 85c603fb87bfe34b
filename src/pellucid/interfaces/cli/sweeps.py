"""What a sweep found, as sentences and as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pellucid.engine.proving.sweeping import Remains, Sweep
from pellucid.interfaces.cli.wording import amount, listed


def left_over(found: Iterable[Remains]) -> list[str]:
    """`still in shop.notes.body: 1 row with an identity of theirs`"""
    return [
        f"still in {_where(one)}: {amount(_rows(one))} with an identity of theirs" for one in found if one.left_over
    ]


def sentences(swept: Sweep) -> Iterator[str]:
    """What was found besides what is left over, and what was not looked into."""
    if not any(one.left_over for one in swept.found):
        yield "Every text of the stores was searched: no identity is left where the data map does not keep it."
    for reason in dict.fromkeys(one.kept for one in swept.found if one.kept):
        yield f"Found, and kept as the map says, in {_places(o for o in swept.found if o.kept == reason)}: {reason}"
    unsure = [one for one in swept.found if not one.sure and not one.kept]
    if unsure:
        yield f"Found, but it may be another's, in {_places(unsure)}. Have a look."
    if swept.whole:
        yield f"Too short to be searched inside of texts, so only as a whole value: {listed(swept.whole)}."
    for store, one in swept.unsearched:
        yield f"Not searched: {'.'.join(filter(None, (store, one.table, one.column)))}, {one.why}."


def as_json(found: Iterable[Remains]) -> list[dict[str, object]]:
    return [
        {
            "store": one.store,
            "table": one.table,
            "column": one.column,
            "rows": _rows(one),
            "sure": one.sure,
            "kept": one.kept,
        }
        for one in found
    ]


def _places(found: Iterable[Remains]) -> str:
    return listed(f"{_where(one)} ({amount(_rows(one))})" for one in found)


def _rows(one: Remains) -> int:
    return sum(one.rows.values())


def _where(one: Remains) -> str:
    return f"{one.store}.{one.table}.{one.column}"
