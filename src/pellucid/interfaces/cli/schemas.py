"""Where the schema of a store comes from: the database itself, or a dump."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pellucid.engine.datamap.model import DataMap, Place, StoreMap
from pellucid.engine.datamap.variables import resolve
from pellucid.engine.errors import MapError
from pellucid.engine.schema import Schema
from pellucid.engine.stores.describe import dumps
from pellucid.engine.stores.registry import connect
from pellucid.engine.stores.urls import engine_url


@dataclass(frozen=True, slots=True)
class Source:
    """One store, and the dump of its schema if it is not to be asked itself."""

    store: StoreMap
    dump: Path | None = None

    def schema(self) -> Schema:
        """Raises StoreError, MapError."""
        if self.dump is not None:
            return dumps.read(self.dump)
        # Reading a schema masks nothing, so it needs no key.
        with closing(connect(self.store, key=b"")) as store:
            return store.describe()

    @property
    def dialect(self) -> str:
        """Scheme of the URL, without a driver: `postgresql`."""
        return _resolved(self.store).partition(":")[0].partition("+")[0].lower()

    @property
    def database(self) -> str:
        return engine_url(_resolved(self.store)).database or ""


def sources(datamap: DataMap, name: str | None, dump: Path | None) -> list[Source]:
    """Every store of the map, or the one called `name`; a dump is of one store. Raises MapError."""
    known = ", ".join(datamap.stores)
    if name is not None and name not in datamap.stores:
        raise MapError(f"there is no store {name!r} in the map", mend=f"use one of {known}")
    if name is None and dump is not None and len(datamap.stores) > 1:
        raise MapError("a dump is of one store, and the map has several", mend=f"say --store with one of {known}")
    return [Source(store, dump) for store in datamap.stores.values() if name in (None, store.name)]


def drafted_source(url: str, name: str | None) -> Source:
    """A store that no map knows yet; called as its database where `name` is None. Raises MapError."""
    place = Place("--store", 1)
    store = StoreMap(name or "", url, place=place)
    if name is None:
        database = Path(engine_url(_resolved(store)).database or "").stem
        store = StoreMap(re.sub(r"[^A-Za-z0-9_-]+", "_", database).lstrip("0123456789_-") or "store", url, place=place)
    return Source(store)


def _resolved(store: StoreMap) -> str:
    try:
        return resolve(store.url)
    except MapError as error:
        raise MapError(error.wrong, where=str(store.place), mend=error.mend) from None
