"""What tombstones tell: whether a row is one that was erased, and whether somebody may be let in again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from pellucid.engine.proving.own_rows import OwnRows
from pellucid.sealing.blind import Blind, KeyPart

_NEVER = datetime.min.replace(tzinfo=UTC)


class Likeness(StrEnum):
    """How a row of a restored backup resembles what was erased after the backup was made. Only FULL is erased again.

    Keys are given to new rows, and e-mail addresses to other people: neither alone says that it is the same person.
    """

    NONE = "not known to be erased"
    FULL = "the erased person"
    RETURNED = "the erased person, who has come back since"
    KEY = "the key of an erased row, but no identity of its person"
    IDENTITY = "the identity of an erased person, but another key"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure of one person in one collection. `identities`: hashes."""

    at: datetime
    identities: frozenset[str]


@dataclass(slots=True)
class Erasures:
    """All that the tombstones told when they were read."""

    _blind: Blind = field(repr=False)
    _rows: dict[str, list[Erasure]] = field(default_factory=dict, init=False, repr=False)
    _left: dict[str, datetime] = field(default_factory=dict, init=False, repr=False)
    _returned: dict[str, datetime] = field(default_factory=dict, init=False, repr=False)

    def note(self, erasure: Erasure, keys: Iterable[str]) -> None:
        for key in keys:
            self._rows.setdefault(key, []).append(erasure)
        _latest(self._left, erasure.identities, erasure.at)

    def note_return(self, identities: Iterable[str], at: datetime) -> None:
        _latest(self._returned, identities, at)

    def match(self, row: OwnRows, since: datetime) -> Likeness:
        """What a row is to the erasures after `since`, the moment at which its backup began.

        Its identities are those that tell more than its key does (not the key itself). FULL needs a key and an
        identity of one and the same erasure.
        """
        own = set(self._hashes(row.person, row.identities))
        erased = [one for key in hashed_keys(self._blind, row) for one in self._rows.get(key, ())]
        later = [erasure for erasure in erased if erasure.at > since]
        same = {one for erasure in later for one in erasure.identities & own}
        if same:
            return Likeness.RETURNED if any(self._is_back(one) for one in same) else Likeness.FULL
        if later:
            return Likeness.KEY
        if any(self._left.get(one, _NEVER) > since for one in own):
            return Likeness.IDENTITY
        return Likeness.NONE

    def suppressed(self, person: str, identities: Mapping[str, Sequence[object]]) -> bool:
        """Whether a record about such a person must not be taken in again, for instance from a partner's list: one of
        these identities was erased, and has not returned since. Known as long as its tombstone is kept."""
        hashes = self._hashes(person, identities)
        return any(one in self._left and not self._is_back(one) for one in hashes)

    def _hashes(self, person: str, identities: Mapping[str, Sequence[object]]) -> Iterator[str]:
        for many in hashed_identities(self._blind, person, identities).values():
            yield from many

    def _is_back(self, identity: str) -> bool:
        return self._returned.get(identity, _NEVER) > self._left.get(identity, _NEVER)


Hashes = MutableMapping[tuple[str, object], str]
"""Of identities of one kind of person, by name and value."""


def hashed_keys(blind: Blind, rows: OwnRows) -> list[str]:
    """Each together with store and collection."""
    return [blind.primary_key(rows.store, rows.collection, [_part(part) for part in key]).hex() for key in rows.keys]


def hashed_identities(
    blind: Blind, person: str, identities: Mapping[str, Sequence[object]], known: Hashes | None = None
) -> dict[str, list[str]]:
    """By name. Case and spaces around a value are ignored. `known`: hashes made before, added to."""
    memory = {} if known is None else known
    for name, values in identities.items():
        for value in values:
            if (name, value) not in memory:
                memory[name, value] = blind.identity(f"{person}.{name}", str(value).strip().casefold()).hex()
    return {name: [memory[name, value] for value in values] for name, values in identities.items()}


def _part(value: object) -> KeyPart:
    return value if isinstance(value, (str, int, bytes)) else str(value)


def _latest(moments: dict[str, datetime], identities: Iterable[str], at: datetime) -> None:
    for one in identities:
        moments[one] = max(at, moments.get(one, at))
