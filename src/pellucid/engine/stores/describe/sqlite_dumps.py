"""SQLite understands its dumps best: their definitions, and only those, are run in an empty database in memory."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from pellucid.engine.errors import StoreError
from pellucid.engine.schema import Schema
from pellucid.engine.stores.describe import sqlite

_DEFINITION = re.compile(r"(\s|--[^\n]*\n|/\*.*?\*/)*(CREATE|ALTER)\s", re.IGNORECASE | re.DOTALL)
_EXISTS = re.compile(r"table (.+) already exists")
_VIRTUAL = re.compile(r"INSERT INTO sqlite_(?:schema|master)\(.*?'(CREATE VIRTUAL TABLE .*)'\);\s*$", re.DOTALL)
"""How `.dump` writes a virtual table."""


def read(text: str, file: str) -> Schema:
    """Raises StoreError with file and line at a definition that SQLite refuses."""
    database = sqlite3.connect(":memory:")
    try:
        database.set_authorizer(_stay_inside)
        for line, definition in _definitions(text):
            try:
                database.executescript(definition)
            except sqlite3.Error as error:
                if _is_shadow(database, error):
                    continue
                mend = "Check that the dump is whole, and that virtual tables use modules this SQLite has."
                raise StoreError("SQLite refuses this definition", where=f"{file}:{line}", mend=mend) from error
        engine = create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool)
        with engine.connect() as connection:
            return sqlite.describe(connection)
    finally:
        database.close()


def _definitions(text: str) -> Iterator[tuple[int, str]]:
    """Each definition with the line it begins on; rows are passed over."""
    begun, gathered = 1, ""
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        begun = begun if gathered.strip() else number
        gathered += line
        if not sqlite3.complete_statement(gathered):
            continue
        if virtual := _VIRTUAL.match(gathered):
            yield begun, virtual[1].replace("''", "'")
        elif _DEFINITION.match(gathered):
            yield begun, gathered
        gathered = ""


def _is_shadow(database: sqlite3.Connection, error: sqlite3.Error) -> bool:
    """Whether a table exists already because the virtual table that keeps its data in it has made it.

    A dump defines these again, and not every tool writes IF NOT EXISTS.
    """
    table = _EXISTS.fullmatch(str(error))
    made = "SELECT 1 FROM sqlite_schema WHERE sql LIKE 'create virtual%' AND :name LIKE name || '\\_%' ESCAPE '\\'"
    return table is not None and database.execute(made, {"name": table[1].strip("'\"[]`")}).fetchone() is not None


def _stay_inside(action: int, *_: object) -> int:
    """A dump is somebody's text: it must not open other files."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK
