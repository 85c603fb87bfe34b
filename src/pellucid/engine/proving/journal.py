"""The journal of a run over several stores: killed at any moment and repeated, the run ends the same way.

It is written before the first store commits, and ends when the receipts are on the disk. It holds who was found in
which store, for once the first store has committed, they may not be found again; so it is sealed. Whether a store has
committed is asked of the store itself: where nothing is left to change, what the journal counted was done.
"""

from __future__ import annotations

import hmac
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pellucid.engine.canonical import sha256
from pellucid.engine.datamap.model import PersonKind
from pellucid.engine.errors import StoreError
from pellucid.engine.proving import typed
from pellucid.engine.running.changing import Applied
from pellucid.engine.running.gathering import Values
from pellucid.engine.running.resolving import People
from pellucid.engine.stores.base import Counts
from pellucid.sealing.context import Context
from pellucid.sealing.envelopes import open_, seal
from pellucid.sealing.errors import SealingError
from pellucid.sealing.keys import Key, derive
from pellucid.sealing.whole_files import sync_folder

_PURPOSE = "journal"


@dataclass(frozen=True, slots=True)
class Stated:
    """The statements that were about to go into the ledger, when it had `size` entries."""

    texts: list[bytes]
    salts: list[bytes]
    size: int


@dataclass(frozen=True, slots=True)
class Written:
    """What the journal of an unfinished run holds. `applied`: what was counted before anything was committed;
    `tombstones`: their entries, to be added when it is."""

    run: str
    people: People
    values: Values
    applied: Applied
    tombstones: list[str]
    stated: Stated | None = None


class NoJournal:
    """For runs whose caller repeats them by other means."""

    def read(self, _kind: PersonKind) -> Written | None:
        return None

    def write(self, _written: Written) -> None:
        pass

    def end(self, _run: str) -> None:
        pass

    def ended(self) -> str | None:
        return None


class Journal(NoJournal):
    """The journal of one request: the same right for the same persons has the same one."""

    def __init__(self, folder: Path, secret: bytes, right: str, given: Sequence[Mapping[str, Sequence[str]]]) -> None:
        asked = sha256([right, sorted((sorted((k, list(v)) for k, v in one.items()) for one in given), key=str)])
        self._name = hmac.digest(derive(secret, "journal name"), asked.encode(), "sha256").hex()[:32]
        self._key = Key(bytes.fromhex(self._name), derive(secret, _PURPOSE))
        self._path = folder / f"{self._name}.journal"
        self._ended = folder / f"{self._name}.ended"
        self._folder = folder

    def read(self, kind: PersonKind) -> Written | None:
        """What an interrupted run left, None where there is nothing. Raises StoreError for a journal of other keys."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return _written(typed.loads(open_(self._key, data, self._context)), kind)
        except SealingError:
            mend = "run it with the secret key that was used then, or remove the file if what it began is settled"
            wrong = "the journal of an interrupted run cannot be opened"
            raise StoreError(wrong, where=str(self._path), mend=mend) from None

    def write(self, written: Written) -> None:
        """On the disk, whole, when this returns."""
        new = self._path.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(seal(self._key, typed.dumps_named(_plain(written)), self._context))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        sync_folder(self._folder)

    def end(self, run: str) -> None:
        """The run has ended; what stays is its id, for when the same is asked again."""
        self._ended.write_text(run)
        with suppress(FileNotFoundError):
            self._path.unlink()

    def ended(self) -> str | None:
        """The id of the run that ended last."""
        return self._ended.read_text() if self._ended.exists() else None

    @property
    def _context(self) -> Context:
        return Context(_PURPOSE, self._name)


def _plain(written: Written) -> object:
    people = written.people
    return {
        "run": written.run,
        "stated": written.stated and [written.stated.texts, written.stated.salts, written.stated.size],
        "values": list(written.values.items()),
        "tombstones": written.tombstones,
        "identities": people.identities,
        "given": people.given,
        "anchors": [[store, name, list(keys.items())] for (store, name), keys in people.anchors.items()],
        "seen": list(people.seen),
        "applied": {
            store: [[list(one.found.items()), list(one.changed.items())] for one in counts]
            for store, counts in written.applied.items()
        },
    }


def _written(found: Any, kind: PersonKind) -> Written:
    anchors = {(store, name): {tuple(key): who for key, who in keys} for store, name, keys in found["anchors"]}
    rows = Counter((f"{store}.{name}", who) for (store, name), keys in anchors.items() for who in keys.values())
    given = [{name: tuple(values) for name, values in one.items()} for one in found["given"]]
    people = People(kind, len(given), found["identities"], list(given), anchors, rows, dict.fromkeys(found["seen"]))
    applied = {
        store: [Counts(dict(had), dict(new)) for had, new in counts] for store, counts in found["applied"].items()
    }
    values = {who: {category: tuple(many) for category, many in own.items()} for who, own in found["values"]}
    stated = Stated(*found["stated"]) if found["stated"] else None
    return Written(found["run"], people, values, applied, found["tombstones"], stated)
