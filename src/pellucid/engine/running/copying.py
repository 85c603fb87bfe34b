"""Access and portability: the persons' rows, streamed from the stores into their copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pellucid.engine.datamap.model import DataMap
from pellucid.engine.export.model import Section, Shown
from pellucid.engine.export.writing import CopyWriter
from pellucid.engine.masks.redact_patterns import pattern_of
from pellucid.engine.planning.copying import is_text
from pellucid.engine.planning.plan import Plan, Step
from pellucid.engine.running.run import Watch
from pellucid.engine.stores.base import Counts, Row, Session, Who

_TOLD_EVERY = 1000

OTHERS = "[another person's]"
"""What stands in a text in place of another person's name or address."""


def copy(
    datamap: DataMap, plan: Plan, sessions: Mapping[str, Session], writers: Sequence[CopyWriter], watch: Watch
) -> list[tuple[Step, Counts]]:
    """Write every READ step into the persons' copies; how many rows of each were theirs."""
    counts: list[tuple[Step, Counts]] = []
    for part in plan.parts:
        for step in part.steps:
            section = section_of(datamap, step)
            rows = _watched(without_others(sessions[part.store].find(step), step), step, watch)
            if len(writers) == 1:
                found = {0: writers[0].section(section, (row for _, row in rows))}
            else:
                grouped = groupby(rows, key=lambda one: one[0])
                found = {who: writers[who].section(section, (row for _, row in mine)) for who, mine in grouped}
            counts.append((step, Counts({who: rows_ for who, rows_ in found.items() if rows_})))
    return counts


def without_others(rows: Iterator[tuple[Who, Row]], step: Step) -> Iterator[tuple[Who, Row]]:
    """Rows whose texts no longer hold what the row itself says of another person."""
    others = [(at, read.field.category) for at, read in enumerate(step.reads) if read.removed]
    texts = [at for at, read in enumerate(step.reads) if is_text(read.field) and not read.hidden]
    return _redacted(rows, others, texts) if others else rows


def _redacted(
    rows: Iterator[tuple[Who, Row]], others: Sequence[tuple[int, str]], texts: Sequence[int]
) -> Iterator[tuple[Who, Row]]:
    for who, row in rows:
        values = list(row)
        pattern = pattern_of(frozenset((category, str(row[at])) for at, category in others if row[at] is not None))
        for at, _ in others:
            values[at] = None
        for at in texts:
            text = values[at]
            values[at] = pattern.sub(OTHERS, text) if pattern and isinstance(text, str) else text
        yield who, tuple(values)


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
