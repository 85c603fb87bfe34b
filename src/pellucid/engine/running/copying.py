"""Access and portability: the persons' rows, streamed from the stores into their copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pellucid.engine.datamap.model import DataMap
from pellucid.engine.export.model import Section, Shown
from pellucid.engine.export.writing import CopyWriter
from pellucid.engine.planning.plan import Plan, Step
from pellucid.engine.running.run import Watch
from pellucid.engine.stores.base import Counts, Row, Session, Who

_TOLD_EVERY = 1000


def copy(
    datamap: DataMap, plan: Plan, sessions: Mapping[str, Session], writers: Sequence[CopyWriter], watch: Watch
) -> list[tuple[Step, Counts]]:
    """Write every READ step into the persons' copies; how many rows of each were theirs."""
    counts: list[tuple[Step, Counts]] = []
    for part in plan.parts:
        for step in part.steps:
            section = section_of(datamap, step)
            rows = _watched(sessions[part.store].find(step), step, watch)
            if len(writers) == 1:
                found = {0: writers[0].section(section, (row for _, row in rows))}
            else:
                grouped = groupby(rows, key=lambda one: one[0])
                found = {who: writers[who].section(section, (row for _, row in mine)) for who, mine in grouped}
            counts.append((step, Counts({who: rows_ for who, rows_ in found.items() if rows_})))
    return counts


def section_of(datamap: DataMap, step: Step) -> Section:
    """How a READ step is told to its person: the categories' words instead of column names."""
    shown = tuple(
        Shown(read.field.name, read.field.category, datamap.categories.get(read.field.category, ""), read.hidden)
        for read in step.reads
    )
    return Section(step.store, step.collection, in_words(step.collection), step.relation, shown)


def in_words(name: str) -> str:
    """`order_items` as "Order items"."""
    words = name.replace("_", " ").replace(".", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _watched(rows: Iterator[tuple[Who, Row]], step: Step, watch: Watch) -> Iterator[tuple[Who, Row]]:
    count = 0
    for count, row in enumerate(rows, start=1):
        if count % _TOLD_EVERY == 0:
            watch(step, _TOLD_EVERY)
        yield row
    watch(step, count % _TOLD_EVERY)
