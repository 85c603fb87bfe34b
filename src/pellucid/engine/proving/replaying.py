"""Replay: what was erased after a backup was made is erased again when that backup has been restored.

Only the stores that were restored may be in the engine (`only`): elsewhere nothing has come back, and what is there
under an erased person's identity was put there since. Rows that resemble an erased one in part are counted and left
alone, for a human to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from pellucid.engine.datamap.model import DataMap
from pellucid.engine.errors import IdentityError, MapError
from pellucid.engine.planning.plan import Right
from pellucid.engine.proving.erasures import Erasures, Likeness
from pellucid.engine.proving.own_rows import own_edges
from pellucid.engine.proving.telling import Telling, Told, same_people
from pellucid.engine.running.engine import Engine
from pellucid.engine.running.people import Identities
from pellucid.engine.stores.base import Mode

_AT_ONCE = 1_000
"""Persons in one erasure."""


class Erase(Protocol):
    """Erases persons of one kind, with journal and receipts as the caller wants them."""

    def __call__(self, people: Sequence[Identities], *, person: str) -> object: ...


@dataclass(frozen=True, slots=True)
class InPart:
    """Rows of one collection that were left as they are, and why; no values."""

    store: str
    collection: str
    likeness: Likeness
    rows: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """`erased`: persons that were erased again. `unclear`: persons of whom it is not clear who is meant, not erased.

    `left`: what matches afterwards, in part or (FULL: rows that the data map keeps, or of unclear persons) in full.
    """

    rows: int
    erased: int
    unclear: int
    left: tuple[InPart, ...]


def only(datamap: DataMap, store: str) -> DataMap:
    """The data map of one store that was restored. Raises MapError where there is no such store."""
    if store not in datamap.stores:
        mend = f"say one of {', '.join(datamap.stores)}"
        raise MapError(f"the data map has no store {store!r}", mend=mend)
    return replace(datamap, stores={store: datamap.stores[store]})


def replay(engine: Engine, erasures: Erasures, backup_of: datetime, erase: Erase) -> Replayed:
    """Erase again, in the stores of `engine`, everybody who was erased after `backup_of`: the moment at which the
    making of the backup began, with its time zone.

    Keys and identities are read once from end to end, and once more afterwards if anybody was erased. Done again, it
    changes nothing. Raises what `erase` raises, except where it is not clear who is meant: that is counted.
    """
    erased, unclear = 0, 0
    scan = _scan(engine, erasures, backup_of)
    for person, found in scan.people.items():
        people = same_people(found)
        for start in range(0, len(people), _AT_ONCE):
            done, missed = _erased(erase, person, people[start : start + _AT_ONCE])
            erased, unclear = erased + done, unclear + missed
    after = _scan(engine, erasures, backup_of) if erased else scan
    left = tuple(InPart(*place, rows) for place, rows in sorted(after.alike.items()))
    return Replayed(scan.rows, erased, unclear, left)


@dataclass(slots=True)
class _Scan:
    """`people`: by kind, the identities on rows that match in full. `alike`: rows by store, collection, and how."""

    rows: int
    people: dict[str, dict[Told, None]]
    alike: Counter[tuple[str, str, Likeness]]


def _scan(engine: Engine, erasures: Erasures, since: datetime) -> _Scan:
    scan = _Scan(0, {}, Counter())
    for kind in engine.datamap.persons.values():
        with engine.sessions(Mode.SCRATCH) as sessions:
            plan = engine.current((Right.ERASURE, kind.name, ()), sessions)
            for part, edge in ((one, edge) for one in plan.parts for edge in own_edges(one)):
                telling = Telling(part, edge, kind, engine.key)
                for row in sessions[part.store].known(part, edge):
                    scan.rows += 1
                    likeness = telling.likeness(row, erasures, since)
                    if likeness is Likeness.FULL:
                        scan.people.setdefault(kind.name, {})[telling.identities(row)] = None
                    if likeness is not Likeness.NONE:
                        scan.alike[part.store, edge.collection, likeness] += 1
    return scan


def _erased(erase: Erase, person: str, people: Sequence[Identities]) -> tuple[int, int]:
    """How many were erased, and how many not, for it is not clear who they are: these do not stop the others."""
    try:
        erase(people, person=person)
    except IdentityError:
        if len(people) == 1:
            return 0, 1
        each = [_erased(erase, person, [one]) for one in people]
        return sum(done for done, _ in each), sum(missed for _, missed in each)
    return len(people), 0
