"""The schema of the current MySQL or MariaDB database, from `information_schema`."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from sqlalchemy import Connection, text

from pellucid.engine.schema import Column, ForeignKey, Kind, Schema
from pellucid.engine.stores.describe import kinds
from pellucid.engine.stores.describe.draft import Draft, schema_of

_TABLES = """
SELECT table_name, table_type FROM information_schema.tables
WHERE table_schema = database() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
"""
_COLUMNS = """
SELECT table_name, column_name, column_type, is_nullable, coalesce(generation_expression, '') <> ''
FROM information_schema.columns WHERE table_schema = database() ORDER BY table_name, ordinal_position
"""
_JSON = """
SELECT table_name, check_clause FROM information_schema.check_constraints
WHERE constraint_schema = database() AND check_clause LIKE 'json_valid(%'
"""
_UNIQUE = """
SELECT table_name, index_name, column_name FROM information_schema.statistics
WHERE table_schema = database() AND non_unique = 0 ORDER BY table_name, index_name, seq_in_index
"""
_FOREIGN_KEYS = """
SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_column_name,
       k.referenced_table_schema, k.referenced_table_schema = database(), k.referenced_table_name,
       r.delete_rule, r.update_rule
FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
  ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name
     AND r.constraint_name = k.constraint_name
WHERE k.table_schema = database() AND k.constraint_schema = database() AND r.constraint_schema = database()
  AND k.referenced_table_name IS NOT NULL
ORDER BY k.table_name, k.constraint_name, k.ordinal_position
"""
_TRIGGERS = """
SELECT event_object_table, trigger_name, event_manipulation FROM information_schema.triggers
WHERE event_object_schema = database() ORDER BY trigger_name
"""

_GRANT = re.compile(r"GRANT (?P<what>.+?) ON (?P<database>\*|`(?:[^`]|``)*`)\.(?P<table>\*|`(?:[^`]|``)*`) TO ")
_JSON_COLUMN = re.compile(r"json_valid\(`((?:[^`]|``)+)`\)", re.IGNORECASE)


def describe(connection: Connection) -> Schema:
    """Tables and views of the current database, their names as written.

    MySQL hides triggers from accounts without the TRIGGER privilege; a table of which they cannot be seen says so in
    `hidden`. An index over the first characters of a column makes the column unique, for it forbids more.
    """
    drafts: dict[str, Draft] = {}
    for name, kind in connection.execute(text(_TABLES)):
        drafts[name] = Draft(name, view=kind == "VIEW")
        if kind == "SYSTEM VERSIONED":
            drafts[name].hide("versioning", "versioning", ("update", "delete"))
    _add_columns(connection, drafts)
    _add_unique(connection, drafts)
    _add_foreign_keys(connection, drafts)
    _add_triggers(connection, drafts)
    return schema_of(drafts.values())


def _add_columns(connection: Connection, drafts: dict[str, Draft]) -> None:
    for table, name, native, nullable, generated in connection.execute(text(_COLUMNS)):
        if table in drafts:
            kind, length = kinds.mysql(native)
            drafts[table].columns[name] = Column(name, kind, native, nullable == "YES", length, bool(generated))
    if "MariaDB" not in str(connection.scalar(text("SELECT version()"))):
        return
    # MariaDB has no JSON type of its own: it is text with this check.
    for table, clause in connection.execute(text(_JSON)):
        found = _JSON_COLUMN.fullmatch(clause)
        if found and table in drafts:
            columns = drafts[table].columns
            name = found[1].replace("``", "`")
            columns[name] = replace(columns[name], kind=Kind.JSON, length=None)


def _add_unique(connection: Connection, drafts: dict[str, Draft]) -> None:
    indexes: dict[tuple[str, str], list[str | None]] = defaultdict(list)
    for table, index, column in connection.execute(text(_UNIQUE)):
        indexes[table, index].append(column)
    for (table, index), columns in indexes.items():
        named = [column for column in columns if column is not None]
        if len(named) < len(columns):  # an index over an expression
            continue
        if index == "PRIMARY":
            drafts[table].primary_key = tuple(named)
        drafts[table].unique.append(frozenset(named))


def _add_foreign_keys(connection: Connection, drafts: dict[str, Draft]) -> None:
    pairs: dict[tuple[str, str, str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for table, name, column, target_column, *target, on_delete, on_update in connection.execute(text(_FOREIGN_KEYS)):
        database, here, target_table = target
        full = target_table if here else f"{database}.{target_table}"
        pairs[table, name, full, on_delete, on_update].append((column, target_column))
    for (table, _, full, on_delete, on_update), columns in pairs.items():
        here, there = zip(*columns, strict=True)
        key = ForeignKey(here, full, there, _action(on_delete), _action(on_update))
        drafts[table].foreign_keys.append(key)


def _action(rule: str) -> str:
    """In MySQL RESTRICT and NO ACTION are two words for one thing."""
    return "NO ACTION" if rule == "RESTRICT" else rule


def _add_triggers(connection: Connection, drafts: dict[str, Draft]) -> None:
    for table, name, event in connection.execute(text(_TRIGGERS)):
        drafts[table].hide(name, "trigger", [event.lower()])
    database = str(connection.scalar(text("SELECT database()")))
    grants = [_GRANT.match(grant) for grant in connection.scalars(text("SHOW GRANTS"))]
    seeing = [grant for grant in grants if grant and _shows_triggers(grant["what"])]
    for draft in drafts.values():
        if not draft.view and not any(_covers(grant, database, draft.name) for grant in seeing):
            draft.hide("triggers unseen", "trigger", ("update", "delete"))


def _shows_triggers(privileges: str) -> bool:
    return privileges.startswith("ALL PRIVILEGES") or "TRIGGER" in privileges.split(", ")


def _covers(grant: re.Match[str], database: str, table: str) -> bool:
    """Database names in grants are LIKE patterns with `_`, `%` and a backslash before what is meant literally."""
    pattern, name = (grant[part].strip("`").replace("``", "`") for part in ("database", "table"))
    if name not in ("*", table):
        return False
    like = re.sub(r"\\?.", lambda part: {"%": ".*", "_": "."}.get(part[0], re.escape(part[0][-1])), pattern)
    return pattern == "*" or re.fullmatch(like, database, re.DOTALL) is not None
