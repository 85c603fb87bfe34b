"""PostgreSQL, through psycopg in pipeline mode."""

from __future__ import annotations

import select
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import psycopg
from psycopg import errors

from pellucid.engine.errors import StoreBusyError, StoreError, StoreUnavailableError
from pellucid.engine.stores.base import Facts, Mode
from pellucid.engine.stores.sql.dialects import POSTGRESQL
from pellucid.engine.stores.sql.driver import CHUNK, Call, Driver, Params, Result
from pellucid.engine.stores.sql.scratch import Scratch
from pellucid.engine.stores.sql.session import SQLSession
from pellucid.engine.stores.sql.store import SQLStore

_BUSY = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    errors.QueryCanceled,
)

_FINGERPRINT = """
WITH RECURSIVE touched (oid) AS (
    SELECT CAST(to_regclass(name) AS oid) FROM unnest(CAST(%(tables)s AS text[])) name
    UNION SELECT i.inhrelid FROM pg_inherits i JOIN touched t ON i.inhparent = t.oid
)
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT 'c' || c.oid || '.' || c.xmin AS part FROM pg_class c JOIN touched t ON c.oid = t.oid
    UNION ALL SELECT 'a' || attrelid || '.' || attnum || '.' || a.xmin
        FROM pg_attribute a JOIN touched t ON a.attrelid = t.oid WHERE attnum > 0
    UNION ALL SELECT 't' || g.oid || '.' || g.xmin FROM pg_trigger g JOIN touched t ON g.tgrelid = t.oid
    UNION ALL SELECT 'i' || indexrelid || '.' || i.xmin FROM pg_index i JOIN touched t ON i.indrelid = t.oid
    UNION ALL SELECT 'r' || r.oid || '.' || r.xmin FROM pg_rewrite r JOIN touched t ON r.ev_class = t.oid
) parts
"""
"""Catalog rows of the tables by the transaction that wrote them; foreign keys show as triggers of both their tables."""


class PostgreSQLDriver(Driver):
    """psycopg in autocommit, so that transactions are ours and begin in the pipeline."""

    failures: ClassVar[tuple[type[Exception], ...]] = (psycopg.Error,)

    def alive(self) -> bool:
        """An idle connection has nothing to read until the server closes it."""
        if self.connection.closed:
            return False
        readable, _, _ = select.select([self.connection.fileno()], [], [], 0)
        return not readable

    def run(self, calls: Sequence[Call]) -> list[Result]:
        """All in one round trip, where there are several."""
        if len(calls) < 2:
            return super().run(calls)
        try:
            with self.connection.pipeline():
                cursors = [self._sent(call) for call in calls]
            return [_result(cursor, call) for cursor, call in zip(cursors, calls, strict=True)]
        except psycopg.Error as error:
            raise self.error(error) from None

    def stream(self, call: Call) -> Iterator[tuple[Any, ...]]:
        try:
            with self.connection.cursor() as cursor:
                yield from cursor.stream(call.text, call.params, size=CHUNK)
        except psycopg.Error as error:
            raise self.error(error) from None

    def load(self, table: Scratch, rows: Sequence[Params]) -> None:
        if not rows:
            return
        names = list(rows[0])
        try:
            with self.connection.cursor() as cursor:
                with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row([row[name] for name in names])
                cursor.execute(f"ANALYZE {table.name}")
        except psycopg.Error as error:
            raise self.error(error) from None

    def error(self, error: Exception) -> StoreError:
        """The code, and the names that the server gives apart from its message; the message may hold values."""
        if isinstance(error, _BUSY):
            mend = "run it again; if it took too long, add an index for the links or raise the store's limits"
            return StoreBusyError(f"the database gave up ({type(error).__name__})", where=self.where, mend=mend)
        if isinstance(error, psycopg.OperationalError):
            mend = "nothing was changed: see that the server runs, and run it again"
            return StoreUnavailableError(
                f"the database went away ({type(error).__name__})", where=self.where, mend=mend
            )
        known = error.diag if isinstance(error, psycopg.Error) else None
        names = [name for name in (known.table_name, known.column_name, known.constraint_name) if name] if known else []
        at = f" at {' '.join(names)}" if names else ""
        return StoreError(f"PostgreSQL refused: {type(error).__name__}{at}", where=self.where)

    def _sent(self, call: Call) -> psycopg.Cursor[Any]:
        cursor: psycopg.Cursor[Any] = self.connection.cursor()
        if isinstance(call.params, Mapping):
            return cursor.execute(call.text, call.params)
        cursor.executemany(call.text, call.params)
        return cursor


def _result(cursor: psycopg.Cursor[Any], call: Call) -> Result:
    return Result(cursor.fetchall() if call.rows else [], cursor.rowcount)


class PostgreSQLStore(SQLStore):
    """`postgresql://user:password@host/database`."""

    dialect = POSTGRESQL
    driver = PostgreSQLDriver
    facts = Facts("postgresql", keyless=True)
    most_bound = 10_000

    def fingerprint(self, session: SQLSession, tables: Sequence[str]) -> str:
        quote = POSTGRESQL.compiler.identifier_preparer.quote_identifier
        names = [".".join(map(quote, table.split(".", 1))) for table in tables]
        (result,) = session.run([Call(_FINGERPRINT, {"tables": names}, True)])
        return str(result.rows[0][0])

    def _start(self, mode: Mode) -> list[str]:
        return ["BEGIN ISOLATION LEVEL REPEATABLE READ" + (" READ ONLY" if mode is Mode.READ else "")]

    def _options(self) -> Mapping[str, Any]:
        limits = self.declared.limits
        settings = {"lock_timeout": limits.lock_timeout, "statement_timeout": limits.statement_timeout}
        options = " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in settings.items())
        return {"connect_args": {"options": options, "autocommit": True, "connect_timeout": 10}}
