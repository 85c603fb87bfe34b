"""A passphrase, made slow and expensive to guess.

scrypt (RFC 7914) with r = 8 and p = 1 over the passphrase in NFC and UTF-8. The stanza has the salt (32 bytes) and log2
of N (1 byte). N = 2**17 takes 128 MiB and about half a second.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from pellucid.sealing.errors import LockError, SealError
from pellucid.sealing.framing import utf8
from pellucid.sealing.recipients import Kind

SHORTEST = 12
"""Characters of a passphrase to seal with. A file can be guessed at offline, without end."""

_COST, _CHEAPEST, _DEAREST = 17, 14, 18
_SALT_SIZE = 32


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Recipient and opener. `cost`: log2 of scrypt's N for new files; an opener reads it from the file."""

    text: str = field(repr=False)
    cost: int = _COST
    kind = Kind.PASSPHRASE

    def lock(self) -> tuple[bytes, bytes]:
        """Raises LockError for a passphrase that is too short."""
        if len(self.text) < SHORTEST:
            raise LockError(
                f"A passphrase of fewer than {SHORTEST} characters can be guessed.",
                mend="Take several words, and give them to the recipient by another way than the file.",
            )
        stanza = os.urandom(_SALT_SIZE) + bytes([self.cost])
        return stanza, self.unlock(stanza)

    def unlock(self, stanza: bytes) -> bytes:
        """Raises SealError for a cost out of range, before any memory is taken."""
        salt, cost = stanza[:_SALT_SIZE], stanza[_SALT_SIZE]
        # 128 * r * N bytes: without a cap, a hostile file could ask for all the memory there is.
        if not _CHEAPEST <= cost <= _DEAREST:
            raise SealError(
                f"Its head asks for scrypt with N = 2**{cost}; {_CHEAPEST} to {_DEAREST} are accepted.",
                mend="Do not trust this file; ask its sender for another copy.",
            )
        text = utf8(unicodedata.normalize("NFC", self.text))
        return Scrypt(salt=salt, length=32, n=2**cost, r=8, p=1).derive(text)
