"""The sealed index: which entries are about whom. It is the only thing that links them, and it can be erased.

It is an SQLite file apart from the ledger. A row is found by a keyed hash of the person and sealed (AES-256-GCM) under
a key of that person, both derived from the index's key: the file without the key links nothing to anybody, and erasing
a person leaves the ledger whole.
"""

from __future__ import annotations

import hmac
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pellucid.proofs.errors import LedgerError

KEY_BYTES = 32
_NONCE_BYTES = 12
_NUMBER_BYTES = 8


@dataclass(frozen=True, slots=True)
class Opening:
    """An entry's number in the ledger, and the salt that opens its commitment."""

    number: int
    salt: bytes = field(repr=False)


class Index:
    """One file. `key`: 32 random bytes that are kept elsewhere. `person`: whatever names them for good, such as
    `customer:17`; it is not stored."""

    def __init__(self, path: Path, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key of an index has {KEY_BYTES} bytes")
        self._path, self._key = path, key
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(self._connected()) as connection, connection:
            connection.execute("CREATE TABLE IF NOT EXISTS entries (person BLOB NOT NULL, sealed BLOB NOT NULL)")
            connection.execute("CREATE INDEX IF NOT EXISTS by_person ON entries (person)")

    def add(self, openings: Iterable[tuple[str, Opening]]) -> None:
        """Remember which entries are about whom."""
        with closing(self._connected()) as connection, connection:
            rows = ((self._token(person), self._sealed(person, opening)) for person, opening in openings)
            connection.executemany("INSERT INTO entries VALUES (?, ?)", rows)

    def of(self, person: str) -> list[Opening]:
        """In the order of the ledger. Raises LedgerError for a row that was altered."""
        query = "SELECT sealed FROM entries WHERE person = ?"
        with closing(self._connected()) as connection:
            found = [self._opened(person, sealed) for (sealed,) in connection.execute(query, (self._token(person),))]
        return sorted(found, key=lambda opening: opening.number)

    def erase(self, person: str) -> int:
        """Forget which entries are about this person, for good: how many there were. Freed pages are overwritten."""
        with closing(self._connected()) as connection, connection:
            return connection.execute("DELETE FROM entries WHERE person = ?", (self._token(person),)).rowcount

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    def _token(self, person: str) -> bytes:
        return hmac.digest(self._key, b"pellucid-index/1 person\n" + person.encode(), "sha256")

    def _cipher(self, person: str) -> AESGCM:
        return AESGCM(hmac.digest(self._key, b"pellucid-index/1 seal\n" + person.encode(), "sha256"))

    def _sealed(self, person: str, opening: Opening) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        plain = opening.number.to_bytes(_NUMBER_BYTES, "big") + opening.salt
        return nonce + self._cipher(person).encrypt(nonce, plain, None)

    def _opened(self, person: str, sealed: bytes) -> Opening:
        try:
            plain = self._cipher(person).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except InvalidTag:
            raise LedgerError(
                "A row of the index was altered.", where=str(self._path), mend="Restore it from a copy."
            ) from None
        return Opening(int.from_bytes(plain[:_NUMBER_BYTES], "big"), plain[_NUMBER_BYTES:])
