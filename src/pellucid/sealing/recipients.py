"""The ways to lock a sealed file. What a recipient writes into the file's head (its stanza) leads an opener back.

| kind | stanza | secret of the file |
|---|---|---|
| key | id of the key (16), salt (32) | HKDF(key, salt, "pellucid stream for a key") |
| public key | ephemeral public key (32) | see `keypairs` |
| passphrase | salt (32), log2 of the cost (1) | see `passphrases` |
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from pellucid.sealing.errors import SealError
from pellucid.sealing.keys import ID_SIZE, Key, derive

_SALT_SIZE = 32


class Kind(IntEnum):
    """How a sealed file is locked."""

    KEY = 1
    PUBLIC_KEY = 2
    PASSPHRASE = 3

    @property
    def stanza_size(self) -> int:
        return {Kind.KEY: 48, Kind.PUBLIC_KEY: 32, Kind.PASSPHRASE: 33}[self]

    @property
    def words(self) -> str:
        return _LOCKED[self]

    @property
    def opener(self) -> str:
        return _OPENED[self]


_LOCKED = {Kind.KEY: "a key of the key store", Kind.PUBLIC_KEY: "a public key", Kind.PASSPHRASE: "a passphrase"}
_OPENED = {
    Kind.KEY: "the key that it names",
    Kind.PUBLIC_KEY: "the private key of its recipient",
    Kind.PASSPHRASE: "its passphrase",
}


class Recipient(Protocol):
    """Who a file is sealed for."""

    @property
    def kind(self) -> Kind: ...

    def lock(self) -> tuple[bytes, bytes]:
        """A new stanza, and the secret of 32 bytes that it leads to, never the same twice."""


class Opener(Protocol):
    """Who opens it."""

    @property
    def kind(self) -> Kind: ...

    def unlock(self, stanza: bytes) -> bytes:
        """The secret that the stanza leads to. Raises SealError where it leads nowhere."""


@dataclass(frozen=True, slots=True)
class WithKey:
    """Recipient and opener: a key that both sides have."""

    key: Key
    kind = Kind.KEY

    def lock(self) -> tuple[bytes, bytes]:
        stanza = self.key.id + os.urandom(_SALT_SIZE)
        return stanza, self.unlock(stanza)

    def unlock(self, stanza: bytes) -> bytes:
        sealed_under, salt = stanza[:ID_SIZE], stanza[ID_SIZE:]
        if sealed_under != self.key.id:
            raise SealError(
                f"It was sealed under key {sealed_under.hex()}, not under {self.key.id.hex()}.",
                mend="Take the key that it names.",
            )
        return derive(self.key.secret, "stream for a key", salt=salt)
