"""Signing keys (Ed25519, RFC 8032): made, kept where nobody else can read them, and replaced.

keys/               0700
  signing.pem       0600, PKCS#8; the key that signs now
  next.pem          0600; only while a key is being replaced
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from pellucid.proofs import durable
from pellucid.proofs.errors import SigningKeyError

SIGNING = "signing.pem"
NEXT = "next.pem"


class SigningKey:
    """A private key in memory. `public`: 64 hexadecimal digits, by which the key is named everywhere."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"

    def sign(self, message: bytes) -> str:
        """128 hexadecimal digits."""
        return self._private.sign(message).hex()

    def _pem(self) -> bytes:
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def is_signed(message: bytes, signature: str, public: str) -> bool:
    """Whether `signature` is that of the key `public` under `message`."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def create(folder: Path, name: str = SIGNING) -> SigningKey:
    """A new key in a file of its own, in a folder that is made if it is missing. Raises SigningKeyError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_open_doors(folder, folder.lstat())
    if (folder / name).exists():
        raise SigningKeyError("There is a signing key already.", where=str(folder / name))
    key = SigningKey(Ed25519PrivateKey.generate())
    durable.replace(folder / name, key._pem())
    return key


def load(folder: Path, name: str = SIGNING) -> SigningKey:
    """Raises SigningKeyError if it is missing, not an Ed25519 key, or if anyone else can read it."""
    path = folder / name
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        raise SigningKeyError(
            "The signing key is missing or cannot be opened.",
            where=str(path),
            mend="Put it back, or begin a new ledger; receipts of the old one stay verifiable.",
        ) from None
    with os.fdopen(file, "rb") as opened:
        _refuse_open_doors(folder, folder.stat())
        _refuse_open_doors(path, os.fstat(file))
        try:
            key = load_pem_private_key(opened.read(), password=None)
        except (ValueError, TypeError):
            key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyError("This is not an Ed25519 key in PEM.", where=str(path), mend="Put the right file back.")
    return SigningKey(key)


def create_next(folder: Path) -> SigningKey:
    """The key that is to follow; one left by an interrupted replacement is dropped, for nothing was signed with it."""
    (folder / NEXT).unlink(missing_ok=True)
    return create(folder, NEXT)


def promote_next(folder: Path) -> SigningKey:
    """The key that was to follow signs from now on; the one before it is destroyed."""
    (folder / NEXT).replace(folder / SIGNING)
    durable.flush_folder(folder)
    return load(folder)


def _refuse_open_doors(path: Path, found: os.stat_result) -> None:
    if found.st_uid not in (os.geteuid(), 0) or stat.S_IMODE(found.st_mode) & 0o077:
        raise SigningKeyError(
            "Others than its owner can read or change the signing key, or it is not yours.",
            where=str(path),
            mend=f"chmod go= {path}, and replace a key that others could read.",
        )
