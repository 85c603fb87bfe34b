"""What every promise begins with: tables with rows, a data map over them, and an engine."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Generic, TypeAlias, TypeVar

from pellucid.engine.datamap.loading import load
from pellucid.engine.datamap.model import DataMap
from pellucid.engine.errors import PellucidError
from pellucid.engine.export.model import About, Section
from pellucid.engine.export.writing import CopyWriter, Rows
from pellucid.engine.running.engine import Engine
from pellucid.engine.running.people import Identities
from pellucid.engine.schema import Schema
from pellucid.engine.testing.stand import Record, Stand, plain
from pellucid.engine.testing.tables import schema

KEY = b"a key that only tests may have.."

STORE = "shop"

_PERSONS = """
pellucid: 1
persons:
  customer: {identities: {user_id: unique, email: unique, phone: shared}}
"""


Filling: TypeAlias = Mapping[str, Sequence[Sequence[object]]]
"""Rows by table, in the order of its columns."""

StandT = TypeVar("StandT", bound=Stand)


@dataclass(frozen=True, slots=True)
class Bench(Generic[StandT]):
    """One stand with what was put onto it."""

    stand: StandT

    @contextmanager
    def engine(self, tables: str, rows: Filling, collections: str) -> Iterator[Engine]:
        """`tables`: see `testing.tables`; `collections`: the data map's
        YAML from there on, which may begin with `limits` instead."""
        known = schema(tables)
        self.stand.create(known)
        fill(self.stand, known, rows)
        with Engine(self.map(collections), key=KEY) as engine:
            yield engine

    def map(self, collections: str) -> DataMap:
        """A data map of kind of person `customer` and one store."""
        head = f"store: {STORE}\nurl: ''\n"
        body = collections if "collections:" in collections else f"collections:\n{collections}"
        with TemporaryDirectory() as folder:
            Path(folder, "map.yml").write_text(_PERSONS, encoding="utf-8")
            Path(folder, "shop.yml").write_text(head.replace("''", "${SHOP_URL}") + body, encoding="utf-8")
            found = load(Path(folder))
        return replace(found, stores={STORE: replace(found.stores[STORE], url=self.stand.url)})

    def rows(self, table: str) -> list[Record]:
        return self.stand.rows(table)

    def column(self, table: str, name: str) -> list[object]:
        """The values of one column by key."""
        return [row[name] for row in self.stand.rows(table)]


def fill(stand: Stand, known: Schema, rows: Filling) -> None:
    """Rows in the order of each table's columns; tables as they stand in `rows`."""
    for name, many in rows.items():
        stand.insert(name, [dict(zip(known.tables[name].columns, row, strict=True)) for row in many])


@dataclass(slots=True)
class Copied:
    """A person's copy by collection and relation."""

    sections: dict[tuple[str, str], list[Record]] = field(default_factory=dict)

    def rows(self, collection: str, relation: str = "owns") -> list[Record]:
        return self.sections.get((collection, relation), [])

    @property
    def collections(self) -> set[str]:
        return {collection for (collection, _), rows in self.sections.items() if rows}


class CopyInMemory(CopyWriter):
    """Writes a copy into `copied`."""

    def __init__(self, copied: Copied) -> None:
        super().__init__(io.BytesIO(), About("access", "customer", datetime.now(UTC)))
        self._copied = copied

    def _begin(self, file: BinaryIO) -> None:
        """Nothing stands before the first section."""

    def _write(self, section: Section, _title: str, rows: Rows) -> int:
        names = [shown.name for shown in section.fields]
        found = [dict(zip(names, map(plain, row), strict=True)) for row in rows]
        self._copied.sections.setdefault((section.collection, section.relation), []).extend(found)
        return len(found)

    def _finish(self) -> None:
        """Nothing stands behind the last one."""

    def _abandon(self) -> None:
        self._copied.sections.clear()


def copies(engine: Engine, *people: Identities) -> list[Copied]:
    """The copies that each person gets."""
    found = [Copied() for _ in people]
    writers = [CopyInMemory(copied) for copied in found]
    for writer in writers:
        writer.__enter__()
    engine.access(people, writers)
    for writer in writers:
        writer.__exit__(None, None, None)
    return found


def same(found: object, wanted: object) -> None:
    """Raises AssertionError unless both are equal."""
    if found != wanted:
        raise AssertionError(f"wanted {wanted!r}, found {found!r}")


@contextmanager
def refused(kind: type[PellucidError], *, hides: str = "") -> Iterator[None]:
    """Raises AssertionError unless `kind` is raised, with a text that does not hold `hides`."""
    try:
        yield
    except kind as error:
        if hides and hides in str(error):
            raise AssertionError(f"{kind.__name__} tells a value") from None
        return
    raise AssertionError(f"{kind.__name__} was not raised")
