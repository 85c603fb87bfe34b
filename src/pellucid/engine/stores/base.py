"""What a store is: five verbs (describe, find, count, change, remove), and a few facts about how it behaves.

Two more serve the undo of an erasure: a session tells rows as they are, and restores them.

The engine plans in logical steps (`pellucid.engine.planning.plan`); a store carries them out in whatever way it knows.
`pellucid.engine.testing` is the suite that each store must pass.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, Self

from pellucid.engine.datamap.model import StoreMap
from pellucid.engine.planning.graph import Edge
from pellucid.engine.planning.plan import Step, StorePlan
from pellucid.engine.schema import Schema

Who = int
"""A person's number within one run, from 0."""

Key = tuple[object, ...]
"""The values of a primary key, in the order of `Table.primary_key`."""

Row = tuple[object, ...]
"""The values of one row, in the order of `Step.reads`."""


FEW = 1_000
"""Persons up to which a session for READ is enough: a store that can write no temporary table in one (PostgreSQL, on a
replica) then takes who they are as parameters."""


class Mode(Enum):
    """What a session is for: reading, reading with temporary tables of keys, or changing."""

    READ = "read"
    SCRATCH = "scratch"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Facts:
    """How a store behaves. `atomic`: all changes of a session are committed or none.

    `row_by_row`: foreign keys are checked for each row, not for each statement. `keyless`: rows can be changed in a
    table that has no key.
    """

    dialect: str
    atomic: bool = True
    row_by_row: bool = False
    keyless: bool = False


@dataclass(frozen=True, slots=True)
class Roots:
    """The persons of a run as one store knows them; never printed.

    `anchors`: by collection, who and the key of the row that is this person. `identities`: by identity, who and value.
    `values`: by person, their own values by category, for masks that need them. `given`: by field, what rectification
    writes.
    """

    persons: int
    anchors: Mapping[str, Sequence[tuple[Who, Key]]] = field(default_factory=dict, repr=False)
    identities: Mapping[str, Sequence[tuple[Who, object]]] = field(default_factory=dict, repr=False)
    values: Mapping[Who, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, repr=False)
    given: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of one step by person: how many are theirs, and how many of these were not yet as they should be.

    A person without rows is left out.
    """

    found: Mapping[Who, int] = field(default_factory=dict)
    changed: Mapping[Who, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """One row that an identity value matched: the value asked for, the row's key, and the row's own identities."""

    value: object = field(repr=False)
    key: Key = field(repr=False)
    identities: Mapping[str, object] = field(repr=False)


Values = tuple[object, ...]
"""The values of some columns of one row, in a form that the store takes back without loss."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns of which table some values are of. `key` tells rows apart, and never changes."""

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """What became of a row; None: there was, or is, no such row. `who`: whose it is, each of them once."""

    who: tuple[Who, ...] = field(repr=False)
    key: Key = field(repr=False)
    before: Values | None = field(repr=False)
    after: Values | None = field(repr=False)


class Restoring(Protocol):
    """Rows go back to what they were, in the transaction of a session. Of one shape after the other."""

    def held(self, shape: Shape, keys: Sequence[Key]) -> list[Values | None]:
        """The rows with these keys as they are now."""

    def unfit(self, shape: Shape, images: Sequence[Image]) -> set[int]:
        """Which of the images cannot be restored, by their place: what a row points at is gone, or another row has a
        value that must be unique."""

    def restore(self, shape: Shape, images: Sequence[Image]) -> None:
        """Make each row what it was before. Either none was there before, or none is there now, or all are changed."""

    def finish(self) -> None:
        """What waited is written, and rows that triggers added meanwhile to the tables given are removed."""


@dataclass(frozen=True, slots=True)
class Known:
    """One row that tells by itself whose it is: its key (empty where it has none that lasts), and its identities."""

    key: Key = field(repr=False)
    identities: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sought:
    """A value that a sweep looks for. `sure`: where it is found, it is this person's and nobody else's."""

    who: Who
    value: str = field(repr=False)
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a sweep found something: in how many rows of a column, by person; never what."""

    table: str
    column: str
    rows: Mapping[Who, int]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Unsearched:
    """What a sweep did not look into, and why. `column` is empty for a whole table."""

    table: str
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep of one store came to."""

    traces: tuple[Trace, ...]
    unsearched: tuple[Unsearched, ...] = ()


