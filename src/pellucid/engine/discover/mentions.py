"""Which columns of a table a data map speaks of, wherever it does so. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pellucid.engine.datamap.model import Collection
from pellucid.engine.schema import Kind, Table


def touched(collection: Collection) -> bool:
    """Whether a run ever reads or changes it."""
    return collection.person is not None or bool(collection.links)


def mentioned(collection: Collection) -> set[str]:
    """Every column by name, those with JSON paths by the column alone."""
    return {*(field.column for field in collection.fields.values()), *ways(collection), *_others(collection)}


def ways(collection: Collection) -> set[str]:
    """The columns by which rows are found: identities, links, conditions."""
    found = set(collection.identities.values())
    for link in collection.links:
        found |= {here for here, _ in link.on} | {condition.column for condition in link.when}
    return {_column(collection, name) for name in found}


def times(collection: Collection) -> set[str]:
    """The columns that retention counts from."""
    keep = collection.erase.keep if collection.erase else None
    durations = (collection.keep_for, keep.until if keep else None)
    return {_column(collection, duration.after) for duration in durations if duration}


def is_bare_key(table: Table, column: str) -> bool:
    """A number that only tells rows apart, which a map need not speak of."""
    return column in table.primary_key and table.columns[column].kind in (Kind.INTEGER, Kind.UUID)


def _others(collection: Collection) -> Iterator[str]:
    yield from times(collection)
    yield from (column for column, _ in collection.restrict)
    for link in collection.links:
        yield from (_column(collection, name) for name, _ in link.unlink or ())


def _column(collection: Collection, name: str) -> str:
    """The column of `column` or `column.path`."""
    field = collection.fields.get(name)
    return field.column if field else name.partition(".")[0]
