"""The schema of a SQLite database file (its `main` schema), from `sqlite_schema` and the pragma tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from pellucid.engine.schema import Column, ForeignKey, Schema
from pellucid.engine.stores.describe import kinds
from pellucid.engine.stores.describe.draft import EVENTS, Draft, schema_of
from pellucid.engine.stores.describe.lexing import SQLITE, statements
from pellucid.engine.stores.describe.triggers import read_trigger

Rows = Iterable[Sequence[Any]]

_RELATIONS = r"""
SELECT name, type, coalesce(sql, '') FROM main.sqlite_master
WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
"""
_COLUMNS = """
SELECT m.name, c.name, c.type, c."notnull", c.pk, c.hidden
FROM main.sqlite_master m, pragma_table_xinfo(m.name, 'main') c
WHERE m.type = 'table' AND m.sql NOT LIKE 'create virtual%' ORDER BY m.name, c.cid
"""
_COLUMNS_OF = """
SELECT :name, c.name, c.type, c."notnull", c.pk, c.hidden FROM pragma_table_xinfo(:name, 'main') c ORDER BY c.cid
"""
_UNIQUE = """
SELECT m.name, l.name, l.origin, i.name
FROM main.sqlite_master m, pragma_index_list(m.name, 'main') l, pragma_index_info(l.name, 'main') i
WHERE m.type = 'table' AND m.sql NOT LIKE 'create virtual%' AND l."unique" AND NOT l.partial
ORDER BY m.name, l.seq, i.seqno
"""
_FOREIGN_KEYS = """
SELECT m.name, f.id, f."table", f."from", f."to", f.on_delete, f.on_update
FROM main.sqlite_master m, pragma_foreign_key_list(m.name, 'main') f
WHERE m.type = 'table' AND m.sql NOT LIKE 'create virtual%' ORDER BY m.name, f.id, f.seq
"""
_TRIGGERS = "SELECT name, tbl_name, sql FROM main.sqlite_master WHERE type = 'trigger' ORDER BY name"

_VIRTUAL = re.compile(r"\s*create\s+virtual\s", re.IGNORECASE)
_SHADOWS = ["data", "idx", "content", "docsize", "config", "segments", "segdir", "stat", "node", "rowid", "parent"]
"""What the search and R*Tree modules append to the names of the tables they keep their own data in."""

_HIDDEN, _GENERATED = 1, (2, 3)  # values of pragma_table_xinfo.hidden


def describe(connection: Connection) -> Schema:
    """SQLite names ignore case: foreign keys and triggers are given the names that the tables were created with."""
    relations = connection.execute(text(_RELATIONS)).all()
    drafts = {name: Draft(name, view=kind == "view") for name, kind, _ in relations}
    _add_columns(drafts, connection.execute(text(_COLUMNS)))
    virtual = {name for name, _, sql in relations if _VIRTUAL.match(sql)}
    for name in [*virtual, *(name for name, draft in drafts.items() if draft.view)]:
        _add_columns(drafts, _columns_if_readable(connection, name))
    for name in virtual | {f"{name}_{suffix}" for name in virtual for suffix in _SHADOWS} & drafts.keys():
        drafts[name].view = True
    _add_unique(drafts, connection.execute(text(_UNIQUE)))
    by_any_case = {name.lower(): draft for name, draft in drafts.items()}
    _add_foreign_keys(drafts, by_any_case, connection.execute(text(_FOREIGN_KEYS)))
    for name, table, sql in connection.execute(text(_TRIGGERS)):
        if draft := by_any_case.get(table.lower()):
            draft.hide(name, "trigger", _events(sql))
    return schema_of(drafts.values())


def _columns_if_readable(connection: Connection, name: str) -> list[Sequence[Any]]:
    """None for a view of a table that is gone and for a virtual table whose module is not loaded."""
    try:
        return list(connection.execute(text(_COLUMNS_OF), {"name": name}))
    except OperationalError:
        return []


def _add_columns(drafts: dict[str, Draft], rows: Rows) -> None:
    keys: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for table, name, native, required, position, hidden in rows:
        if table not in drafts or hidden == _HIDDEN:
            continue
        kind, length = kinds.sqlite(native)
        drafts[table].columns[name] = Column(name, kind, native, not required, length, hidden in _GENERATED)
        if position:
            keys[table].append((position, name))
    for table, key in keys.items():
        drafts[table].primary_key = tuple(name for _, name in sorted(key))


def _add_unique(drafts: dict[str, Draft], rows: Rows) -> None:
    indexes: dict[tuple[str, str], list[str | None]] = defaultdict(list)
    with_key_index = set()
    for table, index, origin, column in rows:
        indexes[table, index].append(column)
        if origin == "pk":
            with_key_index.add(table)
    for (table, _), columns in indexes.items():
        named = [column for column in columns if column is not None]
        if table in drafts and len(named) == len(columns):
            drafts[table].unique.append(frozenset(named))
    for draft in drafts.values():
        if len(draft.primary_key) == 1 and draft.name not in with_key_index:
            _mark_rowid(draft)


def _mark_rowid(draft: Draft) -> None:
    """A key without an index of its own is the row id, which is never NULL whatever the column says."""
    column = draft.columns[draft.primary_key[0]]
    draft.columns[column.name] = Column(column.name, column.kind, column.native, nullable=False, length=column.length)


def _add_foreign_keys(drafts: dict[str, Draft], by_any_case: dict[str, Draft], rows: Rows) -> None:
    keys: dict[tuple[str, int], list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        if row[0] in drafts:
            keys[row[0], row[1]].append(row)
    for (table, _), pairs in keys.items():
        _, _, written, _, _, on_delete, on_update = pairs[0]
        target = by_any_case.get(written.lower(), Draft(written))
        cased = {name.lower(): name for name in target.columns}
        pointed_at = tuple(cased.get(to.lower(), to) for *_, to, _, _ in pairs if to is not None)
        columns = tuple(row[3] for row in pairs)
        drafts[table].foreign_keys.append(
            ForeignKey(columns, target.name, pointed_at or target.primary_key, on_delete, on_update)
        )


def _events(sql: str) -> frozenset[str]:
    """A trigger that cannot be read is taken to act on everything."""
    for statement in statements(sql, SQLITE):
        if trigger := read_trigger(statement):
            return trigger.on
    return EVENTS
