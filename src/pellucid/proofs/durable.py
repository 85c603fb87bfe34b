"""Files that survive a crash: locked against other processes, written so that nothing is half there."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pellucid.proofs.errors import LedgerBusyError


@contextmanager
def locked(path: Path, wait: float) -> Iterator[None]:
    """The only process in here, on this machine. Raises LedgerBusyError after `wait` seconds."""
    until = time.monotonic() + wait
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise LedgerBusyError(
                        f"Another process has been writing to the ledger for {wait:g} seconds.",
                        where=str(path.parent),
                        mend="Try again when it has finished.",
                    ) from None
                time.sleep(0.01)
        yield


def write(path: Path, place: int, data: bytes) -> None:
    """The file holds its first `place` bytes and then `data`. On return that is on the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.truncate(place)
        file.seek(place)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, data: bytes) -> None:
    """The file holds either what it held before or `data`, whenever the power goes. Its mode is 0600."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    flush_folder(path.parent)


def flush_folder(path: Path) -> None:
    """On return the names in the folder are on the disk."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
