"""An envelope: a value that fits in memory, sealed under a key and bound to what it is.

    offset  bytes
         0      4  "PLSE"
         4      1  version, 1
         5     16  id of the key
        21     32  salt, random
        53      n  ciphertext, as long as the plaintext
    53 + n     16  tag

AES-256-GCM (NIST SP 800-38D) under HKDF(key, salt, "pellucid envelope"), with a nonce of 12 zero bytes; the header and
the encoded context are the associated data. Every envelope has a data key of its own, used for one message, so that a
nonce cannot be used twice however many envelopes one key seals.
"""

from __future__ import annotations

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pellucid.sealing.context import Context
from pellucid.sealing.errors import SealError
from pellucid.sealing.keys import Key, derive

_HEADER = struct.Struct(">4sB16s32s")
_MAGIC, _VERSION = b"PLSE", 1
_SALT_SIZE, _TAG_SIZE = 32, 16
_NONCE = bytes(12)

OVERHEAD = _HEADER.size + _TAG_SIZE
"""By how many bytes an envelope is longer than what is in it."""


def seal(key: Key, plaintext: bytes, context: Context) -> bytes:
    """The envelope. Raises OverflowError above 2 GiB: use a stream."""
    salt = os.urandom(_SALT_SIZE)
    header = _HEADER.pack(_MAGIC, _VERSION, key.id, salt)
    return header + _cipher(key, salt).encrypt(_NONCE, plaintext, header + context.encoded())


def open_(key: Key, envelope: bytes, context: Context) -> bytes:
    """What `seal` was given. Raises SealError for another key or context, and for an envelope with any byte changed."""
    sealed_under, salt = _read_header(envelope)
    if sealed_under != key.id:
        raise SealError(
            f"The envelope was sealed under key {sealed_under.hex()}, not under {key.id.hex()}.",
            mend="Take the key that the envelope names.",
        )
    header, sealed = envelope[: _HEADER.size], envelope[_HEADER.size :]
    try:
        return _cipher(key, salt).decrypt(_NONCE, sealed, header + context.encoded())
    except InvalidTag:
        raise SealError(
            f"The envelope under key {key.id.hex()} does not open: it was changed, or it is not what it is taken for.",
            mend="Look for an unchanged copy of it, and open it for the purpose, run and position it was sealed for.",
        ) from None


def key_id(envelope: bytes) -> bytes:
    """The id of the key that an envelope names. Raises SealError for what is no envelope."""
    return _read_header(envelope)[0]


def _read_header(envelope: bytes) -> tuple[bytes, bytes]:
    if len(envelope) < OVERHEAD or not envelope.startswith(_MAGIC):
        raise SealError("This is not an envelope, or only a piece of one.", mend="Look for a whole copy of it.")
    _, version, sealed_under, salt = _HEADER.unpack_from(envelope)
    if version != _VERSION:
        raise SealError(
            f"The envelope has version {version}; this program reads version {_VERSION}.",
            mend="Open it with a newer release of Pellucid.",
        )
    return sealed_under, salt


def _cipher(key: Key, salt: bytes) -> AESGCM:
    return AESGCM(derive(key.secret, "envelope", salt=salt))
