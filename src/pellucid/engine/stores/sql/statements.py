"""The steps of a plan as SQL text, compiled once and run with bound parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Delete,
    FromClause,
    Insert,
    Select,
    Text,
    Update,
    case,
    cast,
    delete,
    func,
    null,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.sql.compiler import SQLCompiler

from pellucid.engine.errors import StoreError
from pellucid.engine.planning.plan import Action, Step
from pellucid.engine.schema import Column, Kind
from pellucid.engine.stores.sql import sets
from pellucid.engine.stores.sql.dialects import SQLDialect, later
from pellucid.engine.stores.sql.relations import Relations, Way, keys_table, picked
from pellucid.engine.stores.sql.roots import arrays, element_type

Statement: TypeAlias = Select[*tuple[Any, ...]] | Update | Delete | Insert

LIMIT = "pellucid_limit"
"""Parameter: at most so many rows."""

AFTER = "pellucid_after_"
"""Parameters, one for each column of the key: a page begins behind it."""


@dataclass(frozen=True, slots=True)
class SQL:
    """Statement text in the driver's own parameter style, with the parameters that are known beforehand."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepSQL:
    """One step; what it does not need is None.

    `find`: (who, values ...); `peek`: the same, at most LIMIT.
    `count`: (who, found, to change). `distinct`: how many rows to change, where a row may
    belong to several persons. `change`: the UPDATE or DELETE; `batch`: the same for at most LIMIT rows. `page` and
    `next_page`: (who, key ..., values ...) of at most LIMIT rows for masks that need each value, by ascending key.
    """

    step: Step
    keys: tuple[str, ...] = ()
    find: SQL | None = None
    peek: SQL | None = None
    count: SQL | None = None
    distinct: SQL | None = None
    change: SQL | None = None
    batch: SQL | None = None
    page: SQL | None = None
    next_page: SQL | None = None
    changes: sets.Changes | None = None
    write: SQL | None = None

    @property
    def shown(self) -> str:
        """The statement that says best what the step does."""
        sql = self.find or self.change or self.write or self.count
        return sql.text if sql else ""


def sql_of(statement: Statement, dialect: SQLDialect) -> SQL:
    """Compile a statement; parameters made with `later` are left to the run."""
    made = statement.compile(dialect=dialect.compiler)
    if not isinstance(made, SQLCompiler):
        raise StoreError(f"{dialect.name} makes no SQL of this statement")
    known = {made.bind_names[bind]: bind.value for bind in made.bind_names if not bind.required}
    return SQL(str(made), known)


