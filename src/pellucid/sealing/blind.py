"""Keyed hashes: whoever has the key can ask "is it this one?"; whoever has not learns nothing, not even by guessing.

For tombstones (which row of which collection was erased, and of whom) and for the list of those who may not return.
HMAC-SHA-256 (RFC 2104). Each kind of thing has a key of its own, HKDF(key, "pellucid blind " + kind), so that equal
values of two kinds do not show that they are equal. Destroy the key, and no hash says anything any more.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from pellucid.sealing.framing import framed, utf8
from pellucid.sealing.keys import Key, derive

KeyPart = str | int | bytes
"""One column of a primary key. Other types (dates, decimals, UUIDs) are made into text by the caller, always alike."""


class Blind:
    """Keyed hashes of 32 bytes under one key."""

    def __init__(self, key: Key) -> None:
        self._collection = derive(key.secret, "blind collection")
        self._primary_key = derive(key.secret, "blind primary key")
        self._identity = derive(key.secret, "blind identity")

    def collection(self, store: str, collection: str) -> bytes:
        return _hash(self._collection, utf8(store), utf8(collection))

    def primary_key(self, store: str, collection: str, parts: Sequence[KeyPart]) -> bytes:
        """Of one row; equal keys of two collections differ. 1 and "1" differ too. Raises TypeError for other types."""
        return _hash(self._primary_key, utf8(store), utf8(collection), *(_typed(part) for part in parts))

    def identity(self, kind: str, value: str) -> bytes:
        """Of an identity, such as `email`, whose value the caller has brought into the one form that is compared."""
        return _hash(self._identity, utf8(kind), utf8(value))


def _hash(key: bytes, *parts: bytes) -> bytes:
    return hmac.digest(key, framed(*parts), "sha256")


def _typed(part: KeyPart) -> bytes:
    if isinstance(part, str):
        return b"s" + utf8(part)
    if isinstance(part, bytes):
        return b"b" + part
    if isinstance(part, int):
        return b"i" + str(int(part)).encode()
    raise TypeError(f"A part of a primary key is text, a whole number or bytes, not {type(part).__name__}.")
