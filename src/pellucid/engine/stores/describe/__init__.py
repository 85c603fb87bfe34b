"""What a database really holds, asked of the database itself."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from pellucid.engine.errors import StoreError
from pellucid.engine.schema import Schema
from pellucid.engine.stores.describe import dumps, mysql, postgresql, sqlite

__all__ = ["describe", "dumps"]

_BY_DIALECT: dict[str, Callable[[Connection], Schema]] = {
    "sqlite": sqlite.describe,
    "postgresql": postgresql.describe,
    "mysql": mysql.describe,
    "mariadb": mysql.describe,
}


def describe(connection: Connection) -> Schema:
    """The live schema as `connection` sees it, in a handful of catalog queries however many tables there are.

    Raises StoreError for a database of another kind; what the driver raises passes through.
    """
    dialect = connection.dialect.name
    if dialect not in _BY_DIALECT:
        raise StoreError(f"{dialect} schemas cannot be read", mend=f"Use one of {', '.join(_BY_DIALECT)}.")
    return _BY_DIALECT[dialect](connection)
