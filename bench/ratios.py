"""Pellucid beside the script, alternating, each on a fresh copy of the shop after a checkpoint."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from time import perf_counter

from bench import servers, shop, sides
from bench.sides import Side

ONE, WARM = 200, 20
"""Persons one by one, and how many before that which are not counted."""

Figures = dict[str, float]
Open = Callable[[str], AbstractContextManager[Side]]


def measured(runs: int) -> dict[str, dict[str, object]]:
    """Ratios by name: the median of the runs, all runs, and the absolute medians of both sides."""
    template = servers.built("pellucid_bench_shop", shop.build)
    found: list[tuple[Figures, Figures]] = []
    for run in range(runs):
        if run % 2:
            ours, theirs = (dict(_figures(template, side)) for side in (sides.pellucid, sides.script))
        else:
            theirs, ours = (dict(_figures(template, side)) for side in (sides.script, sides.pellucid))
        found.append((theirs, ours))
    return {name: _summary(name, found) for name in found[0][0]} | {"10,000 / one by one": _gain(found)}


def _figures(template: str, side: Open) -> Iterator[tuple[str, float]]:
    people = iter(shop.emails())
    with servers.fresh(template) as url, side(url) as one:
        for name, work in (("access", one.access), ("erase", one.erase)):
            spans = _spans(work, [next(people) for _ in range(ONE + WARM)])
            yield name, statistics.median(spans)
            yield f"{name}, mean", statistics.mean(spans)
        for name, work in (("erase, proven", one.proven), ("erase, proven, journalled", one.journalled)):
            yield name, statistics.median(_spans(work, [next(people) for _ in range(ONE + WARM)]))
    for many in (1_000, 10_000):
        yield f"erase {many:,} at once", _many(template, side, many, proven=False)
    yield "erase 10,000 at once, proven", _many(template, side, 10_000, proven=True)


def _many(template: str, side: Open, many: int, *, proven: bool) -> float:
    with servers.fresh(template) as url, side(url) as one:
        work = one.proven_many if proven else one.erase_many
        if side is sides.pellucid:
            # The plan is compiled once, not for each run.
            work([f"nobody{number}@example.com" for number in range(many)])
        return _timed(lambda: work(shop.emails()[:many]))


def _spans(work: Callable[[str], object], people: Sequence[str]) -> list[float]:
    return [_timed(lambda person=person: work(person)) for person in people][WARM:]


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _summary(name: str, found: Sequence[tuple[Figures, Figures]]) -> dict[str, object]:
    ratios = [ours[name] / theirs[name] for theirs, ours in found]
    return {
        "ratio": round(statistics.median(ratios), 2),
        "runs": [round(ratio, 2) for ratio in ratios],
        "floor_ms": round(1e3 * statistics.median(theirs[name] for theirs, _ in found), 2),
        "pellucid_ms": round(1e3 * statistics.median(ours[name] for _, ours in found), 2),
    }


def _gain(found: Sequence[tuple[Figures, Figures]]) -> dict[str, object]:
    """Persons a second of Pellucid at 10,000 at once over those of the script one by one."""
    gains = [10_000 / ours["erase 10,000 at once"] * theirs["erase, mean"] for theirs, ours in found]
    return {"ratio": round(statistics.median(gains), 2), "runs": [round(gain, 2) for gain in gains]}
