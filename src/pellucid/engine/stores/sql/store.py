"""What all SQL stores have in common: a pool of connections, the live schema, and statements compiled once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from pellucid.engine.datamap.model import StoreMap
from pellucid.engine.errors import StoreError, StoreUnavailableError
from pellucid.engine.planning.plan import StorePlan
from pellucid.engine.schema import Schema, Table
from pellucid.engine.stores import describe
from pellucid.engine.stores.base import FEW, Facts, Mode
from pellucid.engine.stores.sql.compiling import PartSQL, compile_part
from pellucid.engine.stores.sql.dialects import SQLDialect
from pellucid.engine.stores.sql.driver import Driver
from pellucid.engine.stores.sql.lookups import Lookups
from pellucid.engine.stores.sql.session import SQLSession
from pellucid.engine.stores.urls import engine_url

_PLANS = 16
"""Compiled plans kept, the least used ones dropped first."""


class SQLStore(ABC):
    """See `pellucid.engine.stores.base.Store`. `most_bound`: roots above so many persons go into temporary tables."""

    dialect: ClassVar[SQLDialect]
    driver: ClassVar[type[Driver]]
    facts: ClassVar[Facts]
    most_bound: ClassVar[int] = 0

    def __init__(self, url: str, declared: StoreMap, *, key: bytes, replica: str | None = None) -> None:
        self.declared, self.key = declared, key
        self._primary = self._engine(url)
        self._replica = self._engine(replica) if replica else None
        self._compiled: OrderedDict[tuple[int, bool, bool], PartSQL] = OrderedDict()
        self._lookups: tuple[StorePlan, Lookups] | None = None

    @property
    def arrays(self) -> bool:
        """Whether many rows are written back by one statement."""
        return self.dialect.bound

    def describe(self) -> Schema:
        try:
            with self._primary.connect() as connection:
                return describe.describe(connection)
        except SQLAlchemyError as error:
            raise self._unavailable(error) from None

    def statements(self, part: StorePlan) -> tuple[str, ...]:
        sql = self.compiled(part, 1)
        return tuple(sql.of(step).shown for step in part.steps)

    def compiled(self, part: StorePlan, persons: int) -> PartSQL:
        """The SQL of `part` for so many persons, made at the first call."""
        shape = id(part), persons <= self.most_bound, persons > FEW
        known = self._compiled.get(shape)
        if known is None or known.part is not part:
            known = compile_part(part, self.dialect, bound=shape[1], many=shape[2])
            self._compiled[shape] = known
            if len(self._compiled) > _PLANS:
                self._compiled.popitem(last=False)
        self._compiled.move_to_end(shape)
        return known

    def lookups(self, part: StorePlan) -> Lookups:
        if self._lookups is None or self._lookups[0] is not part:
            self._lookups = part, Lookups(part, self.dialect, self.most_bound)
        return self._lookups[1]

    def open(self, mode: Mode) -> SQLSession:
        engine = self._replica if self._replica and mode is Mode.READ else self._primary
        driver = self._connect(engine)
        while not driver.alive():
            driver.pooled.invalidate()
            driver = self._connect(engine)
        return SQLSession(self, driver, self._start(mode), write=mode is Mode.WRITE)

    def close(self) -> None:
        self._primary.dispose()
        if self._replica:
            self._replica.dispose()

    def computed(self, _session: SQLSession, table: Table) -> frozenset[str]:
        """The columns of a table that no row brings, for the database computes them."""
        return frozenset(column.name for column in table.columns.values() if column.generated)

    @abstractmethod
    def fingerprint(self, session: SQLSession, tables: Sequence[str]) -> str:
        """See `Session.fingerprint`."""

    @abstractmethod
    def _start(self, mode: Mode) -> list[str]:
        """The statements that begin a transaction."""

    def _connect(self, engine: Engine) -> Driver:
        try:
            pooled = engine.raw_connection()
        except SQLAlchemyError as error:
            raise self._unavailable(error) from None
        except self.driver.failures as error:
            raise self._unavailable(error) from None
        return self.driver(pooled, pooled.driver_connection, self.declared.name, self.declared.limits.statement_timeout)

    def _options(self) -> Mapping[str, Any]:
        """What `create_engine` is told beside the URL."""
        return {}

    def _engine(self, url: str) -> Engine:
        return create_engine(engine_url(url), **self._options())

    def _unavailable(self, error: Exception) -> StoreError:
        """By the error's own kind: a driver's words may repeat the password, so they are left out."""
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        return StoreUnavailableError(
            f"the database cannot be reached or refused the sign-in ({type(cause).__name__})",
            where=self.declared.name,
            mend="check that it runs, and the host, user, password and database of the store's url",
        )
