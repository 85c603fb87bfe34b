"""The data map as the engine understands it: frozen, resolved, each part knowing the line it was written on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

IDENTITIES = "identities"
"""The target of a link that joins rows to a person's identity values instead of to another collection."""

NOT_PERSONAL = "none"
"""The category of a field that was looked at and is not personal."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is written."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


NOWHERE = Place("", 0)


class LinkKind(StrEnum):
    """What a row is to a person, strongest first."""

    OWNS = "owns"
    SHARES = "shares"
    SEES = "sees"
    REFERS = "refers"


class EraseAction(StrEnum):
    """What erasure does with the rows that a person owns."""

    DELETE = "delete"
    MASK = "mask"
    UNLINK = "unlink"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class MaskSpec:
    """A mask by name with its arguments, for example `MaskSpec("constant", (("value", "gone"),))`."""

    name: str
    args: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        if not self.args:
            return self.name
        return f"{self.name}({', '.join(f'{key}={value!r}' for key, value in self.args)})"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time counted from a field, such as `10 years after issued_on`; `unit` is day, month or year."""

    amount: int
    unit: str
    after: str

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'s' if self.amount != 1 else ''} after {self.after}"


@dataclass(frozen=True, slots=True)
class Keep:
    """Kept for a legal reason, until a time (`None`: as long as the reason holds)."""

    because: str
    until: Duration | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One column, or one JSON path inside a column.

    `name` is the column, or `column.path` for a path. `erase` is the mask that erasure applies, a `Keep`, or None
    where the collection's own rule decides. `provided`: the person gave it (GDPR Art. 20(1): part of portability).
    """

    name: str
    column: str
    category: str
    path: str = ""
    erase: MaskSpec | Keep | None = None
    provided: bool = True
    place: Place = NOWHERE

    @property
    def personal(self) -> bool:
        return self.category != NOT_PERSONAL


@dataclass(frozen=True, slots=True)
class Condition:
    """`column` holds one of `values`; with `null` True it is NULL, with `null` False it is not NULL."""

    column: str
    values: tuple[str | int | bool, ...] = ()
    null: bool | None = None

    def __str__(self) -> str:
        if self.null is not None:
            return f"{self.column} is {'' if self.null else 'not '}null"
        return f"{self.column} is {' or '.join(map(str, self.values))}"


@dataclass(frozen=True, slots=True)
class Link:
    """How a row belongs to a person of kind `person`, directly or through collection `target`.

    `on` pairs a field of this collection with one of the target. `hide`: fields left out of that person's copy;
    `mask`: fields masked when that person leaves; `unlink`: what the reference becomes then, by column (None: NULL).
    """

    kind: LinkKind
    person: str
    target: str
    on: tuple[tuple[str, str], ...]
    when: tuple[Condition, ...] = ()
    hide: tuple[str, ...] = ()
    mask: tuple[str, ...] = ()
    unlink: tuple[tuple[str, str | int | None], ...] | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Erase:
    """What erasure does with a collection's rows. With `keep`: `then` is done to rows whose time is over;
    `unlink`: a kept row lets go of its person."""

    action: EraseAction
    keep: Keep | None = None
    then: EraseAction = EraseAction.DELETE
    unlink: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Effect:
    """A declared hidden effect (trigger, rule, cascade, versioning): what it does, and which collections it writes."""

    name: str
    does: str
    writes: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Collection:
    """A table, folder or endpoint. `person`: each row is one person of that kind. `identities`: identity -> column."""

    name: str
    store: str
    table: str
    person: str | None = None
    identities: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    erase: Erase | None = None
    keep_for: Duration | None = None
    restrict: tuple[tuple[str, str | int | bool], ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    place: Place = NOWHERE

    @property
    def where(self) -> str:
        return f"{self.store}.{self.name}"


@dataclass(frozen=True, slots=True)
class Limits:
    """Per store: seconds for locks and statements, rows a second (None: no limit), rows above which erasure batches."""

    lock_timeout: float = 5.0
    statement_timeout: float = 300.0
    rows_per_second: int | None = None
    batch_above: int = 1_000_000


@dataclass(frozen=True, slots=True)
class StoreMap:
    """One store: `url` and `replica` still hold their `${VARIABLE}`s, so that no secret is kept here."""

    name: str
    url: str
    replica: str | None = None
    region: str | None = None
    limits: Limits = Limits()
    collections: Mapping[str, Collection] = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class PersonKind:
    """A kind of person and its identities; True: no two persons share a value, so it may find and seed."""

    name: str
    identities: Mapping[str, bool]
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class DataMap:
    """The whole declaration. `categories` maps every known category, the company's own included, to its words."""

    persons: Mapping[str, PersonKind]
    stores: Mapping[str, StoreMap]
    categories: Mapping[str, str]

    def collections(self) -> Iterator[Collection]:
        for store in self.stores.values():
            yield from store.collections.values()
