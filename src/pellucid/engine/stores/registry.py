"""From a declared store to a connected one, by the entry points of group `pellucid.stores`."""

from __future__ import annotations

from importlib.metadata import entry_points

from pellucid.engine.datamap.model import StoreMap
from pellucid.engine.datamap.variables import resolve
from pellucid.engine.errors import MapError
from pellucid.engine.stores.base import Store, StoreType

GROUP = "pellucid.stores"


def connect(declared: StoreMap, *, key: bytes) -> Store:
    """The store that the URL's scheme names; it connects when it is first used. Raises MapError."""
    where = str(declared.place)
    url = _resolved(declared.url, where)
    replica = _resolved(declared.replica, where) if declared.replica else None
    scheme = url.partition(":")[0].partition("+")[0].lower()
    return _store_type(scheme, where)(url, declared, key=key, replica=replica)


def _resolved(url: str, where: str) -> str:
    try:
        return resolve(url)
    except MapError as error:
        raise MapError(error.wrong, where=where, mend=error.mend) from None


def _store_type(scheme: str, where: str) -> StoreType:
    known = {point.name: point for point in entry_points(group=GROUP)}
    known.setdefault("postgres", known["postgresql"]) if "postgresql" in known else None
    if scheme not in known:
        schemes = ", ".join(f"{name}://" for name in sorted(known))
        raise MapError("the store's url names no kind of store that we know", where=where, mend=f"use one of {schemes}")
    try:
        found: StoreType = known[scheme].load()
    except ImportError:
        mend = f"pip install 'pellucid[{'mysql' if scheme == 'mariadb' else scheme}]'"
        raise MapError(f"the driver for {scheme}:// is not installed", where=where, mend=mend) from None
    return found
