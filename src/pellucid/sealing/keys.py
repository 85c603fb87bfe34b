"""A key, and the keys derived from it: a secret is never used for two things."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ID_SIZE = 16
SECRET_SIZE = 32


@dataclass(frozen=True, slots=True)
class Key:
    """A secret of 32 random bytes, and the id by which it is found, 16 bytes that may be shown to anyone."""

    id: bytes
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.id) != ID_SIZE or len(self.secret) != SECRET_SIZE:
            raise ValueError(f"A key has an id of {ID_SIZE} bytes and a secret of {SECRET_SIZE} bytes.")

    @classmethod
    def new(cls) -> Key:
        """A key that no key store knows."""
        return cls(os.urandom(ID_SIZE), os.urandom(SECRET_SIZE))


def derive(secret: bytes, label: str, *, salt: bytes = b"") -> bytes:
    """32 bytes for the use that `label` names: HKDF with SHA-256 (RFC 5869), info "pellucid " + label."""
    return HKDF(SHA256(), SECRET_SIZE, salt, b"pellucid " + label.encode()).derive(secret)
