"""The schema of a PostgreSQL database (12 and later), from its system catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from pellucid.engine.schema import Column, ForeignKey, Schema
from pellucid.engine.stores.describe import kinds
from pellucid.engine.stores.describe.draft import Draft, schema_of
from pellucid.engine.stores.describe.lineage import Lineage, fold

Rows = Iterable[Sequence[Any]]

# A table in a schema that this role may not use still counts if it points into one that it may use: deleting there
# would cascade, or fail.
_RELATIONS = """
SELECT c.oid, n.nspname, c.relname, n.nspname = current_schema(), c.relkind IN ('v', 'm', 'f'),
       c.relrowsecurity AND row_security_active(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  AND (has_schema_privilege(n.oid, 'USAGE') OR EXISTS (
      SELECT FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid
      WHERE k.conrelid = c.oid AND k.contype = 'f' AND has_schema_privilege(t.relnamespace, 'USAGE')))
"""
_LINEAGE = """
SELECT i.inhrelid, i.inhparent, c.relispartition FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE c.relkind IN ('r', 'p', 'f') ORDER BY i.inhrelid, i.inhseqno
"""
_COLUMNS = """
WITH RECURSIVE domains (oid, base, modifier, required) AS (
    SELECT oid, typbasetype, typtypmod, typnotnull FROM pg_type WHERE typtype = 'd'
    UNION ALL
    SELECT d.oid, t.typbasetype, t.typtypmod, d.required OR t.typnotnull
    FROM domains d JOIN pg_type t ON t.oid = d.base WHERE t.typtype = 'd'
), bases AS (
    SELECT d.* FROM domains d JOIN pg_type t ON t.oid = d.base WHERE t.typtype <> 'd'
)
SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod),
       coalesce(format_type(b.base, b.modifier), format_type(a.atttypid, a.atttypmod)),
       a.attnotnull OR coalesce(b.required, false), a.attgenerated <> '' OR a.attidentity = 'a'
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN bases b ON b.oid = a.atttypid
WHERE a.attnum > 0 AND NOT a.attisdropped AND NOT c.relispartition AND a.attrelid = ANY(CAST(:relations AS oid[]))
ORDER BY a.attrelid, a.attnum
"""
_UNIQUE = """
SELECT i.indrelid, i.indisprimary, array(
    SELECT a.attname FROM unnest((CAST(i.indkey AS int2[]))[0:i.indnkeyatts - 1]) WITH ORDINALITY k (number, place)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number ORDER BY k.place)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND 0 <> ALL(CAST(i.indkey AS int2[]))
  AND NOT c.relispartition AND i.indrelid = ANY(CAST(:relations AS oid[]))
ORDER BY i.indexrelid
"""
_FOREIGN_KEYS = """
SELECT k.conrelid, k.confrelid, n.nspname, t.relname, k.confdeltype, k.confupdtype,
       array(SELECT a.attname FROM unnest(k.conkey) WITH ORDINALITY c (number, place)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.number ORDER BY c.place),
       array(SELECT a.attname FROM unnest(k.confkey) WITH ORDINALITY c (number, place)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = c.number ORDER BY c.place)
FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE k.contype = 'f' AND k.conrelid = ANY(CAST(:relations AS oid[])) ORDER BY k.conrelid, k.conname
"""
_TRIGGERS = """
SELECT tgrelid, tgname, 'trigger', tgtype & 4 <> 0, tgtype & 16 <> 0, tgtype & 8 <> 0 FROM pg_trigger
WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgrelid = ANY(CAST(:relations AS oid[]))
UNION ALL
SELECT ev_class, rulename, 'rule', ev_type = '3', ev_type = '2', ev_type = '4' FROM pg_rewrite
WHERE rulename <> '_RETURN' AND ev_enabled IN ('O', 'A') AND ev_class = ANY(CAST(:relations AS oid[]))
ORDER BY 1, 2
"""

_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def describe(connection: Connection) -> Schema:
    """All schemas but the system's and temporary ones; tables of the search path's first schema have bare names."""
    names, drafts = _relations(connection)

    def rows(query: str) -> Rows:
        return connection.execute(text(query), {"relations": list(names)})

    for oid, name, native, base, required, generated in rows(_COLUMNS):
        kind, length = kinds.postgresql(base)
        drafts[names[oid]].columns[name] = Column(name, kind, native, not required, length, generated)
    for oid, primary, columns in rows(_UNIQUE):
        if primary:
            drafts[names[oid]].primary_key = tuple(columns)
        drafts[names[oid]].unique.append(frozenset(columns))
    for oid, target, schema, table, on_delete, on_update, columns, pointed_at in rows(_FOREIGN_KEYS):
        known = names.get(target, f"{schema}.{table}")
        actions = _ACTIONS[on_delete], _ACTIONS[on_update]
        drafts[names[oid]].foreign_keys.append(ForeignKey(tuple(columns), known, tuple(pointed_at), *actions))
    for oid, name, kind_of_effect, *acts in rows(_TRIGGERS):
        on = [event for event, wanted in zip(("insert", "update", "delete"), acts, strict=True) if wanted]
        drafts[names[oid]].hide(name, kind_of_effect, on)
    fold(drafts, _lineage(connection, names))
    return schema_of(drafts.values())


def _relations(connection: Connection) -> tuple[dict[int, str], dict[str, Draft]]:
    names, drafts = {}, {}
    for oid, schema, table, first, view, secured in connection.execute(text(_RELATIONS)):
        # With a dot in it a bare name would read as a schema and a table.
        name = names[oid] = table if first and "." not in table else f"{schema}.{table}"
        draft = drafts[name] = Draft(name, view)
        if secured:
            draft.hide("row security", "row security", ("update", "delete"))
    return names, drafts


def _lineage(connection: Connection, names: dict[int, str]) -> Lineage:
    lineage = Lineage()
    for child, parent, partition in connection.execute(text(_LINEAGE)):
        if child in names and parent in names:
            lineage.add(names[child], names[parent], partition=partition)
    return lineage
