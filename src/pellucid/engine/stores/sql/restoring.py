"""Rows go back to what they were, page by page, in the transaction of a session."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, TableClause, column, delete, insert, literal_column, select, table

from pellucid.engine.errors import StoreBusyError, StoreError
from pellucid.engine.schema import Schema
from pellucid.engine.stores.base import Image, Key, Shape, Values
from pellucid.engine.stores.sql.dialects import SQLDialect
from pellucid.engine.stores.sql.driver import Call, Params
from pellucid.engine.stores.sql.relations import as_table, key_of
from pellucid.engine.stores.sql.scratch import Scratch
from pellucid.engine.stores.sql.staging import Staging, astray_here, staging
from pellucid.engine.stores.sql.statements import SQL, sql_of

if TYPE_CHECKING:
    from pellucid.engine.stores.sql.session import SQLSession


@dataclass(frozen=True, slots=True)
class _Watched:
    """A table that triggers may add rows to. `known`: the keys of the rows that belong there; `remove`: all others."""

    known: TableClause
    remove: SQL
    dialect: SQLDialect

    def note(self, staged: str) -> SQL:
        """Restored rows belong there."""
        names = list(self.known.c.keys())
        rows: Select[*tuple[Any, ...]] = select(*map(column, names)).select_from(table(staged))
        return sql_of(insert(self.known).from_select(names, rows), self.dialect)


@dataclass(slots=True)
class SQLRestoring:
    """See `pellucid.engine.stores.base.Restoring`."""

    session: SQLSession
    dialect: SQLDialect
    schema: Schema
    written: Collection[str]
    _made: dict[tuple[Shape, str], Staging] = field(default_factory=dict, init=False)
    _watched: dict[str, _Watched] = field(default_factory=dict, init=False)
    _waiting: tuple[Shape, int] | None = field(default=None, init=False)
    _astray: dict[str, tuple[SQL, int]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for at, name in enumerate(self.written):
            self._watched[name] = self._watch(name, f"pellucid_before_{at}")

    def held(self, shape: Shape, keys: Sequence[Key]) -> list[Values | None]:
        if self._waiting and self._waiting[0] != shape:
            self._flush()
        made = self._staging(shape, "keys")
        self._stage(made, [_named(at, key, ()) for at, key in enumerate(keys)])
        (result,) = self.session.run([Call(made.held.text, made.held.params, True)])
        there = {row[0]: row[1:] for row in result.rows}
        return [there.get(at) for at in range(len(keys))]

    def unfit(self, shape: Shape, images: Sequence[Image]) -> set[int]:
        back = {at: one.before for at, one in enumerate(images) if one.before is not None}
        made = self._staging(shape, "check")
        # What a new row points at in its own table may come back after it.
        asked = made.unfit if images and images[0].after is None else (*made.unfit, *made.unfit_here)
        if not asked or not back:
            return set()
        self._stage(made, [_named(at, images[at].key, before) for at, before in back.items()])
        results = self.session.run([Call(sql.text, sql.params, True) for sql in asked])
        return {row[0] for result in results for row in result.rows}

    def restore(self, shape: Shape, images: Sequence[Image]) -> None:
        if not images:
            return
        made = self._staging(shape, "keys" if images[0].before is None else "values")
        rows = [_named(at, one.key, one.before or ()) for at, one in enumerate(images)]
        if images[0].before is not None and images[0].after is None and self._together(shape):
            self._wait(shape, made, rows)
            return
        how = made.remove if images[0].before is None else made.insert if images[0].after is None else made.change
        self._flush()
        self._note_astray(shape)
        self._stage(made, rows)
        self._write(shape, made, how, len(rows))

    def finish(self) -> None:
        self._flush()
        for name, (sql, before) in self._astray.items():
            if self._number(sql) > before:
                mend = "bring back, or enter anew, the rows of that table that others point at"
                raise StoreError("restored rows would point at what is gone", where=name, mend=mend)
        self.session.run([Call(one.remove.text, one.remove.params) for one in self._watched.values()])

    def _number(self, sql: SQL) -> int:
        (result,) = self.session.run([Call(sql.text, sql.params, True)])
        return int(result.rows[0][0])

    def _note_astray(self, shape: Shape) -> None:
        """Where rows may come back in any order, what they point at in their own table is looked for at the end."""
        if self.dialect.restoring and shape.table not in self._astray:
            sql = astray_here(self.schema.tables[shape.table], self.dialect)
            if sql is not None:
                self._astray[shape.table] = sql, self._number(sql)

    def _together(self, shape: Shape) -> bool:
        """Whether the rows must come back by one statement, since each may point at any other."""
        keys = self.schema.tables[shape.table].foreign_keys
        return self.dialect.bound and any(key.target == shape.table for key in keys)

    def _wait(self, shape: Shape, made: Staging, rows: Sequence[Params]) -> None:
        if self._waiting is None:
            self.session.run([Call(made.clear.text, {})])
        self._waiting = shape, len(rows) + (self._waiting[1] if self._waiting else 0)
        self.session.stage(made.table, rows)

    def _flush(self) -> None:
        """Insert the rows that waited for each other."""
        if self._waiting is not None:
            (shape, rows), self._waiting = self._waiting, None
            made = self._staging(shape, "values")
            self._write(shape, made, made.insert, rows)

    def _write(self, shape: Shape, made: Staging, how: SQL | None, rows: int) -> None:
        if how is None:
            raise StoreError("rows without values cannot come back", where=shape.table)
        watched = self._watched.get(shape.table)
        if watched is not None and how is made.insert:
            self.session.run([Call(watched.note(made.table.name).text, {})])
        (result,) = self.session.run([Call(how.text, how.params)])
        if result.touched != rows:
            wrong = f"{rows} rows were to come back and {result.touched} did: something interfered"
            mend = "run it again; if it happens again, look for triggers and rules that keep rows"
            raise StoreBusyError(wrong, where=shape.table, mend=mend)

    def _stage(self, made: Staging, rows: Sequence[Params]) -> None:
        self.session.run([Call(made.clear.text, {})])
        self.session.stage(made.table, rows)

    def _staging(self, shape: Shape, purpose: str) -> Staging:
        made = self._made.get((shape, purpose))
        if made is None:
            name = f"pellucid_back_{len(self._made)}"
            made = staging(self.schema, shape, self.dialect, name, values=purpose != "keys")
            self._made[shape, purpose] = made
            self.session.make(made.table)
        return made

    def _watch(self, name: str, scratch: str) -> _Watched:
        """Write down which rows there are."""
        target = as_table(self.schema.tables[name], self.dialect)
        names = key_of(self.schema.tables[name], self.dialect)
        keys = [target.c[key].label(f"k{at}") for at, key in enumerate(names)]
        known = table(scratch, *(column(key.name) for key in keys))
        there: list[Any] = [target.c[name] == known.c[key.name] for key, name in zip(keys, names, strict=True)]
        noted = select(literal_column("1")).select_from(known).where(*there).correlate_except(known).exists()
        filled = sql_of(select(*keys), self.dialect).text
        self.session.make(Scratch(scratch, f"CREATE TEMPORARY TABLE {scratch} AS {filled}"))
        return _Watched(known, sql_of(delete(target).where(~noted), self.dialect), self.dialect)


def _named(number: int, key: Key, values: Values) -> Params:
    named: dict[str, object] = {"n": number}
    named |= {f"k{at}": value for at, value in enumerate(key)}
    return named | {f"v{at}": value for at, value in enumerate(values)}
