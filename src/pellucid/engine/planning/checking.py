"""Whether the live schema has what the data map speaks of, and whether its links can be followed."""

from __future__ import annotations

from collections.abc import Iterator

from pellucid.engine.datamap.model import IDENTITIES, Collection, DataMap, Link, StoreMap
from pellucid.engine.errors import Problem
from pellucid.engine.planning.graph import Graph
from pellucid.engine.schema import Column, Kind, Schema, Table

_TEXTUAL = frozenset({Kind.STRING, Kind.JSON, Kind.OTHER, Kind.UUID})
_NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN, Kind.OTHER})


def names(store: StoreMap, schema: Schema) -> list[Problem]:
    """Tables and columns that the map names and the database does not have."""
    found: list[Problem] = []
    for collection in store.collections.values():
        table = schema.tables.get(collection.table)
        if table is None:
            wrong = f"{collection.where} names table {collection.table}, which the database does not have"
            found.append(Problem(str(collection.place), wrong, "correct the name, or remove the collection"))
            continue
        for name, place in _columns(collection):
            if name not in table.columns and name.partition(".")[0] not in table.columns:
                wrong = f"{collection.where} names column {name}, which table {table.name} does not have"
                found.append(Problem(place, wrong, "correct the name, or run `pellucid map draft` to see the columns"))
    return found


def _columns(collection: Collection) -> Iterator[tuple[str, str]]:
    place = str(collection.place)
    for field in collection.fields.values():
        yield field.column, str(field.place)
    yield from ((column, place) for column in collection.identities.values())
    yield from ((column, place) for column, _ in collection.restrict)
    for link in collection.links:
        yield from ((here, str(link.place)) for here, _ in link.on)
        yield from ((condition.column, str(link.place)) for condition in link.when)
        yield from ((column, str(link.place)) for column, _ in link.unlink or ())
    erase = collection.erase
    if erase is not None and erase.keep is not None and erase.keep.until is not None:
        yield erase.keep.until.after, str(erase.place)
    if collection.keep_for is not None:
        yield collection.keep_for.after, place


def links(datamap: DataMap, store: StoreMap, schema: Schema, graph: Graph) -> list[Problem]:
    """Links that cannot be followed, and persons whose own row cannot be told apart."""
    found: list[Problem] = []
    for collection in store.collections.values():
        table = schema.tables[collection.table]
        if collection.person is not None and not table.primary_key:
            wrong = f"{collection.where} holds persons, and table {table.name} has no primary key to tell them apart"
            found.append(Problem(str(collection.place), wrong, "give the table a primary key"))
        for link in collection.links:
            found += _link(datamap, store, schema, collection, link)
    for node in graph.values():
        time = store.collections[node.collection].erase
        if time is not None and time.keep is not None and time.keep.until is not None:
            column = schema.tables[store.collections[node.collection].table].columns[time.keep.until.after]
            if column.kind not in (Kind.DATE, Kind.DATETIME, Kind.STRING):
                wrong = f"{column.name} is of kind {column.kind}; no time can be counted from it"
                found.append(Problem(str(time.place), wrong, "count from a date or a time"))
    return list(dict.fromkeys(found))


def _link(datamap: DataMap, store: StoreMap, schema: Schema, collection: Collection, link: Link) -> Iterator[Problem]:
    place, where = str(link.place), collection.where
    here = schema.tables[collection.table]
    if link.target == IDENTITIES:
        if len(link.on) != 1:
            yield Problem(place, f"{where} joins several identities at once", "join one identity")
        for _, identity in link.on:
            if not datamap.persons[link.person].identities.get(identity, False):
                wrong = f"{where} is linked by {identity}, which several persons may share"
                yield Problem(place, wrong, "link by an identity that is `unique`, or through another collection")
        yield from _path(place, here, [here_name for here_name, _ in link.on])
        return
    there = schema.tables[store.collections[link.target].table]
    for a, b in link.on:
        if _missing(there, b):
            wrong = f"{where} is linked to {link.target}.{b}, and table {there.name} has no such column"
            yield Problem(place, wrong, "correct the name in `by`")
        elif not _comparable(mine := _column(here, a), other := _column(there, b)):
            wrong = f"{where}.{a} ({mine.native}) does not compare with {link.target}.{b} ({other.native})"
            yield Problem(place, wrong, "link columns of the same type")
    yield from _path(place, here, [a for a, _ in link.on])
    yield from _path(place, there, [b for _, b in link.on if not _missing(there, b)])


def _path(place: str, table: Table, names: list[str]) -> Iterator[Problem]:
    for name in names:
        column, _, path = name.partition(".")
        if name in table.columns or not path:
            continue
        if "[*]" in path:
            yield Problem(place, f"{name} may find many values; a link needs one", "name one item, or link by a column")
        if table.columns[column].kind not in (Kind.JSON, Kind.STRING):
            yield Problem(place, f"{column} is no JSON, and {name} reaches into it", "name the column alone")


def _missing(table: Table, name: str) -> bool:
    return name not in table.columns and name.partition(".")[0] not in table.columns


def _column(table: Table, name: str) -> Column:
    """What is at a path inside a column counts as text."""
    if name in table.columns:
        return table.columns[name]
    return Column(name, Kind.STRING, "text in JSON")


def _comparable(a: Column, b: Column) -> bool:
    return a.kind == b.kind or {a.kind, b.kind} <= _TEXTUAL or {a.kind, b.kind} <= _NUMERIC