class Session(Protocol):
    """One transaction. Leaving it without `commit` rolls everything back."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def fingerprint(self, tables: Sequence[str]) -> str:
        """A text that changes whenever `describe` would tell anything else of these tables."""

    def lookup(self, part: StorePlan, collection: str, identity: str, values: Sequence[object]) -> list[Match]:
        """The rows of an anchor collection (one row, one person) whose `identity` is one of `values`, at most
        two for each value: the second is enough to know that it is not unique. In a WRITE session they are locked."""

    def begin(self, part: StorePlan, roots: Roots) -> None:
        """Make the persons known to the statements of `part`, and write down the rows of `part.materialised`."""

    def find(self, step: Step) -> Iterator[tuple[Who, Row]]:
        """The rows of a READ step, ordered by person, streamed with bounded memory."""

    def count(self, steps: Sequence[Step]) -> list[Counts]:
        """What `apply` would find and change now, step by step."""

    def apply(self, steps: Sequence[Step], most: int | None) -> list[Counts] | None:
        """Change and remove rows, step by step in the order given; None, and nothing changed, where the steps are about
        more than `most` rows.

        Applied again, it changes nothing. Raises StoreBusyError where other rows changed than were counted.
        """

    def batch(self, step: Step, limit: int) -> int:
        """Apply one step to at most `limit` rows that it was not applied to before; how many it handled, 0 when the
        step is finished."""

    def shape(self, step: Step) -> Shape:
        """What `images` tells: all columns of the step's table but those that the database computes."""

    def images(self, step: Step) -> Iterator[tuple[Who, Key, Values]]:
        """The rows of a changing step as they are now, each once for each person, those of one row together. Asked
        again, only the rows that were not there before."""

    def imaged(self, step: Step) -> Iterator[tuple[Who, Key, Values | None]]:
        """All rows that `images` has told, in the same order, as they are now."""

    def restoring(self, schema: Schema, written: Collection[str]) -> Restoring:
        """`written`: the tables that triggers may add rows to meanwhile."""

    def linked(self, edge: Edge) -> Iterator[tuple[Who, Key]]:
        """The rows that `edge`, from identity values, reaches from the persons of `begin`, streamed. A key is empty
        where the table has none that lasts."""

    def known(self, part: StorePlan, edge: Edge) -> Iterator[Known]:
        """Every row of the collection of `edge`, which starts from the person's own row or from identity values:
        whoever's it is, streamed with bounded memory."""

    def sweep(self, sought: Sequence[Sought]) -> Swept:
        """Look for values in every column that can hold text, of every table that there is, declared or not, as
        `pellucid.engine.stores.searching` says; tables are read from end to end."""

    def commit(self) -> None:
        """Make the changes last; what follows is a new transaction with the same persons."""


class Store(Protocol):
    """A database, lake, file tree or remote service, connected. `open` raises StoreUnavailableError."""

    @property
    def facts(self) -> Facts: ...

    def describe(self) -> Schema:
        """The live schema, read anew at each call."""

    def statements(self, part: StorePlan) -> tuple[str, ...]:
        """What each step of `part` comes down to in this store, for people and for the plan's digest."""

    def open(self, mode: Mode) -> Session:
        """A session on a warm connection, with the store's limits set; on the replica, if there is one, for READ."""

    def close(self) -> None: ...


class StoreType(Protocol):
    """How a kind of store registers, under its URL's scheme, in the entry-point group `pellucid.stores`."""

    def __call__(self, url: str, declared: StoreMap, *, key: bytes, replica: str | None = None) -> Store:
        """Connect lazily. `key` is the installation's secret, for masks. Raises MapError for a URL it cannot use."""


def merged(counts: Iterable[Mapping[Who, int]]) -> dict[Who, int]:
    """Sums by person."""
    total: dict[Who, int] = {}
    for part in counts:
        for who, rows in part.items():
            total[who] = total.get(who, 0) + rows
    return total
