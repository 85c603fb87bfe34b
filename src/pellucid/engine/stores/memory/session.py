"""One transaction in memory: whose rows are decided when the persons are known, before anything changes."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Self

from pellucid.engine.errors import StoreError
from pellucid.engine.masks import Context
from pellucid.engine.planning.graph import Edge
from pellucid.engine.planning.identifying import told_by
from pellucid.engine.planning.plan import Action, Read, Step, StorePlan
from pellucid.engine.schema import Schema
from pellucid.engine.stores.base import Counts, Key, Known, Match, Roots, Row, Shape, Sought, Swept, Who
from pellucid.engine.stores.memory.changing import changed
from pellucid.engine.stores.memory.comparing import comparable, holds, value_at
from pellucid.engine.stores.memory.database import Rows, Values, check, values
from pellucid.engine.stores.memory.reaching import Reach, Theirs
from pellucid.engine.stores.memory.restoring import MemoryRestoring
from pellucid.engine.stores.memory.sweeping import sweep
from pellucid.engine.stores.values import MISMATCH, fitted

if TYPE_CHECKING:
    from pellucid.engine.stores.memory.store import MemoryStore


class MemorySession:
    """See `pellucid.engine.stores.base.Session`."""

    def __init__(self, store: MemoryStore, *, write: bool) -> None:
        self._store, self._write = store, write
        self._database = store.database(write=write)
        self._tables: dict[str, Rows] = {name: dict(rows) for name, rows in self._database.tables.items()}
        self._roots = Roots(0)
        self._theirs: dict[int, Theirs] = {}
        self._told: dict[int, dict[tuple[Who, int], Values]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._write:
            self._database.writing.release()

    def fingerprint(self, tables: Sequence[str]) -> str:
        return self._store.fingerprint(tables)

    def lookup(self, part: StorePlan, collection: str, identity: str, wanted: Sequence[object]) -> list[Match]:
        known = part.declared.collections[collection]
        table = part.schema.tables[known.table]
        column = table.columns[known.identities[identity]]
        found: list[Match] = []
        for value in wanted:
            fit = fitted(value, column)
            same = (row for row in self._tables[known.table].values() if comparable(row[column.name]) == fit)
            for row in islice(same, 2) if fit is not MISMATCH else ():
                own = {name: row[there] for name, there in known.identities.items()}
                found.append(Match(value, values(row, table.primary_key), own))
        return found

    def begin(self, part: StorePlan, roots: Roots) -> None:
        self._part, self._roots, self._told = part, roots, {}
        reach = Reach(part, roots, self._tables)
        steps = (*part.steps, *part.gather, *part.seeds)
        self._theirs = {id(step): reach.rows(step.collection, step.rows) for step in steps}

    def find(self, step: Step) -> Iterator[tuple[Who, Row]]:
        for who, _, row in self._rows(step):
            yield who, tuple(_read(row, read) for read in step.reads)

    def count(self, steps: Sequence[Step]) -> list[Counts]:
        return [self._counts(step, self._rows(step)) for step in steps]

    def apply(self, steps: Sequence[Step], most: int | None) -> list[Counts] | None:
        if most is not None and sum(sum(one.found.values()) for one in self.count(steps)) > most:
            return None
        return [self._apply(step, self._rows(step)) for step in steps]

    def batch(self, step: Step, limit: int) -> int:
        if step.action is Action.KEEP:
            return 0
        rows = [(who, number, row) for who, number, row in self._rows(step) if self._new(step, who, row) != row]
        self._apply(step, rows[:limit])
        return len(rows[:limit])

    def shape(self, step: Step) -> Shape:
        table = self._part.schema.tables[self._part.declared.collections[step.collection].table]
        columns = tuple(column.name for column in table.columns.values() if not column.generated)
        return Shape(table.name, table.primary_key, columns)

    def images(self, step: Step) -> Iterator[tuple[Who, Key, Row]]:
        told = self._told.setdefault(id(step), {})
        known = {number for _, number in told}
        for who, number, row in sorted(self._rows(step), key=lambda one: (one[1], one[0])):
            if number not in known:
                told[who, number] = row
                yield who, *self._image(step, row)

    def imaged(self, step: Step) -> Iterator[tuple[Who, Key, Row | None]]:
        table = self._part.declared.collections[step.collection].table
        for (who, number), old in self._told[id(step)].items():
            new = self._tables[table].get(number)
            yield who, self._image(step, old)[0], None if new is None else self._image(step, new)[1]

    def restoring(self, schema: Schema, _written: Container[str]) -> MemoryRestoring:
        return MemoryRestoring(schema, self._tables)

    def _image(self, step: Step, row: Values) -> tuple[Key, Row]:
        shape = self.shape(step)
        return values(row, shape.key), values(row, shape.columns)

    def linked(self, edge: Edge) -> Iterator[tuple[Who, Key]]:
        table = self._part.schema.tables[self._part.declared.collections[edge.collection].table]
        for who, number in sorted(Reach(self._part, self._roots, self._tables).edge(edge)):
            yield who, values(self._tables[table.name][number], table.primary_key)

    def known(self, part: StorePlan, edge: Edge) -> Iterator[Known]:
        collection = part.declared.collections[edge.collection]
        key = part.schema.tables[collection.table].primary_key
        told = told_by(part.declared, edge)
        for row in self._tables[collection.table].values():
            if edge.link is None or all(holds(row, condition) for condition in edge.link.when):
                yield Known(values(row, key), {name: value_at(row, here) for name, here in told.items()})

    def sweep(self, sought: Sequence[Sought]) -> Swept:
        return sweep(self._store.describe(), self._tables, sought)

    def commit(self) -> None:
        self._database.tables = {name: dict(rows) for name, rows in self._tables.items()}

    def _apply(self, step: Step, rows: Sequence[tuple[Who, int, Values]]) -> Counts:
        """Raises StoreError in a session that is not for writing, and where a constraint forbids the change."""
        if not self._write:
            raise StoreError("this session is for reading", where=step.store, mend="open one for writing")
        counts = self._counts(step, rows)
        table = self._part.declared.collections[step.collection].table
        for who, number, _ in rows if step.action is not Action.KEEP else ():
            old = self._tables[table].get(number)
            new = None if old is None else self._new(step, who, old)
            if new is not None:
                self._tables[table][number] = new
            elif old is not None:
                del self._tables[table][number]
        check(self._database.schema, self._tables, table)
        return counts

    def _counts(self, step: Step, rows: Sequence[tuple[Who, int, Values]]) -> Counts:
        found: dict[Who, int] = {}
        changing: dict[Who, int] = {}
        for who, _, row in rows:
            found[who] = found.get(who, 0) + 1
            if step.action is not Action.KEEP and self._new(step, who, row) != row:
                changing[who] = changing.get(who, 0) + 1
        return Counts(found, changing)

    def _rows(self, step: Step) -> list[tuple[Who, int, Values]]:
        """Those of the step's rows that are still there, by person and key."""
        if id(step) not in self._theirs:
            raise StoreError("the session has not begun a plan with this step", where=step.store)
        collection = self._part.declared.collections[step.collection]
        rows, key = self._tables[collection.table], self._part.schema.tables[collection.table].primary_key
        found = [(who, number, rows[number]) for who, number in self._theirs[id(step)] if number in rows]
        return sorted(found, key=lambda one: (one[0], [str(v).rjust(20) for v in values(one[2], key)], one[1]))

    def _new(self, step: Step, who: Who, row: Values) -> Values | None:
        table = self._part.schema.tables[self._part.declared.collections[step.collection].table]
        context = Context(self._store.key, self._roots.values.get(who, {}))
        return changed(step, row, table, context, self._roots.given)


def _read(row: Mapping[str, object], read: Read) -> object:
    return None if read.hidden and not read.removed else row[read.field.column]
