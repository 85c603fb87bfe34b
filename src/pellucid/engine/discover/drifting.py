"""Where a live schema, or a dump of one, and the data map no longer say the same. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pellucid.engine.datamap.model import Collection, DataMap, EraseAction, StoreMap
from pellucid.engine.discover.mentions import is_bare_key, mentioned, touched
from pellucid.engine.errors import MapError, Problem
from pellucid.engine.masks import make, problem_inside
from pellucid.engine.planning.erasing import all_masks, declared_masks, masks_on_leaving
from pellucid.engine.planning.plan import Set
from pellucid.engine.schema import Schema, Table


def drift(datamap: DataMap, store: str, schema: Schema) -> list[Problem]:
    """Every difference that matters, in the map's order, then tables that the map does not know.

    Raises MapError if the map has no such store.
    """
    if store not in datamap.stores:
        raise MapError(f"there is no store {store!r}", mend=f"Use one of {', '.join(datamap.stores)}.")
    declared = datamap.stores[store]
    found = [problem for one in declared.collections.values() for problem in _collection(one, declared, schema)]
    return found + list(_unmapped(declared, schema))


def _collection(collection: Collection, store: StoreMap, schema: Schema) -> Iterator[Problem]:
    table = schema.tables.get(collection.table)
    if table is None:
        mend = "Take the collection out, or give it the table's new name under `table`."
        yield _problem(collection, f"there is no table {collection.table}", mend)
        return
    known = mentioned(collection)
    for other in store.collections.values():
        known |= {there for link in other.links if link.target == collection.name for _, there in link.on}
    for name in sorted(known - table.columns.keys()):
        mend = "Take it out of the map, or give its new name."
        yield _problem(collection, f"there is no column {name} in {table.name}", mend)
    for column in table.columns.values():
        if column.name not in known and not is_bare_key(table, column.name):
            mend = "Add it under `fields`: its category, or none."
            yield _problem(collection, f"column {column.name} of {table.name} is not in the map", mend)
    yield from _masks(collection, table)
    yield from _effects(collection, table)


def _masks(collection: Collection, table: Table) -> Iterator[Problem]:
    for change in dict.fromkeys(_changes(collection, table)):
        column = table.columns.get(change.column)
        if column is None:
            continue
        unique = any(column.name in key for key in table.unique)
        mask = make(change.mask)
        wrong = problem_inside(mask, change.path, column) if change.path else mask.problem(column, unique)
        if wrong:
            field = collection.fields.get(change.name)
            where = str(field.place) if field and field.place.file else f"{collection.where}.{change.name}"
            yield Problem(where, f"{change.mask} no longer suits {collection.where}.{change.name}", wrong)


def _changes(collection: Collection, table: Table) -> Iterator[Set]:
    erase = collection.erase
    whole = erase is not None and EraseAction.MASK in (erase.action, erase.then)
    yield from all_masks(collection, table) if whole else declared_masks(collection)
    for link in collection.links:
        yield from masks_on_leaving(collection, link)


def _effects(collection: Collection, table: Table) -> Iterator[Problem]:
    if not touched(collection):
        return
    declared = {effect.name for effect in collection.effects}
    for hidden in table.hidden:
        if hidden.name not in declared:
            wrong = f"{hidden.kind} {hidden.name} acts on {table.name}, and the map does not say what it does"
            yield _problem(collection, wrong, f"Declare it: effects: {{{hidden.name}: {{does: WHAT IT DOES.}}}}.")


def _unmapped(store: StoreMap, schema: Schema) -> Iterator[Problem]:
    mapped = {collection.table: collection for collection in store.collections.values()}
    for table in schema.tables.values():
        if table.view or table.name in mapped:
            continue
        where = f"{store.place}" if store.place.file else store.name
        targets = sorted({mapped[key.target].name for key in table.foreign_keys if key.target in mapped})
        pointing = f", and it points at {', '.join(targets)}" if targets else ""
        mend = "Run pellucid map draft again, or add it under `collections`."
        yield Problem(where, f"table {table.name} is not in the map{pointing}", mend)


def _problem(collection: Collection, wrong: str, mend: str) -> Problem:
    where = str(collection.place) if collection.place.file else collection.where
    return Problem(where, wrong, mend)
