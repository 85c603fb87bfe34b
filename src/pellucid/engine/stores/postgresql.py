"""PostgreSQL, through psycopg in pipeline mode."""

from __future__ import annotations

import select
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import psycopg
from psycopg import errors

from pellucid.engine.errors import StoreBusyError, StoreError, StoreUnavailableError
from pellucid.engine.schema import Table
from pellucid.engine.stores.base import FEW, Facts, Mode
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
    UNION ALL SELECT i.inhrelid FROM pg_inherits i JOIN touched t ON i.inhparent = t.oid
), every (oids) AS MATERIALIZED (SELECT array_agg(oid) FROM touched)
SELECT concat_ws('/', CAST(oids AS text),
    (SELECT sum(CAST(CAST(xmin AS text) AS bigint)) FROM pg_class WHERE oid = ANY(oids)),
    (SELECT concat(count(*), '.', sum(CAST(CAST(xmin AS text) AS bigint)))
     FROM pg_attribute WHERE attrelid = ANY(oids)),
    (SELECT concat(count(*), '.', sum(CAST(CAST(xmin AS text) AS bigint))) FROM pg_trigger WHERE tgrelid = ANY(oids)),
    (SELECT concat(count(*), '.', sum(CAST(CAST(xmin AS text) AS bigint))) FROM pg_index WHERE indrelid = ANY(oids)),
    (SELECT concat(count(*), '.', sum(CAST(CAST(xmin AS text) AS bigint))) FROM pg_rewrite WHERE ev_class = ANY(oids)))
FROM every
"""
"""How many catalog rows the tables and their partitions have, and the sum of the transactions that wrote them: each
change of a definition adds a younger one. Foreign keys show as triggers of both their tables."""


_COMPUTED = """
SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%(table)s) AND attgenerated <> '' AND NOT attisdropped
"""


class PostgreSQLDriver(Driver):
    """psycopg in autocommit, so that transactions are ours and begin in the pipeline."""

    failures: ClassVar[tuple[type[Exception], ...]] = (psycopg.Error,)

    def alive(self) -> bool:
        """An idle connection has nothing to read until the server closes it."""
        if self.connection.closed:
            return False
        readable, _, _ = select.select([self.connection.fileno()], [], [], 0)
        return not readable

    def run(self, calls: Iterable[Call]) -> list[Result]:
        """In one round trip: each call is sent when it is at hand, and the answers are read at the end."""
        try:
            with self.connection.pipeline():
                sent = [(self._sent(call), call) for call in calls]
            return [_result(cursor, call) for cursor, call in sent]
        except psycopg.Error as error:
            raise self.error(error) from None

    def stream(self, call: Call) -> Iterator[tuple[Any, ...]]:
        try:
            with self.connection.cursor() as cursor:
                yield from cursor.stream(call.text, call.params, size=CHUNK)
            # Else libpq would give the rows of the next pipeline in chunks too, which psycopg does not expect.
            self.connection.execute("")
        except psycopg.Error as error:
            raise self.error(error) from None

    def load(self, table: Scratch, rows: Sequence[Params]) -> None:
        if not rows:
            return
        names = list(rows[0])
        into = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
        try:
            with self.connection.cursor() as cursor, cursor.copy(into) as copy:
                for row in rows:
                    copy.write_row([row[name] for name in names])
        except psycopg.Error as error:
            raise self.error(error) from None
        self.analyze([table.name])

    def analyze(self, tables: Sequence[str]) -> None:
        self.run([Call(f"ANALYZE {name}", {}) for name in tables])

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


def _quoted(table: str) -> str:
    quote = POSTGRESQL.compiler.identifier_preparer.quote_identifier
    return ".".join(map(quote, table.split(".", 1)))


class PostgreSQLStore(SQLStore):
    """`postgresql://user:password@host/database`."""

    dialect = POSTGRESQL
    driver = PostgreSQLDriver
    facts = Facts("postgresql", keyless=True)
    most_bound = FEW

    def fingerprint(self, session: SQLSession, tables: Sequence[str]) -> str:
        (result,) = session.run([Call(_FINGERPRINT, {"tables": list(map(_quoted, tables))}, True)])
        return str(result.rows[0][0])

    def computed(self, session: SQLSession, table: Table) -> frozenset[str]:
        """Numbers GENERATED ALWAYS AS IDENTITY are not among them: a row may bring its own."""
        (result,) = session.run([Call(_COMPUTED, {"table": _quoted(table.name)}, True)])
        return frozenset(name for (name,) in result.rows)

    def _start(self, mode: Mode) -> list[str]:
        return ["BEGIN ISOLATION LEVEL REPEATABLE READ" + (" READ ONLY" if mode is Mode.READ else "")]

    def _options(self) -> Mapping[str, Any]:
        limits = self.declared.limits
        settings = {"lock_timeout": limits.lock_timeout, "statement_timeout": limits.statement_timeout}
        # Statements are planned once and not for each person: their joins begin at the same few keys every time.
        options = " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in settings.items())
        options += " -c plan_cache_mode=force_generic_plan"
        return {"connect_args": {"options": options, "autocommit": True, "connect_timeout": 10}}
