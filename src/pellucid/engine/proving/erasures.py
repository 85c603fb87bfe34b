"""What tombstones tell: whether a row is one that was erased, and whether somebody may be let in again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from pellucid.engine.stores.base import Key
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

    def match(
        self, store: str, collection: str, key: Key, identities: Mapping[str, Sequence[object]], since: datetime
    ) -> Likeness:
        """What a row is to the erasures after `since`, the moment at which its backup began.

        `identities`: those that are one person's alone, and tell more than the key does (not the key itself). An empty
        `key` is none. FULL needs one key and one identity of the same erasure.
        """
        own = {one for many in hashed_identities(self._blind, identities).values() for one in many}
        erased = self._rows.get(hashed_key(self._blind, store, collection, key), ()) if key else ()
        later = [erasure for erasure in erased if erasure.at > since]
        same = {one for erasure in later for one in erasure.identities & own}
        if same:
            return Likeness.RETURNED if any(self._is_back(one) for one in same) else Likeness.FULL
        if later:
            return Likeness.KEY
        if any(self._left.get(one, _NEVER) > since for one in own):
            return Likeness.IDENTITY
        return Likeness.NONE

    def suppressed(self, identities: Mapping[str, Sequence[object]]) -> bool:
        """Whether a record about these identities must not be taken in again, for instance from a partner's list: one
        of them was erased, and has not returned since. Known as long as its tombstone is kept."""
        hashes = (one for many in hashed_identities(self._blind, identities).values() for one in many)
        return any(one in self._left and not self._is_back(one) for one in hashes)

    def _is_back(self, identity: str) -> bool:
        return self._returned.get(identity, _NEVER) > self._left.get(identity, _NEVER)


def hashed_key(blind: Blind, store: str, collection: str, key: Key) -> str:
    return blind.primary_key(store, collection, [_part(part) for part in key]).hex()


def hashed_identities(
    blind: Blind,
    identities: Mapping[str, Sequence[object]],
    known: MutableMapping[tuple[str, object], str] | None = None,
) -> dict[str, list[str]]:
    """By name. Case and spaces around a value are ignored. `known`: hashes made before, added to."""
    memory = {} if known is None else known
    for name, values in identities.items():
        for value in values:
            if (name, value) not in memory:
                memory[name, value] = blind.identity(name, str(value).strip().casefold()).hex()
    return {name: [memory[name, value] for value in values] for name, values in identities.items()}


def _part(value: object) -> KeyPart:
    return value if isinstance(value, (str, int, bytes)) else str(value)


def _latest(moments: dict[str, datetime], identities: Iterable[str], at: datetime) -> None:
    for one in identities:
        moments[one] = max(at, moments.get(one, at))
