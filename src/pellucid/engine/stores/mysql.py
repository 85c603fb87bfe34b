"""MariaDB and MySQL, through PyMySQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pymysql
from pymysql.cursors import SSCursor

from pellucid.engine.canonical import sha256
from pellucid.engine.errors import StoreBusyError, StoreError, StoreUnavailableError
from pellucid.engine.stores.base import Facts, Mode
from pellucid.engine.stores.sql.dialects import MYSQL
from pellucid.engine.stores.sql.driver import Driver
from pellucid.engine.stores.sql.session import SQLSession
from pellucid.engine.stores.sql.store import SQLStore

_BUSY = {
    1205: "a lock was not given in time",
    1213: "a deadlock",
    1969: "a statement took longer than it may",
    3024: "a statement took longer than it may",
}
_GONE = {1053, 1927, 2006, 2013, 2055}
"""Server error codes: https://mariadb.com/kb/en/mariadb-error-codes/"""


class MySQLDriver(Driver):
    """PyMySQL in autocommit, so that transactions are ours."""

    failures: ClassVar[tuple[type[Exception], ...]] = (pymysql.Error,)

    def alive(self) -> bool:
        try:
            self.connection.ping(reconnect=False)
        except self.failures:
            return False
        return True

    def streaming(self) -> Any:
        return self.connection.cursor(SSCursor)

    def drop(self, table: str) -> str:
        """TEMPORARY, for a plain DROP TABLE would commit."""
        return f"DROP TEMPORARY TABLE IF EXISTS {table}"

    def error(self, error: Exception) -> StoreError:
        """By its code; the server's words may hold values."""
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        if code in _BUSY:
            mend = "run it again; if it took too long, add an index for the links or raise the store's limits"
            return StoreBusyError(f"the database gave up: {_BUSY[code]}", where=self.where, mend=mend)
        if code in _GONE or isinstance(error, pymysql.InterfaceError):
            mend = "nothing was changed: see that the server runs, and run it again"
            return StoreUnavailableError("the database went away", where=self.where, mend=mend)
        return StoreError(f"the database refused: {type(error).__name__} {code}", where=self.where)


class MySQLStore(SQLStore):
    """`mysql://` or `mariadb://user:password@host/database`."""

    dialect = MYSQL
    driver = MySQLDriver
    facts = Facts("mysql", row_by_row=True)

    def fingerprint(self, _session: SQLSession, tables: Sequence[str]) -> str:
        """The catalog has no cheaper sign that a table was altered."""
        live = self.describe()
        pointing = [[table.name, key] for name in tables for table, key in live.pointing_at(name)]
        return sha256([[live.tables.get(name) for name in tables], pointing])

    def _start(self, mode: Mode) -> list[str]:
        """SERIALIZABLE for changes: what was counted stays locked until it has changed."""
        level = "SERIALIZABLE" if mode is Mode.WRITE else "REPEATABLE READ"
        return [f"SET TRANSACTION ISOLATION LEVEL {level}", "START TRANSACTION"]

    def _options(self) -> Mapping[str, Any]:
        limits = self.declared.limits
        settings = (
            f"SET SESSION innodb_lock_wait_timeout = {max(1, round(limits.lock_timeout))}, "
            "SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES') "
            f"/*M! , SESSION max_statement_time = {limits.statement_timeout} */"
        )
        return {
            "connect_args": {
                "autocommit": True,
                "charset": "utf8mb4",
                "connect_timeout": 10,
                "init_command": settings,
                "read_timeout": limits.statement_timeout + 5,
            }
        }
