"""Schemas from their SQL, and the drafts of them."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from pellucid.engine.discover.drafting import Drafted, draft
from pellucid.engine.schema import Schema
from pellucid.engine.stores.describe import describe

CHINOOK = Path(__file__).parents[4] / "shared" / "data" / "chinook" / "chinook.sqlite"


def schema_from(definitions: str) -> Schema:
    """The schema that SQLite makes of these CREATE statements."""
    database = sqlite3.connect(":memory:")
    database.executescript(definitions)
    engine = create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool)
    with engine.connect() as connection:
        schema = describe(connection)
    engine.dispose()
    database.close()
    return schema


def drafted(definitions: str) -> Drafted:
    return draft(schema_from(definitions), store="shop", url="sqlite:///shop.sqlite")


def collections(definitions: str) -> Any:
    return drafted(definitions).store["collections"]


def plain(node: object) -> Any:
    """What the YAML says, without the classes that remember how it was written."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    return str(node) if isinstance(node, str) else node
