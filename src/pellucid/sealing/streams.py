"""A sealed stream: of any length, in bounded memory, whole or refused.

After the head (see `stream_head`) come chunks of 65536 bytes, of which the last may be shorter, each followed by its
tag (16 bytes). They are sealed with AES-256-GCM under HKDF(secret, "pellucid stream chunks"); the nonce is the number
of the chunk (11 bytes, big-endian, from 0) and a byte that is 1 for the last chunk, else 0. This is STREAM (Hoang,
Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, 2015): a chunk that
is changed, moved, doubled or missing does not open, wherever it is. The secret is never the same twice, so no nonce is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pellucid.sealing.context import Context
from pellucid.sealing.errors import SealError
from pellucid.sealing.keys import derive
from pellucid.sealing.recipients import Opener, Recipient
from pellucid.sealing.stream_head import Readable, read_head, read_up_to, write_head

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 64 * 1024
"""Bytes of plaintext in each chunk but the last."""

_SEALED_CHUNK = CHUNK + 16


class Writable(Protocol):
    """A binary file to write to, which takes all that it is given."""

    def write(self, content: bytes, /) -> object: ...


class SealedWriter:
    """`with SealedWriter(target, recipient, context) as sealed: sealed.write(...)`

    What the target holds can be opened once `close` has returned, not before: after an error in the block the last
    chunk is missing for good. The target is not closed. Raises LockError for a recipient that protects nothing.
    """

    # Not an io.IOBase: those close themselves when they are forgotten, and so would make half a stream a whole one.

    def __init__(self, target: Writable, recipient: Recipient, context: Context) -> None:
        head, secret = write_head(recipient, context)
        self._target, self._cipher = target, _chunk_cipher(secret)
        self._number, self._rest, self.closed = 0, bytearray(), False
        target.write(head)

    def write(self, content: bytes) -> int:
        if self.closed:
            raise ValueError("Write to a sealed stream that is closed.")
        self._rest += content
        # The last chunk is known as the last at the end only, so a whole one waits.
        whole = max(len(self._rest) - 1, 0) // CHUNK * CHUNK
        for start in range(0, whole, CHUNK):
            self._seal(self._rest[start : start + CHUNK], last=False)
        del self._rest[:whole]
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._seal(self._rest, last=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if error is None:
            self.close()
        self.closed = True

    def _seal(self, chunk: bytearray, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), chunk, None)
        self._number += 1
        self._target.write(sealed)


class SealedReader(io.RawIOBase):
    """Reads what a SealedWriter wrote; put an io.BufferedReader around it for small reads. The source is not closed.

    Nothing is given out that was not checked; that the stream is whole is known when its end was read. Raises SealError
    for another opener or context, and where the stream was changed or cut short; then it is closed.
    """

    def __init__(self, source: Readable, opener: Opener, context: Context) -> None:
        super().__init__()
        self._chunks = _opened(source, _chunk_cipher(read_head(source, opener, context)))
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        if self.closed:
            raise ValueError("Read from a sealed stream that is closed.")
        if not self._rest:
            self._rest = memoryview(self._next())
        given = memoryview(buffer).cast("B")
        size = min(len(given), len(self._rest))
        given[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _next(self) -> bytes:
        try:
            return next(self._chunks, b"")
        except BaseException:
            # Else whoever reads on after an error would be told that the stream ends here.
            self.close()
            raise


def _opened(source: Readable, cipher: AESGCM) -> Iterator[bytes]:
    number, sealed, last = 0, read_up_to(source, _SEALED_CHUNK), False
    while not last:
        following = read_up_to(source, _SEALED_CHUNK)
        last = not following
        yield _open(cipher, number, sealed, last=last)
        number, sealed = number + 1, following


def _open(cipher: AESGCM, number: int, sealed: bytes, *, last: bool) -> bytes:
    try:
        chunk = cipher.decrypt(_nonce(number, last=last), sealed, None)
    except InvalidTag:
        chunk = None
    if chunk is None or (number and not chunk):
        raise SealError(
            f"It was changed or cut short; what was read before byte {number * CHUNK} is right, but not all.",
            mend="Use nothing of it; look for an unchanged copy.",
        )
    return chunk


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _chunk_cipher(secret: bytes) -> AESGCM:
    return AESGCM(derive(secret, "stream chunks"))
