"""Tombstones: keyed hashes of what was erased, so that it can be erased again when a backup brings it back.

`<home>/tombstones/` lies outside the databases that it speaks of. `2026-03-01.jsonl` has the entries that expire on
that day. An entry is an erasure, of one person in one collection

    {"at": "2026-01-30T09:00:00+00:00", "run": "...", "who": 0, "keys": ["<key>"], "identities": {"email": ["<value>"]}}

or a return: {"at": ..., "returned": {"email": ["<value>"]}}, or an undo: {"at": ..., "undone": "...", "who": 0}. What
stands in <> is HMAC-SHA-256 under a key that is used for nothing else (`pellucid.sealing.blind`); a key is hashed
together with its store and collection. Names of identities, times and ids of runs are readable. Whoever lacks the key
learns how many were erased, and when. Whoever has it can ask of anybody "was it them?", so it belongs into the key
store, which is in no backup.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from pellucid.engine.errors import PellucidError
from pellucid.engine.proving.erasures import Erasure, Erasures, Hashes, hashed_identities, hashed_keys
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.own_rows import OwnRows
from pellucid.engine.proving.tombstone_files import append, expiry, last_day, locked, read, remove_expired
from pellucid.engine.stores.base import Who
from pellucid.sealing.blind import Blind
from pellucid.sealing.keys import Key
from pellucid.sealing.keystore import KeyStore

PURPOSE = "tombstones"
"""The purpose of the key in the key store."""


def tombstone_key(home: Home, now: datetime) -> Key:
    """The one key of an installation's tombstones, made when it is first needed. Raises KeyStoreError, OSError."""
    keys = KeyStore(home.keys, PURPOSE)
    with locked(home.tombstones):
        known = list(keys.owned_by(PURPOSE))
        return keys.get(min(known), now=now) if known else keys.create([PURPOSE], expires=None)[0]


def tidy(home: Home, now: datetime) -> int:
    """Remove the tombstones that have expired by `now`; how many files went. Raises OSError."""
    return remove_expired(home.tombstones, now)


def undone(home: Home, run: str, who: Who, at: datetime) -> None:
    """The erasure of person number `who` of a run was undone: it is to be repeated over no backup. It expires when the
    youngest tombstone does. Raises OSError."""
    entry = {"at": _moment(at), "undone": run, "who": who}
    append(home.tombstones, last_day(home.tombstones, at), [json.dumps(entry)])


class Tombstones:
    """The tombstones of an installation. `longest_backup`: how long the oldest backup is kept that may be restored."""

    def __init__(self, home: Home, key: Key, longest_backup: timedelta) -> None:
        self._folder, self._blind, self._longest = home.tombstones, Blind(key), longest_backup

    def entries(self, rows: Iterable[OwnRows], run: str) -> list[str]:
        """Entries to be kept until the erasure is committed (a run's journal may hold them), and then to be added.

        Made from `own_rows`, that is before anything is erased; there is nothing of the person in them.
        """
        known: Hashes = {}
        return [self._entry(one, run, known) for one in rows]

    def add(self, entries: Sequence[str], at: datetime) -> None:
        """Entries of an erasure that was committed at `at`, on the disk when this returns. Added again, by a run that
        is taken up after a crash, they say the same. Raises OSError."""
        moment = json.dumps(_moment(at))
        lines = [f'{{"at":{moment},{entry[1:]}' for entry in entries]
        if lines:
            append(self._folder, expiry(at, self._longest), lines)

    def returned(self, person: str, identities: Mapping[str, Sequence[object]], at: datetime) -> None:
        """A person of kind `person` came back at `at`, by their own act (a new account, a new consent).

        From then on `Erasures.suppressed` lets them in. What an erasure before `at` removed is not erased again by a
        replay any more, but reported as `RETURNED`: an erasure finds a person by their identities, and would take with
        it what they have entrusted to us since, which nobody asked to erase. A human decides about the old rows.
        A later erasure ends the return. It expires when the erasures before it have. Raises OSError.
        """
        entry = {"at": _moment(at), "returned": hashed_identities(self._blind, person, identities)}
        append(self._folder, expiry(at, self._longest), [json.dumps(entry)])

    def read(self) -> Erasures:
        """What the tombstones tell now. Raises PellucidError for a damaged file."""
        found = Erasures(self._blind)
        entries = list(read(self._folder))
        undone = {(entry["undone"], entry.get("who")) for entry in entries if "undone" in entry}
        for entry in entries:
            if "undone" in entry or (entry.get("run"), entry.get("who")) in undone:
                continue
            try:
                _note(found, entry)
            except (KeyError, TypeError, ValueError):
                mend = "read it with the release of Pellucid that wrote it, or put back an unchanged copy"
                raise PellucidError("a tombstone cannot be read", where=str(self._folder), mend=mend) from None
        return found

    def _entry(self, rows: OwnRows, run: str, known: Hashes) -> str:
        identities = hashed_identities(self._blind, rows.person, rows.identities, known)
        entry = {"run": run, "who": rows.who, "keys": hashed_keys(self._blind, rows), "identities": identities}
        return json.dumps(entry, separators=(",", ":"))


def _note(found: Erasures, entry: Mapping[str, object]) -> None:
    at = datetime.fromisoformat(str(entry["at"]))
    if "returned" in entry:
        found.note_return(_values(entry["returned"]), at)
    else:
        found.note(Erasure(at, frozenset(_values(entry["identities"]))), _list(entry["keys"]))


def _moment(at: datetime) -> str:
    """Raises ValueError for a time without a zone, which would be another one elsewhere."""
    if at.tzinfo is None:
        raise ValueError("The time of an erasure has a time zone.")
    return at.isoformat()


def _values(identities: object) -> list[str]:
    if not isinstance(identities, dict):
        raise TypeError("identities are by name")
    return [value for many in identities.values() for value in _list(many)]


def _list(many: object) -> list[str]:
    if not isinstance(many, list) or not all(isinstance(one, str) for one in many):
        raise TypeError("a list of hashes is expected")
    return many
