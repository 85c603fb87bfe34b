"""Erasing so that it can be undone: what each step changes is written down before the stores commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from pellucid.engine.planning.plan import Action, Plan, Step, StorePlan
from pellucid.engine.proving import typed
from pellucid.engine.running.changing import Applied
from pellucid.engine.running.gathering import Values
from pellucid.engine.running.resolving import People
from pellucid.engine.stores.base import Counts, Image, Key, Session, Shape, Who
from pellucid.engine.stores.base import Values as Held
from pellucid.sealing.spool import open_spool

Row = tuple[Who, Key, Held | None]


class Sink(Protocol):
    """Where images go."""

    @property
    def folder(self) -> Path:
        """Where it may keep what is noise on the disk, for as long as the process lives."""

    def write(self, store: str, at: int, collection: str, shape: Shape, image: Image) -> None:
        """One image of the step number `at` of a store. The columns of `shape` are those that changed, for a row that
        is still there."""

    def finish(self) -> None:
        """All is on the disk when this returns."""


def apply_with_images(
    plan: Plan,
    people: People,
    sessions: Mapping[str, Session],
    values: Values,
    given: Mapping[str, object],
    sink: Sink,
) -> Applied:
    """As `running.changing.apply`, with what becomes of each row in `sink`, on the disk when this returns. One step
    after the other, in one transaction for each store however many rows there are."""
    applied: Applied = {}
    for part in plan.parts:
        sessions[part.store].begin(part, people.roots(part.store, values, given))
        with ExitStack() as stack:
            applied[part.store] = list(_applied(part, sessions[part.store], sink, stack))
    sink.finish()
    return applied


def _applied(part: StorePlan, session: Session, sink: Sink, stack: ExitStack) -> Iterator[Counts]:
    """A step that comes late is about rows as they were at the beginning: those that a trigger adds on the way were
    not there, and shall not be."""
    late = {at: _Told(session, step, sink, stack) for at, step in enumerate(part.steps) if step.late}
    for at, step in enumerate(part.steps):
        if step.action is Action.KEEP and not step.late:
            yield from session.apply([step], None) or ()
            continue
        told = late.get(at) or _Told(session, step, sink, stack)
        if step.late:
            told.note_new()
        yield from session.apply([step], None) or ()
        for image in told.images():
            shape, changed = _narrowed(told.shape, image)
            sink.write(part.store, at, step.collection, shape, changed)
        told.close()


class _Told:
    """The rows of a step as they were, kept in a file that is noise on the disk until they can be compared."""

    def __init__(self, session: Session, step: Step, sink: Sink, stack: ExitStack) -> None:
        self.shape = session.shape(step)
        self._session, self._step = session, step
        self._file: BinaryIO = stack.enter_context(open_spool(sink.folder))
        for who, key, values in session.images(step):
            self._write((who, key, values))

    def note_new(self) -> None:
        """Rows that came since were not there."""
        for who, key, _ in self._session.images(self._step):
            self._write((who, key, None))

    def images(self) -> Iterator[Image]:
        """What became of each row that is not as it was; whose it is, all of them together."""
        self._file.seek(0)
        pairs = zip(map(_read, self._file), map(_exact, self._session.imaged(self._step)), strict=True)
        for key, group in groupby(pairs, key=lambda pair: pair[0][1]):
            many = list(group)
            (_, _, before), (_, _, after) = many[0]
            if before != after:
                yield Image(tuple(sorted({old[0] for old, _ in many})), key, before, after)

    def close(self) -> None:
        self._file.close()

    def _write(self, row: Row) -> None:
        self._file.write(typed.dumps(row) + b"\n")


def _read(line: bytes) -> Row:
    found: Any = typed.loads(line)
    who, key, values = found
    return who, tuple(key), None if values is None else tuple(values)


def _exact(row: Row) -> Row:
    """As it will be when it comes from the disk."""
    return _read(typed.dumps(row))


def _narrowed(shape: Shape, image: Image) -> tuple[Shape, Image]:
    """Of a row that is still there only the columns that changed, whoever changed them."""
    if image.before is None or image.after is None:
        return shape, image
    changed = [at for at, (old, new) in enumerate(zip(image.before, image.after, strict=True)) if old != new]
    narrow = Shape(shape.table, shape.key, tuple(shape.columns[at] for at in changed))
    before, after = (tuple(values[at] for at in changed) for values in (image.before, image.after))
    return narrow, Image(image.who, image.key, before, after)
