"""What is kept of a run that can be undone, beside its pages: who may undo it, and until when.

`<home>/undo/<run>/run.json` names nobody. Each person's ticket is sealed under the key of that person and run: the hash
of their code, and how many pages they have in the file of each store.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pellucid.engine.errors import UndoError
from pellucid.engine.proving import typed
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.undo_codes import SALT_SIZE, hashed, matches
from pellucid.engine.stores.base import Who
from pellucid.sealing.context import Context
from pellucid.sealing.envelopes import open_, seal
from pellucid.sealing.errors import KeyGoneError, SealingError
from pellucid.sealing.keys import Key
from pellucid.sealing.keystore import KeyStore
from pellucid.sealing.whole_files import whole_file

PURPOSE = "undo"
_VERSION, _FILE = 1, "run.json"


@dataclass(frozen=True, slots=True)
class Ticket:
    """`salt` and `code`: the hash of the undo code. `pages`: by store."""

    salt: bytes
    code: bytes
    pages: Mapping[str, int]

    @classmethod
    def new(cls, code: str, pages: Mapping[str, int]) -> Ticket:
        salt = os.urandom(SALT_SIZE)
        return cls(salt, hashed(code, salt), pages)

    def sealed(self, key: Key, run: str, who: Who) -> bytes:
        return seal(key, typed.dumps([self.salt, self.code, self.pages]), _context(run, who))


@dataclass(frozen=True, slots=True)
class Entry:
    """One person: the id of their key, their sealed ticket, and the time at which they returned."""

    key: bytes
    ticket: bytes
    undone: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A run that can be undone until `expires`. `people`: in the order of the run."""

    run: str
    expires: datetime
    people: Sequence[Entry]

    def returned(self, people: Sequence[Who], now: datetime) -> Record:
        """With those marked who have returned."""
        entries = list(self.people)
        for who in people:
            entries[who] = replace(entries[who], undone=now.isoformat())
        return replace(self, people=entries)

    def key(self, keys: KeyStore, who: Who, now: datetime) -> Key:
        """Raises UndoError where it is gone."""
        try:
            return keys.get(self.people[who].key, now=now)
        except KeyGoneError:
            raise UndoError(
                "the key of this undo was destroyed, so that nothing can be brought back",
                where=self.run,
                mend="what is in no backup either has to be entered anew",
            ) from None
        except SealingError as error:
            raise UndoError(error.wrong, where=error.where or self.run, mend=error.mend) from None

    def ticket(self, key: Key, who: Who) -> Ticket:
        try:
            found: Any = typed.loads(open_(key, self.people[who].ticket, _context(self.run, who)))
        except SealingError:
            raise _changed(self.run) from None
        return Ticket(*found)


def read(home: Home, run: str) -> Record:
    """Raises UndoError where nothing is kept of that run, or not as it was written."""
    try:
        data: Any = json.loads((folder_of(home, run) / _FILE).read_bytes())
        if data["version"] != _VERSION or data["run"] != run:
            raise _changed(run)
        people = [Entry(bytes.fromhex(p["key"]), b64decode(p["ticket"]), p["undone"]) for p in data["people"]]
        return Record(run, datetime.fromisoformat(data["expires"]), people)
    except FileNotFoundError:
        mend = "look whether it was erased with an undo, and whether its window has ended"
        raise UndoError("nothing is kept to undo this run with", where=run, mend=mend) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _changed(run) from None


def write(home: Home, record: Record) -> None:
    """On the disk, whole, when this returns."""
    people = [{"key": p.key.hex(), "ticket": b64encode(p.ticket).decode(), "undone": p.undone} for p in record.people]
    data = {"version": _VERSION, "run": record.run, "expires": record.expires.isoformat(), "people": people}
    with whole_file(folder_of(home, record.run) / _FILE) as file:
        file.write(json.dumps(data).encode())


def admitted(record: Record, keys: KeyStore, codes: Mapping[Who, str], now: datetime) -> dict[Who, Key]:
    """The keys of those who ask, each with their code. Raises UndoError for anybody who may not, or not any more."""
    if now >= record.expires:
        wrong = f"the time in which this could be undone ended on {record.expires.date().isoformat()}"
        raise UndoError(wrong, where=record.run, mend="what is in no backup either has to be entered anew")
    found: dict[Who, Key] = {}
    for who, code in codes.items():
        if not 0 <= who < len(record.people):
            raise UndoError("the run had no such person", where=record.run, mend="number them as the receipts do")
        if record.people[who].undone:
            wrong = f"it was already undone on {record.people[who].undone[:10]}"
            raise UndoError(wrong, where=record.run, mend="nothing is left to do")
        found[who] = record.key(keys, who, now)
        ticket = record.ticket(found[who], who)
        if not matches(code, ticket.salt, ticket.code):
            mend = "type the code as it was handed out beside the receipt"
            raise UndoError("the undo code is not the one of this person and run", where=record.run, mend=mend)
    return found


def runs(home: Home) -> list[str]:
    """Those that are written down. A run that ended before it committed anything has left no record."""
    return sorted(path.parent.name for path in home.undo.glob(f"*/{_FILE}"))


def folder_of(home: Home, run: str) -> Path:
    """Raises UndoError for what cannot be the id of a run."""
    if not run.isalnum():
        raise UndoError("this is no id of a run", mend="take it from the receipt, or from what the run printed")
    return home.undo / run


def pages_file(home: Home, run: str, store: str) -> Path:
    return folder_of(home, run) / f"{quote(store, safe='')}.sealed"


def key_store(home: Home) -> KeyStore:
    return KeyStore(home.keys, PURPOSE)


def _context(run: str, who: Who) -> Context:
    return Context("undo ticket", run, who)


def _changed(run: str) -> UndoError:
    return UndoError("what was kept for this undo is not as it was written", where=run, mend="put back a whole copy")
