"""SQLite, in a file that exists."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from time import monotonic
from typing import ClassVar
from urllib.parse import quote

from sqlalchemy import Engine, QueuePool, create_engine

from pellucid.engine.errors import MapError, StoreBusyError, StoreError
from pellucid.engine.stores.base import Facts, Mode
from pellucid.engine.stores.sql.dialects import SQLITE
from pellucid.engine.stores.sql.driver import Call, Driver, Result
from pellucid.engine.stores.sql.session import SQLSession
from pellucid.engine.stores.sql.store import SQLStore
from pellucid.engine.stores.urls import engine_url

_NAMES = re.compile(r"(no such (?:table|column)|(?:UNIQUE|NOT NULL|FOREIGN KEY) constraint failed)(?:: ([\w., ]+))?")
_LOOKED_EVERY = 10_000  # instructions of SQLite's virtual machine


class _Connection(sqlite3.Connection):
    """Interrupts a statement that runs past its deadline."""

    deadline = float("inf")

    def late(self) -> bool:
        return monotonic() > self.deadline


class SQLiteDriver(Driver):
    """`sqlite3` in autocommit, so that transactions are ours."""

    failures: ClassVar[tuple[type[Exception], ...]] = (sqlite3.Error, OverflowError)

    def error(self, error: Exception) -> StoreError:
        """SQLite's own words only where they hold nothing but names."""
        code = getattr(error, "sqlite_errorname", type(error).__name__)
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            mend = "run it again, or raise limits: lock_timeout"
            return StoreBusyError("another process is writing to the database", where=self.where, mend=mend)
        if code == "SQLITE_INTERRUPT":
            mend = "add an index for the links, or raise limits: statement_timeout"
            return StoreBusyError("a statement took longer than it may", where=self.where, mend=mend)
        known = _NAMES.match(str(error))
        names = f": {known[2]}" if known and known[2] else ""
        return StoreError(f"SQLite refused: {known[1] if known else code}{names}", where=self.where)

    def _call(self, call: Call) -> Result:
        self.connection.deadline = monotonic() + self.timeout
        return super()._call(call)


class SQLiteStore(SQLStore):
    """`sqlite:///path/to/file.db`."""

    dialect = SQLITE
    driver = SQLiteDriver
    facts = Facts("sqlite", keyless=True)

    def fingerprint(self, session: SQLSession, _tables: Sequence[str]) -> str:
        (result,) = session.run([Call("PRAGMA main.schema_version", {}, True)])
        return str(result.rows[0][0])

    def _start(self, mode: Mode) -> list[str]:
        return ["BEGIN IMMEDIATE" if mode is Mode.WRITE else "BEGIN"]

    def _engine(self, url: str) -> Engine:
        path = engine_url(url).database
        if not path:
            raise MapError(
                "a SQLite store needs a file", where=self.declared.name, mend="write sqlite:///path/to/file.db"
            )
        limits = self.declared.limits

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(
                f"file:{quote(path)}?mode=rw",  # never creates an empty database where a path is misspelled
                uri=True,
                timeout=limits.lock_timeout,
                isolation_level=None,
                check_same_thread=False,
                factory=_Connection,
            )
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.set_progress_handler(connection.late, _LOOKED_EVERY)
            return connection

        return create_engine("sqlite://", creator=connect, poolclass=QueuePool)
