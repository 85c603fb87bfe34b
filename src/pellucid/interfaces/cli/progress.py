"""How far a run is, on stderr, where a person watches and it takes longer than a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from pellucid.engine.planning.plan import Step
from pellucid.engine.running.run import Watch, quietly
from pellucid.interfaces.cli.screen import ERR

_A_MOMENT = 1.0

Advance = Callable[[int], None]
"""Told how many persons are done."""


@contextmanager
def progress(doing: str, persons: int | None = None) -> Iterator[tuple[Watch, Advance]]:
    """A bar that counts rows, and persons where they are done in groups."""
    if not ERR.is_terminal:
        yield quietly, lambda _persons: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]:,} rows"))
    bar = Progress(*columns, TimeElapsedColumn(), console=ERR, transient=True)
    task = bar.add_task(doing, total=persons, rows=0)
    rows = 0

    def watch(step: Step, more: int) -> None:
        nonlocal rows
        rows += more
        bar.update(task, rows=rows, description=f"{doing} {step.store}.{step.collection}")

    timer = Timer(_A_MOMENT, bar.start)
    timer.start()
    try:
        yield watch, lambda done: bar.advance(task, done)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
