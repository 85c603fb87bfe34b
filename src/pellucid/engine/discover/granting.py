"""The fewest privileges with which a database account can do what the data map asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pellucid.engine.datamap.model import Collection, StoreMap
from pellucid.engine.discover.mentions import mentioned, times, touched, ways
from pellucid.engine.errors import StoreError
from pellucid.engine.planning import erasing, graph, ordering
from pellucid.engine.planning.plan import Action, Step
from pellucid.engine.schema import Column, Kind, Schema, Table

_POSTGRESQL = ("postgresql", "postgres")
_MYSQL = ("mysql", "mariadb")
_SQLITE = "-- SQLite has no accounts: whoever can open the file can do everything. Guard the file."


@dataclass(slots=True)
class _Needs:
    """What one table is needed for."""

    read: set[str] = field(default_factory=set)
    write: set[str] = field(default_factory=set)
    delete: bool = False


def grants(
    store: StoreMap, dialect: str, *, role: str, database: str, erasure: bool, schema: Schema | None = None
) -> list[str]:
    """One GRANT a line for `role` (MySQL: `name` or `name@host`) on `database`.

    Access reads the columns that the map calls personal, keys, and what links rest on; erasure also writes what is
    masked or cut, and deletes where rows go. Without `schema` keys that the map does not name are left out. Raises
    StoreError for another dialect than sqlite, postgresql, mysql and mariadb.
    """
    if dialect == "sqlite":
        return [_SQLITE]
    live = Schema({**_as_declared(store).tables, **(schema.tables if schema else {})})
    needs = {c.table: _Needs(read=_reads(c, store, live)) for c in store.collections.values() if touched(c)}
    for step in _steps(store, live, row_by_row=dialect in _MYSQL) if erasure else ():
        table = store.collections[step.collection].table
        needs[table].delete |= step.action is Action.DELETE
        needs[table].write |= {change.column for change in step.sets}
    if dialect in _POSTGRESQL:
        if erasure:
            _let_lock(needs, store, live)
        return list(_postgresql(needs, role, database))
    if dialect in _MYSQL:
        return list(_mysql(needs, role, database, erasure=erasure))
    raise StoreError(f"grants for {dialect} are not known", mend="Use sqlite, postgresql, mysql or mariadb.")


def _reads(collection: Collection, store: StoreMap, schema: Schema) -> set[str]:
    found = {f.column for f in collection.fields.values() if f.personal} | ways(collection) | times(collection)
    for other in store.collections.values():
        found |= {there for link in other.links if link.target == collection.name for _, there in link.on}
    return found | set(schema.tables[collection.table].primary_key)


def _steps(store: StoreMap, schema: Schema, *, row_by_row: bool) -> Iterator[Step]:
    """Every step of every kind of person's erasure, with the references that must be cut to delete in circles."""
    collections = store.collections.values()
    kinds = {c.person for c in collections if c.person} | {link.person for c in collections for link in c.links}
    for kind in sorted(kinds):
        nodes = graph.build(store, kind, leaving=True)
        steps = erasing.steps(store, schema, nodes, kind)
        yield from ordering.ordered(steps, store, schema, nodes, row_by_row=row_by_row)[0]


def _let_lock(needs: Mapping[str, _Needs], store: StoreMap, schema: Schema) -> None:
    """PostgreSQL locks a person's row only for those who may update some column of it: the key is the least harm."""
    for collection in store.collections.values():
        if collection.person and not needs[collection.table].write:
            needs[collection.table].write |= set(schema.tables[collection.table].primary_key[:1])


def _as_declared(store: StoreMap) -> Schema:
    """What the map alone tells of the schema: columns, and that what links point at is unique."""
    tables = {}
    for collection in store.collections.values():
        pointed_at = [
            frozenset(there for _, there in link.on)
            for other in store.collections.values()
            for link in other.links
            if link.target == collection.name
        ]
        columns = mentioned(collection).union(*pointed_at)
        tables[collection.table] = Table(
            collection.table, {name: Column(name, Kind.OTHER, "") for name in columns}, unique=tuple(pointed_at)
        )
    return Schema(tables)


def _postgresql(needs: Mapping[str, _Needs], role: str, database: str) -> Iterator[str]:
    """A bare table name stands for schema public. Keys of a run are written into temporary tables."""
    to = _ansi(role)
    yield f"GRANT CONNECT, TEMPORARY ON DATABASE {_ansi(database)} TO {to};"
    parts = {table: table.partition(".") if "." in table else ("public", ".", table) for table in needs}
    for schema in sorted({schema for schema, _, _ in parts.values()}):
        yield f"GRANT USAGE ON SCHEMA {_ansi(schema)} TO {to};"
    for table, (schema, _, name) in parts.items():
        yield f"GRANT {_privileges(needs[table], _ansi)} ON {_ansi(schema)}.{_ansi(name)} TO {to};"


def _mysql(needs: Mapping[str, _Needs], role: str, database: str, *, erasure: bool) -> Iterator[str]:
    """REFERENCES shows how tables are made and nothing in them; without TRIGGER nobody sees a table's triggers."""
    name, _, host = role.partition("@")
    to = f"{_text(name)}@{_text(host or '%')}"
    # Where a grant is for all tables of a database, these two in its name stand for any characters.
    pattern = database.replace("_", r"\_").replace("%", r"\%")
    yield f"GRANT REFERENCES, CREATE TEMPORARY TABLES ON {_backtick(pattern)}.* TO {to};"
    for table, need in needs.items():
        trigger = ", TRIGGER" if erasure and (need.write or need.delete) else ""
        on = f"{_backtick(database)}.{_backtick(table)}"
        yield f"GRANT {_privileges(need, _backtick)}{trigger} ON {on} TO {to};"


def _privileges(need: _Needs, quoted: Callable[[str], str]) -> str:
    def columns(names: set[str]) -> str:
        return ", ".join(map(quoted, sorted(names)))

    found = [f"SELECT ({columns(need.read | need.write)})"]
    if need.write:
        found.append(f"UPDATE ({columns(need.write)})")
    if need.delete:
        found.append("DELETE")
    return ", ".join(found)


def _ansi(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _backtick(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
