"""One transaction of a SQL store: logical steps in, rows and counts out."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from pellucid.engine.errors import StoreBusyError, StoreError
from pellucid.engine.planning.graph import Edge
from pellucid.engine.planning.identifying import told_by
from pellucid.engine.planning.plan import Step, StorePlan
from pellucid.engine.schema import Schema
from pellucid.engine.stores.base import Counts, Key, Known, Match, Roots, Row, Shape, Sought, Swept, Values, Who, merged
from pellucid.engine.stores.sql.compiling import PartSQL
from pellucid.engine.stores.sql.cutoffs import cutoff
from pellucid.engine.stores.sql.driver import Call, Driver, Params, Result
from pellucid.engine.stores.sql.imaging import TURN, ImageSQL
from pellucid.engine.stores.sql.owning import known_rows
from pellucid.engine.stores.sql.paging import PAGE, Page, page_of
from pellucid.engine.stores.sql.restoring import SQLRestoring
from pellucid.engine.stores.sql.scratch import Scratch
from pellucid.engine.stores.sql.statements import LIMIT, SQL, StepSQL
from pellucid.engine.stores.sql.sweeping import sweep

if TYPE_CHECKING:
    from pellucid.engine.stores.sql.store import SQLStore


PEEK = 500
"""Rows of a step that are fetched at once; what has more is streamed."""


class _Change(NamedTuple):
    """A statement that must change just so many rows."""

    step: Step
    call: Call
    rows: int


class SQLSession:
    """See `pellucid.engine.stores.base.Session`."""

    def __init__(self, store: SQLStore, driver: Driver, start: Sequence[str], *, write: bool) -> None:
        self.write = write
        self._store, self._driver = store, driver
        self._start = [Call(text, {}) for text in start]
        self._begun: list[Call] = list(self._start)
        self._tables: dict[str, None] = {}
        self._params: dict[str, object] = {}
        self._sql: PartSQL | None = None
        self._roots = Roots(0)
        self._after: dict[int, Params] = {}
        self._peeked: dict[int, list[tuple[Any, ...]] | None] = {}
        self._images: dict[int, tuple[ImageSQL, int]] = {}
        self._exact = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None and not self.write:
            self.commit()  # There is nothing to undo, and psycopg forgets its prepared statements at a ROLLBACK.
        drops = [self._driver.drop(table) for table in self._tables]
        self._driver.release([*drops, *(self._store.dialect.usually if self._exact else ())])

    def fingerprint(self, tables: Sequence[str]) -> str:
        return self._store.fingerprint(self, tables)

    def run(self, calls: Iterable[Call]) -> list[Result]:
        """Statements in this transaction, which the first of them begins."""
        begun, self._begun = self._begun, []
        return self._driver.run(chain(begun, calls))[len(begun) :]

    def stream(self, call: Call) -> Iterator[tuple[Any, ...]]:
        """The rows of a query with bounded memory; nothing else may run until they are all taken."""
        if self._begun:
            self.run([])
        yield from self._driver.stream(call)

    def lookup(self, part: StorePlan, collection: str, identity: str, values: Sequence[object]) -> list[Match]:
        return self._store.lookups(part).matches(self, collection, identity, values)

    def begin(self, part: StorePlan, roots: Roots) -> None:
        self._sql = self._store.compiled(part, roots.persons)
        self._roots, self._peeked, self._after, self._images = roots, {}, {}, {}
        self._params = {name: cutoff(*asked) for name, asked in self._sql.cutoffs.items()}
        for root, table in self._sql.roots:
            rows = root.rows(roots)
            if self._sql.bound:
                self._params.update(root.arrays(rows))
            else:
                self.fill(table, root.named(rows))
        for table in self._sql.nodes:
            self.make(table)
        self._fill_nodes(self._sql)
        for table in self._sql.frozen:
            self.make(table)
            self.run([self._call(sql) for sql in table.fill])
        if filled := [table.name for table in (*self._sql.nodes, *self._sql.frozen)]:
            self._driver.analyze(filled)

    def fill(self, table: Scratch, rows: Sequence[Params]) -> None:
        """A temporary table with given rows."""
        self.make(table)
        self._driver.load(table, rows)

    def find(self, step: Step) -> Iterator[tuple[Who, Row]]:
        sql = self._of(step).find
        if sql is None:
            raise StoreError(f"{step.action} finds no rows", where=f"{step.store}.{step.collection}")
        rows: Iterable[tuple[Any, ...]] | None = self._peek(step)
        for row in self.stream(self._call(sql, rows=True)) if rows is None else rows:
            yield row[0], row[1:]

    def count(self, steps: Sequence[Step]) -> list[Counts]:
        sqls = [self._of(step) for step in steps]
        return [
            self._further(self._masked(sql, results[0]), write=False) if sql.page else _counts(results[0])
            for sql, results in zip(sqls, self._look(sqls), strict=True)
        ]

    def apply(self, steps: Sequence[Step], most: int | None) -> list[Counts] | None:
        self._check_writing()
        groups = list(independent(steps))
        if most is not None and len(groups) > 1 and self._total([self._of(step) for step in steps]) > most:
            return None
        counts: list[Counts] = []
        for group in groups:
            sqls = [self._of(step) for step in group]
            looked = self._look(sqls)
            if most is not None and len(groups) == 1 and self._found(sqls, looked) > most:
                return None
            counts += self._apply(sqls, looked)
        return counts

    def batch(self, step: Step, limit: int) -> int:
        sql = self._of(step)
        if sql.page is not None:
            page = self._page(sql, self._after.get(id(step)), limit)
            if page.rows:
                self._write(self._of_page(page))
                self._after[id(step)] = page.after
            return len(page.rows)
        if sql.batch is None:
            return 0
        (result,) = self.run([self._call(sql.batch, {LIMIT: limit})])
        return result.touched

    def shape(self, step: Step) -> Shape:
        return self._image(step).shape

    def images(self, step: Step) -> Iterator[tuple[Who, Key, Values]]:
        self.exactly()
        sql, turn = self._image(step), self._images[id(step)][1]
        if not turn:
            self.make(sql.known)
        self.run([self._call(sql.known.fill[0], {TURN: turn})])
        self._images[id(step)] = sql, turn + 1
        for who, key, values in self._told(sql, self._call(sql.told, {TURN: turn}, rows=True)):
            if values is not None:
                yield who, key, values

    def imaged(self, step: Step) -> Iterator[tuple[Who, Key, Values | None]]:
        sql = self._image(step)
        yield from self._told(sql, self._call(sql.all, rows=True))

    def restoring(self, schema: Schema, written: Collection[str]) -> SQLRestoring:
        self._check_writing()
        self.exactly()
        self.run([Call(text, {}) for text in self._store.dialect.restoring])
        return SQLRestoring(self, self._store.dialect, schema, written)

    def exactly(self) -> None:
        """From here on values are told in a form that does not depend on the connection's settings."""
        if not self._exact:
            self._exact = True
            self.run([Call(text, {}) for text in self._store.dialect.exactly])

    def stage(self, table: Scratch, rows: Sequence[Params]) -> None:
        """Further rows into a temporary table."""
        self._driver.load(table, rows)

    def linked(self, edge: Edge) -> Iterator[tuple[Who, Key]]:
        sql, keys = self._plan.linked[edge]
        for row in self.stream(self._call(sql, rows=True)):
            yield row[0], row[1 : 1 + keys]

    def known(self, part: StorePlan, edge: Edge) -> Iterator[Known]:
        sql, keys = known_rows(part, edge, self._store.dialect)
        names = list(told_by(part.declared, edge))
        for row in self.stream(Call(sql.text, sql.params, True)):
            yield Known(tuple(row[:keys]), dict(zip(names, row[keys:], strict=True)))

    def sweep(self, sought: Sequence[Sought]) -> Swept:
        return sweep(self, self._store.describe(), self._store.dialect, sought)

    def commit(self) -> None:
        if not self._begun:
            self._driver.commit()
        self._begun = list(self._start)

    def _image(self, step: Step) -> ImageSQL:
        if id(step) not in self._images:
            table = self._plan.part.schema.tables[self._plan.part.declared.collections[step.collection].table]
            self._images[id(step)] = self._plan.image(step, self._store.computed(self, table)), 0
        return self._images[id(step)][0]

    def _told(self, sql: ImageSQL, call: Call) -> Iterator[tuple[Who, Key, Values | None]]:
        behind = 1 + len(sql.shape.key)
        for row in self.stream(call):
            yield row[0], row[1:behind], row[behind + 1 :] if row[behind] else None

    def _peek(self, step: Step) -> list[tuple[Any, ...]] | None:
        """The rows of a step, None if they are many. The first step looks for all that are read with it, at once."""
        if id(step) not in self._peeked:
            steps = self._plan.read_with(step)
            peeks = [sql for sql in (self._of(one).peek for one in steps) if sql is not None]
            calls = [self._call(sql, {LIMIT: PEEK + 1}, rows=True) for sql in peeks]
            for one, result in zip(steps, self.run(calls), strict=True):
                self._peeked[id(one)] = result.rows if len(result.rows) <= PEEK else None
        return self._peeked.pop(id(step))

    def _found(self, sqls: Sequence[StepSQL], looked: Sequence[Sequence[Result]]) -> int:
        """Rows that the steps are about; full pages are counted anew."""
        rows, full = 0, []
        for sql, (result, *_) in zip(sqls, looked, strict=True):
            if sql.page is None:
                rows += sum(row[1] for row in result.rows)
            elif len(result.rows) < PAGE:
                rows += len(result.rows)
            else:
                full.append(sql)
        return rows + self._total(full)

    def _total(self, sqls: Sequence[StepSQL]) -> int:
        results = self.run([self._call(sql.count, rows=True) for sql in sqls if sql.count])
        return sum(row[1] for result in results for row in result.rows)

    def _apply(self, sqls: Sequence[StepSQL], looked: Sequence[Sequence[Result]]) -> list[Counts]:
        """Steps of which none changes what another one looks for: all were looked for, now they change in order."""
        counts: list[Counts] = []
        rest = deque(zip(sqls, looked, strict=True))
        while rest:
            pages: list[Page] = []
            self._write(self._changes(rest, counts, pages))
            if pages and not pages[-1].last:
                counts[-1] = self._further(pages[-1], write=True)
        return counts

    def _changes(
        self, rest: deque[tuple[StepSQL, Sequence[Result]]], counts: list[Counts], pages: list[Page]
    ) -> Iterator[_Change]:
        """Up to a step with more pages. Masks are computed while the server does what came before."""
        while rest and (not pages or pages[-1].last):
            sql, results = rest.popleft()
            if sql.page is not None:
                page = self._masked(sql, results[0])
                pages.append(page)
                counts.append(page.counts)
                yield from self._of_page(page)
                continue
            found = _counts(results[0])
            counts.append(found)
            rows = results[1].rows[0][0] if sql.distinct else sum(found.changed.values())
            if rows and sql.change:
                yield _Change(sql.step, self._call(sql.change), rows)

    def _of_page(self, page: Page) -> Iterator[_Change]:
        call = page.writes(self._store.arrays)
        if call is not None:
            yield _Change(page.sql.step, call, len(page.new))

    def _look(self, sqls: Sequence[StepSQL]) -> list[list[Result]]:
        calls: list[list[Call]] = []
        for sql in sqls:
            asked = [sql.page] if sql.page else [sql.count, sql.distinct]
            calls.append([self._call(one, {LIMIT: PAGE}, rows=True) for one in asked if one])
        results = iter(self.run([call for part in calls for call in part]))
        return [[next(results) for _ in part] for part in calls]

    def _further(self, page: Page, *, write: bool) -> Counts:
        """The counts of a page and of all that follow; with `write`, each is written before the next is read."""
        found, changed = [page.found], [page.changed]
        while not page.last:
            page = self._page(page.sql, page.after, PAGE)
            if write:
                self._write(self._of_page(page))
            found.append(page.found)
            changed.append(page.changed)
        return Counts(merged(found), merged(changed))

    def _masked(self, sql: StepSQL, result: Result, limit: int = PAGE) -> Page:
        page = page_of(sql, result.rows, limit)
        page.mask(self._roots, self._store.key)
        return page

    def _page(self, sql: StepSQL, after: Params | None, limit: int) -> Page:
        text = sql.page if after is None else sql.next_page
        if text is None:
            raise StoreError(f"{sql.step.action} has no pages", where=f"{sql.step.store}.{sql.step.collection}")
        (result,) = self.run([self._call(text, {LIMIT: limit, **(after or {})}, rows=True)])
        return self._masked(sql, result, limit)

    def _write(self, changes: Iterable[_Change]) -> None:
        """Raises StoreBusyError unless just the expected rows changed: then nothing of it may stand."""
        made: list[_Change] = []
        results = self.run(_noted(changes, made))
        for result, change in zip(results, made, strict=True):
            if result.touched != change.rows:
                raise StoreBusyError(
                    f"{change.rows} rows were to change and {result.touched} did: something interfered",
                    where=f"{change.step.store}.{change.step.collection}",
                    mend="run it again; if it happens again, look for triggers and rules that keep rows",
                )

    def make(self, table: Scratch) -> None:
        """A temporary table, empty, also where the session has begun before."""
        old = [Call(self._driver.drop(table.name), {})] if table.name in self._tables else []
        self.run([*old, Call(table.create, {})])
        self._tables[table.name] = None

    def _fill_nodes(self, sql: PartSQL) -> None:
        fills = [self._call(one) for table in sql.nodes for one in table.fill]
        while fills:
            added = sum(result.touched for result in self.run(fills))
            if not added or not sql.repeating:
                return

    def _check_writing(self) -> None:
        if not self.write:
            raise StoreError("this session is for reading", where=self._store.declared.name, mend="open one to write")

    @property
    def _plan(self) -> PartSQL:
        if self._sql is None:
            raise StoreError("the session has not begun a plan", where=self._store.declared.name)
        return self._sql

    def _of(self, step: Step) -> StepSQL:
        return self._plan.of(step)

    def _call(self, sql: SQL, more: Params | None = None, *, rows: bool = False) -> Call:
        return Call(sql.text, {**self._params, **sql.params, **(more or {})}, rows)


def _noted(changes: Iterable[_Change], made: list[_Change]) -> Iterator[Call]:
    for change in changes:
        made.append(change)
        yield change.call


def independent(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Runs of steps none of which writes a column that another one of the run writes too, or sees rows appear."""
    group: list[Step] = []
    taken: set[tuple[str, str]] = set()
    for step in steps:
        columns = {(step.collection, one.column) for one in step.sets}
        if group and (step.late or columns & taken):
            yield group
            group, taken = [], set()
        group.append(step)
        taken |= columns
    if group:
        yield group


def _counts(result: Result) -> Counts:
    found = {who: rows for who, rows, _ in result.rows}
    return Counts(found, {who: int(changed) for who, _, changed in result.rows if changed})
