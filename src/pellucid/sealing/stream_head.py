"""The head of a sealed stream: how it is locked, and a check of the secret, the context and the head itself.

bytes
    4  "PLSS"
    1  version, 1
    1  kind of lock: 1 key, 2 public key, 3 passphrase
    s  stanza, 48, 32 or 33 bytes by kind: leads to the secret of this stream (see `recipients`)
   32  HMAC-SHA-256 of all before and the encoded context, under HKDF(secret, "pellucid stream head")
"""

from __future__ import annotations

import hmac
from typing import Protocol

from pellucid.sealing.context import Context
from pellucid.sealing.errors import SealError
from pellucid.sealing.keys import derive
from pellucid.sealing.recipients import Kind, Opener, Recipient

_MAGIC, _VERSION = b"PLSS", 1
_CHECK_SIZE = 32


class Readable(Protocol):
    """A binary file to read from, which may give less than was asked for before its end."""

    def read(self, size: int, /) -> bytes | None: ...


def write_head(recipient: Recipient, context: Context) -> tuple[bytes, bytes]:
    """A new head, and the secret of the stream. Raises LockError for a recipient that protects nothing."""
    stanza, secret = recipient.lock()
    head = _MAGIC + bytes([_VERSION, recipient.kind]) + stanza
    return head + _check(secret, head, context), secret


def read_head(source: Readable, opener: Opener, context: Context) -> bytes:
    """The secret of the stream. Raises SealError where the opener, the context or the head is not the right one."""
    start, kind = _read_start(source)
    if kind is not opener.kind:
        raise SealError(f"It was sealed for {kind.words}, not for {opener.kind.words}.", mend=f"Take {kind.opener}.")
    stanza = read_up_to(source, kind.stanza_size)
    check = read_up_to(source, _CHECK_SIZE)
    if len(stanza) + len(check) < kind.stanza_size + _CHECK_SIZE:
        raise SealError("It ends within its head.", mend="Look for a whole copy of it.")
    secret = opener.unlock(stanza)
    if not hmac.compare_digest(check, _check(secret, start + stanza, context)):
        raise SealError(
            f"It does not open: {kind.opener} is wanted, for what it was sealed as, and the file as it was.",
            mend="Look for a mistyped letter or another key; then for an unchanged copy.",
        )
    return secret


def locked_with(source: Readable) -> Kind:
    """What it takes to open a stream, from its first six bytes. Raises SealError for what is no sealed stream."""
    return _read_start(source)[1]


def read_up_to(source: Readable, size: int) -> bytes:
    """`size` bytes, or fewer at the end of the source only."""
    parts = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _read_start(source: Readable) -> tuple[bytes, Kind]:
    start = read_up_to(source, len(_MAGIC) + 2)
    if len(start) < len(_MAGIC) + 2 or not start.startswith(_MAGIC):
        raise SealError("This is not a sealed file.", mend="Take the file as it was handed out.")
    version, kind = start[-2:]
    if version != _VERSION or kind not in list(Kind):
        raise SealError(
            f"It has version {version}, lock {kind}; this program reads version {_VERSION}, locks 1 to {max(Kind)}.",
            mend="Open it with a newer release of Pellucid.",
        )
    return start, Kind(kind)


def _check(secret: bytes, head: bytes, context: Context) -> bytes:
    return hmac.digest(derive(secret, "stream head"), head + context.encoded(), "sha256")