@dataclass(frozen=True, slots=True)
class StepWriter:
    """Writes the statements of one step. `number`: its place in the plan."""

    relations: Relations
    step: Step
    number: int

    def written(self) -> StepSQL:
        step, keys = self.step, self.relations.key_names(self.step.collection)
        if step.action is Action.READ:
            find = self._find()
            return StepSQL(step, keys, find=self._sql(find), peek=self._sql(find.limit(later(LIMIT))))
        made = StepSQL(step, keys, count=self._sql(self._count()))
        if step.action is Action.KEEP:
            return made
        if self._plain:
            distinct = self._sql(self._distinct()) if self.way().shared else None
            change, batch = self._sql(self._change()), self._sql(self._batch())
            return replace(made, distinct=distinct, change=change, batch=batch)
        changes = sets.changes(step, self.relations.table_of(step.collection))
        page, following = (self._sql(self._page(changes, first)) for first in (True, False))
        write = write_back(self.relations, step.collection, keys, changes.columns)
        return replace(made, page=page, next_page=following, changes=changes, write=write)

    def keys(self) -> Select[*tuple[Any, ...]]:
        """Distinct (who, k0 ...) of the step's rows, as they are found before anything changes."""
        alias = self.relations.alias(self.step.collection)
        ways = self.relations.ways(self.step.collection, self.step.rows, alias)
        return self.relations.keys(self.step.collection, ways)

    @property
    def frozen_table(self) -> str:
        return f"pellucid_step_{self.number}"

    @property
    def _plain(self) -> bool:
        table = self.relations.table_of(self.step.collection)
        return self.step.action is Action.DELETE or sets.plain(self.step, table)

    def _sql(self, statement: Statement) -> SQL:
        return sql_of(statement, self.relations.dialect)

    def way(self, here: FromClause | None = None) -> Way:
        """One way over `here` (the plain table by default) on which no row is met twice for a person."""
        collection = self.step.collection
        target = here if here is not None else self.relations.plain(collection)
        if self.step.frozen:
            keys = len(self.relations.key_names(collection))
            known: FromClause = keys_table(self.frozen_table, keys).alias(self.relations.fresh("s"))
            return Way(target, known.c.who, (known,), self._same_key(target, known), shared=True)
        ways = self.relations.ways(collection, self.step.rows, target)
        if len(ways) == 1 and not ways[0].repeats:
            return ways[0]
        known = self.keys().alias(self.relations.fresh("k"))
        return Way(target, known.c.who, (known,), self._same_key(target, known), shared=True)

    def _same_key(self, here: FromClause, known: FromClause) -> tuple[ColumnElement[bool], ...]:
        names = self.relations.key_names(self.step.collection)
        return tuple(here.c[name] == known.c[f"k{at}"] for at, name in enumerate(names))

    def _key(self, here: FromClause) -> list[ColumnElement[Any]]:
        return [here.c[name] for name in self.relations.key_names(self.step.collection)]

    def _unlike(self, here: FromClause) -> ColumnElement[bool]:
        return true() if self.step.action is Action.DELETE else sets.unlike(self.step, here)

    def _find(self) -> Select[*tuple[Any, ...]]:
        way = self.way()
        unread = [read.hidden and not read.removed for read in self.step.reads]
        columns = [
            null() if no else way.table.c[read.field.column] for no, read in zip(unread, self.step.reads, strict=True)
        ]
        return picked(way, way.who, *columns).order_by(way.who, *self._key(way.table))

    def _count(self) -> Select[*tuple[Any, ...]]:
        way = self.way()
        changing = self.step.action is not Action.KEEP and self._plain
        to_change = func.sum(case((self._unlike(way.table), 1), else_=0)) if changing else null()
        return picked(way, way.who, func.count(), to_change).group_by(way.who)

    def _distinct(self) -> Select[*tuple[Any, ...]]:
        way = self.way()
        keys = [key.label(f"k{at}") for at, key in enumerate(self._key(way.table))]
        return select(func.count()).select_from(picked(way, *keys).where(self._unlike(way.table)).distinct().subquery())

    def _change(self) -> Update | Delete:
        if not self.relations.dialect.joined:
            return self._statement(self._subset())
        way = self.way()
        target = self.relations.plain(self.step.collection)
        statement = delete(target) if self.step.action is Action.DELETE else update(target).values(self._values())
        return statement.where(*way.where, self._unlike(target))

    def _batch(self) -> Update | Delete:
        return self._statement(self._subset().limit(later(LIMIT)))

    def _subset(self) -> Select[*tuple[Any, ...]]:
        way = self.way(self.relations.alias(self.step.collection))
        keys = [key.label(f"k{at}") for at, key in enumerate(self._key(way.table))]
        return picked(way, *keys).where(self._unlike(way.table))

    def _statement(self, subset: Select[*tuple[Any, ...]]) -> Update | Delete:
        """Change the rows whose keys are in `subset`."""
        target = self.relations.plain(self.step.collection)
        statement = delete(target) if self.step.action is Action.DELETE else update(target).values(self._values())
        if self.relations.dialect.joined:
            return statement.where(*self._same_key(target, subset.distinct().alias(self.relations.fresh("k"))))
        key = self._key(target)
        return statement.where((key[0] if len(key) == 1 else tuple_(*key)).in_(subset))

    def _values(self) -> dict[str, ColumnElement[Any]]:
        return sets.written(self.step, self.relations.plain(self.step.collection))

    def _page(self, changes: sets.Changes, first: bool) -> Select[*tuple[Any, ...]]:
        way = self.way()
        key = self._key(way.table)
        values = [as_read(way.table.c[column.name], column, self.relations.dialect) for column in changes.columns]
        page = picked(way, way.who, *key, *values).order_by(*key, way.who).limit(later(LIMIT))
        if first:
            return page
        after = [later(f"{AFTER}{at}") for at in range(len(key))]
        return page.where(key[0] > after[0] if len(key) == 1 else tuple_(*key) > tuple_(*after))


def as_read(found: ColumnElement[Any], column: Column, dialect: SQLDialect) -> ColumnElement[Any]:
    """A column as masks want it: documents and types of PostgreSQL's own as text."""
    as_text = dialect.bound and column.kind in (Kind.JSON, Kind.OTHER)
    return cast(found, Text) if as_text else found


def write_back(relations: Relations, collection: str, keys: tuple[str, ...], columns: tuple[Column, ...]) -> SQL:
    """UPDATE by key with parameters `k0 ...`, `v0 ...`: arrays of many rows where the database has them, else a row."""
    target = relations.plain(collection)
    found = relations.table_of(collection)
    dialect = relations.dialect
    if dialect.bound:
        types = [element_type(column) for column in (*map(found.columns.get, keys), *columns)]
        names = [*(f"k{at}" for at in range(len(keys))), *(f"v{at}" for at in range(len(columns)))]
        given = arrays(relations.fresh("v"), names, types)
    key = [given.c[f"k{at}"] if dialect.bound else later(f"k{at}") for at in range(len(keys))]
    values = {c.name: given.c[f"v{at}"] if dialect.bound else later(f"v{at}") for at, c in enumerate(columns)}
    same = (target.c[name] == one for name, one in zip(keys, key, strict=True))
    return sql_of(update(target).values(values).where(*same), dialect)
