"""`memory://name`: a database that lives as long as this process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import ClassVar

from pellucid.engine.canonical import sha256
from pellucid.engine.datamap.model import StoreMap
from pellucid.engine.errors import StoreBusyError, StoreUnavailableError
from pellucid.engine.planning.plan import StorePlan
from pellucid.engine.schema import Schema
from pellucid.engine.stores.base import Facts, Mode
from pellucid.engine.stores.memory.database import MemoryDatabase
from pellucid.engine.stores.memory.session import MemorySession


class MemoryStore:
    """See `pellucid.engine.stores.base.Store`. Only one session writes at a time."""

    facts = Facts("memory", keyless=True)
    databases: ClassVar[dict[str, MemoryDatabase]] = {}

    def __init__(self, url: str, declared: StoreMap, *, key: bytes, replica: str | None = None) -> None:
        self.declared, self.key = declared, key
        self._name = url.removeprefix("memory://")
        self._replica = replica

    def describe(self) -> Schema:
        return self._known().schema

    def statements(self, part: StorePlan) -> tuple[str, ...]:
        return tuple(json.dumps(step.effect()) for step in part.steps)

    def open(self, mode: Mode) -> MemorySession:
        return MemorySession(self, write=mode is Mode.WRITE)

    def close(self) -> None:
        """There is nothing to give back; the database stays."""

    def fingerprint(self, tables: Sequence[str]) -> str:
        schema = self.describe()
        pointing = [[table.name, key] for name in tables for table, key in schema.pointing_at(name)]
        return sha256([[schema.tables.get(name) for name in tables], pointing])

    def database(self, *, write: bool) -> MemoryDatabase:
        """The database, locked where it is to be written. Raises StoreBusyError if another session holds it."""
        known = self._known()
        if write and not known.writing.acquire(timeout=self.declared.limits.lock_timeout):
            mend = "run it again, or raise limits: lock_timeout"
            raise StoreBusyError("another session is writing", where=self.declared.name, mend=mend)
        return known

    def _known(self) -> MemoryDatabase:
        if self._name not in self.databases:
            mend = "put a MemoryDatabase of that name into MemoryStore.databases"
            raise StoreUnavailableError("there is no such database in memory", where=self.declared.name, mend=mend)
        return self.databases[self._name]
