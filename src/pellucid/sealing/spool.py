"""A file that is encrypted on the disk while it is worked on: it can seek, read and write anywhere.

For what has to be read back before it is finished, such as a ZIP, and must not lie on a disk in plain text. It is cut
into pages, each sealed with AES-256-GCM under a key that exists in memory only: when the process ends, however it ends,
nobody can read what is left. The nonce is the number of the write (12 bytes, never twice), the number of the page is
the associated data; which write a page is from is remembered in memory, so that no page can be swapped for another or
for an older one of itself.
"""

from __future__ import annotations

import io
import os
import tempfile
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pellucid.sealing.errors import SealError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

PAGE = 64 * 1024
_SEALED_PAGE = PAGE + 16


def open_spool(folder: Path) -> io.BufferedRandom:
    """An empty spool, in a file without a name in `folder`: gone when it is closed, or the process ends.

    In memory: two pages, and 8 bytes for each page on the disk. Raises OSError where the folder cannot be written to.
    """
    return io.BufferedRandom(SealedSpool(tempfile.TemporaryFile(dir=folder, buffering=0)), PAGE)


class SealedSpool(io.RawIOBase):
    """The spool on an empty file `disk`, without a buffer; one page is in plain text, in memory.

    Raises OSError for a full disk, SealError where somebody changed a page on the disk.
    """

    def __init__(self, disk: io.FileIO) -> None:
        super().__init__()
        self._disk = disk
        self._cipher = AESGCM(os.urandom(32))
        self._writes = 0
        self._written = array("Q")
        self._size = self._position = 0
        self._number, self._page, self._changed = 0, bytearray(PAGE), False

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        position = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if position < 0:
            raise ValueError("Seek to before the start of a file.")
        self._position = position
        return position

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        given = memoryview(buffer).cast("B")
        start, size = self._within_page(min(len(given), max(self._size - self._position, 0)))
        if size:
            self._turn_to(self._position // PAGE)
            given[:size] = self._page[start : start + size]
            self._position += size
        return size

    def write(self, content: ReadableBuffer, /) -> int:
        taken = memoryview(content).cast("B")
        start, size = self._within_page(len(taken))
        if size:
            self._turn_to(self._position // PAGE)
            self._page[start : start + size] = taken[:size]
            self._changed = True
            self._position += size
            self._size = max(self._size, self._position)
        return size

    def truncate(self, size: int | None = None, /) -> int:
        """As of a file on the disk: a longer size adds zeros, the position stays."""
        end = self._position if size is None else size
        if end < 0:
            raise ValueError("Truncate a file to less than nothing.")
        if end < self._size:
            # What is beyond the end of a page is zeros, always, so that a file which grows again has no old bytes.
            self._turn_to(end // PAGE)
            self._page[end % PAGE :] = bytes(PAGE - end % PAGE)
            self._changed = True
            del self._written[end // PAGE + 1 :]
            self._disk.truncate(len(self._written) * _SEALED_PAGE)
        self._size = end
        return end

    def close(self) -> None:
        if not self.closed:
            self._page[:] = bytes(PAGE)
            self._disk.close()
        super().close()

    def _within_page(self, wanted: int) -> tuple[int, int]:
        """Where the position is in its page, and how much of what is wanted lies there."""
        start = self._position % PAGE
        return start, min(wanted, PAGE - start)

    def _turn_to(self, number: int) -> None:
        if number != self._number:
            self._save()
            self._page[:] = self._read(number)
            self._number = number

    def _save(self) -> None:
        if not self._changed:
            return
        self._writes += 1
        sealed = self._cipher.encrypt(_twelve(self._writes), self._page, _twelve(self._number))
        done, place = 0, self._number * _SEALED_PAGE
        while done < len(sealed):
            done += os.pwrite(self._disk.fileno(), sealed[done:], place + done)
        self._written.extend([0] * (self._number + 1 - len(self._written)))
        self._written[self._number] = self._writes
        self._changed = False

    def _read(self, number: int) -> bytes:
        write = self._written[number] if number < len(self._written) else 0
        if not write:
            return bytes(PAGE)
        sealed = os.pread(self._disk.fileno(), _SEALED_PAGE, number * _SEALED_PAGE)
        try:
            return self._cipher.decrypt(_twelve(write), sealed, _twelve(number))
        except InvalidTag:
            raise SealError(
                "A page of a temporary file was changed on the disk.", mend="Find out by whom, and begin again."
            ) from None


def _twelve(number: int) -> bytes:
    return number.to_bytes(12, "big")
