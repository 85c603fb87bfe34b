"""The bytes of a batch: the keys that were made together, each in a record of its own.

    offset  bytes
         0      4  "PLSK"
         4      1  version, 1
         5     12  id of the batch, random
        17      8  which master key wrapped it: the first bytes of HKDF(master, "pellucid key store master")
        25      4  number of records; then the records:
         0      8  expiry, seconds since 1970 UTC; 0: never
         8     32  owner: HMAC-SHA-256 of purpose and owner under HKDF(master, "pellucid key store owner")
        40     48  wrapped secret: AES-256-GCM under HKDF(master, batch, "pellucid key store wrap"), the nonce is the
                   number of the record (12 bytes), the associated data are purpose, expiry and owner

The id of a key is the id of its batch and the number of its record (4 bytes), so that it is found without an index.
A record that is all zeros is a destroyed key. Records keep their size, so that a key is overwritten where it lies.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pellucid.sealing.errors import KeyStoreError
from pellucid.sealing.framing import framed, utf8
from pellucid.sealing.keys import derive

BATCH_ID_SIZE = 12
_HEADER = struct.Struct(">4sB12s8sI")
_RECORD = struct.Struct(">Q32s48s")
_MAGIC, _VERSION = b"PLSK", 1

HEADER_SIZE, RECORD_SIZE = _HEADER.size, _RECORD.size
DESTROYED = bytes(RECORD_SIZE)


@dataclass(frozen=True, slots=True)
class Record:
    """A key as it lies in the file. `number`: which of the batch; `expires`: seconds since 1970 UTC, 0 for never."""

    number: int
    expires: int
    owner: bytes
    wrapped: bytes


class Wrapping:
    """What the master key does to the keys of one purpose."""

    def __init__(self, master: bytes, purpose: str) -> None:
        self._master, self._purpose = master, utf8(purpose)
        self._owners = derive(master, "key store owner")
        self.fingerprint = derive(master, "key store master")[:8]

    def owner(self, owner: str) -> bytes:
        return hmac.digest(self._owners, framed(self._purpose, utf8(owner)), "sha256")

    def wrap(self, batch: bytes, secrets: Sequence[bytes], owners: Sequence[bytes], expires: int) -> bytes:
        """The content of a new batch. The id must not have been used before."""
        cipher = self._cipher(batch)
        parts = [_HEADER.pack(_MAGIC, _VERSION, batch, self.fingerprint, len(secrets))]
        for number, (secret, owner) in enumerate(zip(secrets, owners, strict=True)):
            wrapped = cipher.encrypt(_nonce(number), secret, self._bound(expires, owner))
            parts.append(_RECORD.pack(expires, owner, wrapped))
        return b"".join(parts)

    def unwrap(self, batch: bytes, record: Record) -> bytes:
        """The secret. Raises KeyStoreError for a damaged record."""
        try:
            bound = self._bound(record.expires, record.owner)
            return self._cipher(batch).decrypt(_nonce(record.number), record.wrapped, bound)
        except InvalidTag:
            raise KeyStoreError(
                f"Record {record.number} of this batch of keys was changed.",
                where=batch.hex(),
                mend="What it sealed cannot be opened any more, unless there is an unchanged copy of the key store.",
            ) from None

    def _bound(self, expires: int, owner: bytes) -> bytes:
        return framed(self._purpose, expires.to_bytes(8, "big"), owner)

    def _cipher(self, batch: bytes) -> AESGCM:
        return AESGCM(derive(self._master, "key store wrap", salt=batch))


def read_records(batch: bytes, content: bytes, fingerprint: bytes) -> list[Record]:
    """The keys of a batch that are not destroyed. Raises KeyStoreError for a damaged file, or another master key."""
    read_header(batch, content[:HEADER_SIZE], len(content), fingerprint)
    records = (content[place : place + RECORD_SIZE] for place in range(HEADER_SIZE, len(content), RECORD_SIZE))
    return [record for number, packed in enumerate(records) if (record := read_record(number, packed))]


def read_header(batch: bytes, header: bytes, size: int, fingerprint: bytes) -> int:
    """How many keys a batch, a file of `size` bytes, has, with those destroyed. Raises as `read_records` does."""
    if len(header) != HEADER_SIZE:
        raise _damaged(batch)
    magic, version, named, wrapped_by, count = _HEADER.unpack(header)
    if (magic, version, named) != (_MAGIC, _VERSION, batch) or size != place_of(count):
        raise _damaged(batch)
    if wrapped_by != fingerprint:
        raise KeyStoreError(
            "These keys were wrapped by another master key.", where=batch.hex(), mend="Put that master key back."
        )
    return int(count)


def read_record(number: int, packed: bytes) -> Record | None:
    """None for a destroyed key."""
    return None if packed == DESTROYED else Record(number, *_RECORD.unpack(packed))


def place_of(number: int) -> int:
    """Where a record begins in its file."""
    return HEADER_SIZE + number * RECORD_SIZE


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _damaged(batch: bytes) -> KeyStoreError:
    return KeyStoreError(
        "This file of keys is damaged, or was made by a newer release of Pellucid.",
        where=batch.hex(),
        mend="Do not delete it: put back an unchanged copy of the key store, or update Pellucid.",
    )
