"""A schema out of a dump: `pg_dump --schema-only`, `mysqldump --no-data`, `.schema` or `.dump` of SQLite."""

from __future__ import annotations

import re
from pathlib import Path

from pellucid.engine.errors import StoreError
from pellucid.engine.schema import Schema
from pellucid.engine.stores.describe import ddl, sqlite_dumps
from pellucid.engine.stores.describe.lexing import MYSQL, POSTGRESQL, SQLITE, Dialect, statements

_DIALECTS = {
    "sqlite": SQLITE,
    "postgresql": POSTGRESQL,
    "postgres": POSTGRESQL,
    "mysql": MYSQL,
    "mariadb": MYSQL,
}
_SIGNS = (
    (SQLITE, r"^PRAGMA\b|\bAUTOINCREMENT\b|\bWITHOUT\s+ROWID\b|\bsqlite_sequence\b|^CREATE TABLE (IF NOT EXISTS )?\["),
    (
        POSTGRESQL,
        r"PostgreSQL database dump|^SET search_path|\bpg_catalog\.|::\w|\b(jsonb|bytea|timestamptz|\w*serial)\b",
    ),
    (MYSQL, r"\b(MySQL|MariaDB) dump|/\*!\d{5}|\bENGINE\s*=|\bAUTO_INCREMENT\b"),
)
_BINARY = ("PGDMP", "SQLite format 3")


def read(path: Path, dialect: str | None = None) -> Schema:
    """The schema that running the dump would make; `dialect` is guessed from the text if None.

    Row security is noted wherever it is switched on: a dump does not know for whom. Raises StoreError, with file and
    line where possible, for what is no readable dump, and for one that defines no table.
    """
    text = _text(path)
    rules = _guess(text) if dialect is None else _dialect(dialect)
    if rules is SQLITE:
        schema = sqlite_dumps.read(text, str(path))
    else:
        schema = ddl.read(statements(text, rules, str(path)), rules)
    if not schema.tables:
        raise StoreError("no table is defined here", where=str(path), mend="Dump the schema, not only the rows.")
    return schema


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise StoreError(f"the dump cannot be read: {error.strerror}", where=str(path)) from error
    if text.startswith(_BINARY) or "\0" in text:
        mend = "Make a plain one: pg_dump --schema-only --format=plain, or sqlite3 FILE .schema."
        raise StoreError("this is not a plain SQL dump", where=str(path), mend=mend)
    return text


def _dialect(name: str) -> Dialect:
    if name not in _DIALECTS:
        raise StoreError(f"{name} dumps cannot be read", mend=f"Use one of {', '.join(_DIALECTS)}.")
    return _DIALECTS[name]


def _guess(text: str) -> Dialect:
    """The first sign decides; what bears none is read as SQLite, the most tolerant."""
    found = [(sign.start(), rules) for rules, signs in _SIGNS if (sign := re.search(signs, text, re.I | re.M))]
    return min(found, key=lambda sign: sign[0])[1] if found else SQLITE
