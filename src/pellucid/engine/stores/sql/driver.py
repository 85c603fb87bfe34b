"""A driver's connection, reduced to what a session needs. Here for any DB-API driver; each store refines it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from sqlalchemy import PoolProxiedConnection

from pellucid.engine.errors import StoreError

if TYPE_CHECKING:
    from pellucid.engine.stores.sql.scratch import Scratch

CHUNK = 1000
"""Rows that are in our hands at once while streaming."""

Params = Mapping[str, object]


class Call(NamedTuple):
    """One statement with its parameters; where these are a list, the statement once for each."""

    text: str
    params: Params | Sequence[Params]
    rows: bool = False


class Result(NamedTuple):
    """The rows of a query, or how many rows a change touched."""

    rows: list[tuple[Any, ...]]
    touched: int


@dataclass(slots=True)
class Driver:
    """`pooled`: a connection out of the pool; `connection`: the driver's own in it; `timeout`: a statement's seconds.

    Every failure is raised as a StoreError without the driver's words, which may hold personal data.
    """

    failures: ClassVar[tuple[type[Exception], ...]] = ()

    pooled: PoolProxiedConnection
    connection: Any
    where: str
    timeout: float

    def alive(self) -> bool:
        """Whether the connection still stands, as far as can be told without asking the server."""
        return True

    def run(self, calls: Iterable[Call]) -> list[Result]:
        """Each call in turn; the first that fails ends it."""
        return [self.attempt(call) for call in calls]

    def attempt(self, call: Call) -> Result:
        try:
            return self._call(call)
        except self.failures as error:
            raise self.error(error) from None

    def stream(self, call: Call) -> Iterator[tuple[Any, ...]]:
        """Rows with bounded memory; nothing else may run until they are all taken."""
        try:
            cursor = self.streaming()
            cursor.execute(call.text, call.params)
            while rows := cursor.fetchmany(CHUNK):
                yield from rows
            cursor.close()
        except self.failures as error:
            raise self.error(error) from None

    def load(self, table: Scratch, rows: Sequence[Params]) -> None:
        """Fill a temporary table."""
        if rows:
            self.attempt(Call(table.fill[0].text, rows))

    def analyze(self, _tables: Sequence[str]) -> None:
        """Tell the server's planner of filled temporary tables, where it does not see by itself."""

    def commit(self) -> None:
        self.run([Call("COMMIT", {})])

    def release(self, last: Sequence[str]) -> None:
        """Roll back what was not committed and give the connection back, after some `last` statements; one that has
        failed is closed."""
        try:
            self.connection.rollback()
            for text in last:
                self.connection.cursor().execute(text)
            self.pooled.close()
        except self.failures:
            self.pooled.invalidate()

    def drop(self, table: str) -> str:
        return f"DROP TABLE IF EXISTS {table}"

    def streaming(self) -> Any:
        """A cursor that leaves rows with the server until they are fetched."""
        return self.connection.cursor()

    def error(self, error: Exception) -> StoreError:
        """What happened, by the codes and names that hold no values."""
        return StoreError(f"the database refused ({type(error).__name__})", where=self.where)

    def _call(self, call: Call) -> Result:
        cursor = self.connection.cursor()
        try:
            if isinstance(call.params, Mapping):
                cursor.execute(call.text, call.params)
            else:
                cursor.executemany(call.text, call.params)
            return Result(list(cursor.fetchall()) if call.rows else [], cursor.rowcount)
        finally:
            cursor.close()
