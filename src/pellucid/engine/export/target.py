"""Where a copy is written, and how it appears there: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


class Target:
    """A path, or a binary file that can seek, read and write; of a file, what stands before its position stays.

    With a path, the bytes go to a temporary name in the same folder, readable only by its owner, until `keep`.
    Raises OSError where that folder cannot be written to, ValueError for a file that cannot seek or read.
    """

    def __init__(self, where: str | os.PathLike[str] | BinaryIO) -> None:
        self._path: Path | None = None
        if isinstance(where, (str, os.PathLike)):
            self._path = Path(where)
            handle, self._temporary = tempfile.mkstemp(prefix=".copy-", suffix=".part", dir=self._path.parent)
            self.file: BinaryIO = os.fdopen(handle, "w+b")
        elif where.seekable() and where.readable():
            self.file = where
        else:
            raise ValueError("A copy needs a file that can seek and read: open it with mode 'w+b'.")
        self._start = self.file.tell()

    def keep(self) -> None:
        """What was written is whole: let it appear."""
        self.file.flush()
        if self._path is not None:
            os.fsync(self.file.fileno())
            self.file.close()
            Path(self._temporary).replace(self._path)

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._path is None:
            self.file.seek(self._start)
            self.file.truncate()
            return
        Path(self._temporary).unlink(missing_ok=True)
        # The buffer may hold bytes that the full disk refused; they are not wanted any more.
        with suppress(OSError):
            self.file.close()
