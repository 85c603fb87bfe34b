"""Pellucid beside the floor, alternating, each on a fresh copy of the shop after a checkpoint."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import psycopg

from bench import floor, servers, shop
from pellucid.engine.datamap.loading import load
from pellucid.engine.export.json_copy import JsonCopy
from pellucid.engine.export.model import About
from pellucid.engine.running.engine import Engine

ONE, WARM = 200, 20
"""Persons one by one, and how many before that which are not counted."""

Figures = dict[str, float]
Measure = Callable[[str, Sequence[str]], Figures]


def measured(runs: int) -> dict[str, object]:
    """Ratios by name: the median of the runs, all runs, and the absolute medians of both sides."""
    template = servers.built("pellucid_bench_shop", shop.build)
    found: list[tuple[Figures, Figures]] = []
    for run in range(runs):
        sides: list[Measure] = [_floor, _ours] if run % 2 == 0 else [_ours, _floor]
        both = {side.__name__: _side(template, side) for side in sides}
        found.append((both["_floor"], both["_ours"]))
    return {name: _summary(name, found) for name in found[0][0]} | {"10,000 / one by one": _gain(found)}


def _side(template: str, side: Measure) -> Figures:
    emails = shop.emails()
    figures: Figures = {}
    with servers.fresh(template) as url:
        figures |= side(url, emails[: 2 * (ONE + WARM)])
    for many in (1_000, 10_000):
        with servers.fresh(template) as url:
            figures |= {f"erase {many:,} at once": side(url, emails[:many])["erase many"]}
    return figures


def _floor(url: str, emails: Sequence[str]) -> Figures:
    with psycopg.connect(url) as connection, tempfile.TemporaryDirectory() as folder:
        if len(emails) >= 1_000:
            return {"erase many": _timed(lambda: floor.erase_many(connection, emails))}
        target = Path(folder) / "copy.json"
        return _one_by_one(
            lambda one: floor.access(connection, one, target), lambda one: floor.erase(connection, one), emails
        )


def _ours(url: str, emails: Sequence[str]) -> Figures:
    os.environ["SHOP_URL"] = url
    datamap = load(Path(__file__).parent / "map")
    with Engine(datamap, key=b"k" * 32) as engine, tempfile.TemporaryDirectory() as folder:
        if len(emails) >= 1_000:
            engine.erase([{"email": "nobody@example.com"}])
            return {"erase many": _timed(lambda: engine.erase([{"email": one} for one in emails]))}
        target = Path(folder) / "copy.json"

        def access(email: str) -> None:
            with target.open("w+b") as file, JsonCopy(file, About("access", "customer", datetime.now(UTC))) as copy:
                engine.access([{"email": email}], [copy])

        return _one_by_one(access, lambda one: engine.erase([{"email": one}]), emails)


def _one_by_one(access: Callable[[str], object], erase: Callable[[str], object], emails: Sequence[str]) -> Figures:
    figures: Figures = {}
    half = len(emails) // 2
    for name, work, people in (("access", access, emails[:half]), ("erase", erase, emails[half:])):
        spans = [_timed(lambda one=one, work=work: work(one)) for one in people][WARM:]
        figures[name] = statistics.median(spans)
        if name == "erase":
            figures["erase, mean"] = statistics.mean(spans)
    return figures


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
