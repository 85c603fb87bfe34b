"""From the URL of a store as the data map writes it to the driver we use."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from pellucid.engine.errors import MapError, StoreError

_DRIVERS = {
    "sqlite": ("sqlite", "sqlite3", ""),
    "postgresql": ("postgresql+psycopg", "psycopg", "postgresql"),
    "postgres": ("postgresql+psycopg", "psycopg", "postgresql"),
    "mysql": ("mysql+pymysql", "pymysql", "mysql"),
    "mariadb": ("mysql+pymysql", "pymysql", "mysql"),
}
"""Scheme: SQLAlchemy's name, the driver's module, the extra of this distribution that brings it."""


def engine_url(url: str) -> URL:
    """`postgresql://user:secret@host/shop` for our driver; another driver named in the scheme is replaced.

    Raises MapError if this is no URL or its scheme is unknown, StoreError if the driver is not installed. Neither
    repeats any other part of the URL, which may hold a password.
    """
    known = ", ".join(f"{scheme}://" for scheme in _DRIVERS)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise MapError("this is not the URL of a database", mend=f"Write one that begins with {known}.") from None
    scheme = parsed.drivername.partition("+")[0]
    if scheme not in _DRIVERS:
        raise MapError(f"{scheme}:// is no store we know", mend=f"Use one of {known}.")
    name, module, extra = _DRIVERS[scheme]
    try:
        import_module(module)
    except ImportError as error:
        raise StoreError(f"the driver for {scheme}:// is missing", mend=f"pip install 'pellucid[{extra}]'") from error
    return parsed.set(drivername=name)
