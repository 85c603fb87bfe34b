"""A key pair: whoever has the public key can seal a file that only the private key opens.

X25519 (RFC 7748). The stanza is the public key of a pair made for this file alone; the secret of the file is
HKDF(shared secret, salt = ephemeral public key + recipient's public key, "pellucid stream for a public key").

As text: "pellucid-public:" or "pellucid-private:" and base64url (RFC 4648) of the key (32 bytes) and the first four
bytes of SHA-256 over label and key, so that a mistyped key is refused.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from pellucid.sealing.errors import LockError, SealError
from pellucid.sealing.keys import derive
from pellucid.sealing.recipients import Kind

_PUBLIC, _PRIVATE = "pellucid-public:", "pellucid-private:"
_SIZE, _CHECK_SIZE = 32, 4


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Recipient. May be shown to anyone."""

    raw: bytes
    kind = Kind.PUBLIC_KEY

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Raises LockError for what is not a public key, or a mistyped one."""
        if text.strip().startswith(_PRIVATE):
            raise LockError(
                "This is a private key, where the public one is wanted.",
                mend="Give the public key of the pair, and make a new pair if others have seen this one.",
            )
        return cls(_parsed(_PUBLIC, text, "public"))

    def __str__(self) -> str:
        return _text(_PUBLIC, self.raw)

    def lock(self) -> tuple[bytes, bytes]:
        """Raises LockError for a key that would make a secret known to everybody (RFC 7748, section 6.1)."""
        ephemeral = X25519PrivateKey.generate()
        stanza = ephemeral.public_key().public_bytes_raw()
        try:
            shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.raw))
        except ValueError:
            raise LockError("This public key protects nothing.", mend="Ask its owner for another one.") from None
        return stanza, _secret(shared, stanza, self.raw)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """Opener. Whoever has it can open what was sealed for its public key."""

    raw: bytes = field(repr=False)
    kind = Kind.PUBLIC_KEY

    @classmethod
    def new(cls) -> PrivateKey:
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> PrivateKey:
        """Raises LockError for what is not a private key, or a mistyped one."""
        return cls(_parsed(_PRIVATE, text, "private"))

    def public(self) -> PublicKey:
        return PublicKey(self._key().public_key().public_bytes_raw())

    def reveal(self) -> str:
        """The private key as text, to be written into a file that only its owner can read."""
        return _text(_PRIVATE, self.raw)

    def unlock(self, stanza: bytes) -> bytes:
        """Raises SealError for a stanza that no recipient has made."""
        try:
            shared = self._key().exchange(X25519PublicKey.from_public_bytes(stanza))
        except ValueError:
            raise SealError("Its head was changed.", mend="Ask for an unchanged copy.") from None
        return _secret(shared, stanza, self.public().raw)

    def _key(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.raw)


def _secret(shared: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    return derive(shared, "stream for a public key", salt=ephemeral + recipient)


def _text(label: str, raw: bytes) -> str:
    return label + base64.urlsafe_b64encode(raw + _check(label, raw)).decode()


def _parsed(label: str, text: str, kind: str) -> bytes:
    text = text.strip()
    try:
        raw = base64.urlsafe_b64decode(text.removeprefix(label))[:_SIZE]
    except ValueError:
        raw = b""
    if len(raw) != _SIZE or text != _text(label, raw):
        raise LockError(
            f"This is not a {kind} key, or it was mistyped.", mend=f'Copy it whole; it begins with "{label}".'
        )
    return raw


def _check(label: str, raw: bytes) -> bytes:
    return hashlib.sha256(label.encode() + raw).digest()[:_CHECK_SIZE]
