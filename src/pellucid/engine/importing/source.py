"""Fideslang datasets as this package understands them: flat, resolved, each part knowing its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pellucid.engine.datamap.model import Place


class Direction(StrEnum):
    """Where a reference leads: `to` the field named, or `from` it."""

    TO = "to"
    FROM = "from"


@dataclass(frozen=True, slots=True)
class Reference:
    """A field of another collection, `dataset` and `target` (`collection.field`) as written."""

    dataset: str
    target: str
    direction: Direction | None
    place: Place


@dataclass(frozen=True, slots=True)
class SourceField:
    """One field without fields of its own. `name` is its dotted path; `path` is what of it lies inside `column`.

    `category`: None where the file gives none. `many`: a row holds several values of it. `mask`: what the file wants
    done to it, as a data map writes it.
    """

    name: str
    column: str
    path: str
    place: Place
    category: str | None = None
    identity: str | None = None
    key: bool = False
    many: bool = False
    references: tuple[Reference, ...] = ()
    mask: object = None

    @property
    def likely_key(self) -> bool:
        """Whether it tells its row from all others."""
        return self.key or self.name.lower() in {"id", "_id"}


@dataclass(frozen=True, slots=True)
class SourceCollection:
    """One collection with all its fields by name. `skipped`: the file wants it left alone; `deleted`: rows deleted."""

    name: str
    place: Place
    fields: Mapping[str, SourceField]
    description: str = ""
    skipped: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class SourceDataset:
    """One dataset: `key` as written, `store` the name it has in the data map."""

    key: str
    store: str
    place: Place
    collections: Mapping[str, SourceCollection] = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A collection of a store, wherever it came from."""

    store: str
    collection: str

    def __str__(self) -> str:
        return f"{self.store}.{self.collection}"
