"""The files of tombstones: a file for each day on which entries expire, JSON lines, only ever appended to."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from pellucid.engine.errors import PellucidError
from pellucid.sealing.whole_files import sync_folder

_DAYS = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].jsonl"


def expiry(at: datetime, longest_backup: timedelta) -> date:
    """The first day (UTC) on which no backup is left from before `at`."""
    return (at + longest_backup).date() + timedelta(days=1)


def last_day(folder: Path, at: datetime) -> date:
    """The day on which the youngest entries expire; where there are none, that after `at`."""
    days = [date.fromisoformat(path.stem) for path in folder.glob(_DAYS)]
    return max(days, default=expiry(at, timedelta()))


def append(folder: Path, day: date, lines: Sequence[str]) -> None:
    """Lines at the end of the file of a day, on the disk when this returns. Raises OSError."""
    with locked(folder):
        path = folder / f"{day.isoformat()}.jsonl"
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            file.seek(_end(file))
            file.truncate()
            file.write("".join(f"{line}\n" for line in lines).encode())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(folder)


def read(folder: Path) -> Iterator[dict[str, object]]:
    """Every entry. A last line that is not whole was being written when its process ended, and says nothing yet.

    Raises PellucidError for any other line that cannot be read: whoever it speaks of would be forgotten.
    """
    for path in sorted(folder.glob(_DAYS)):
        for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
            try:
                entry = json.loads(line)
            except ValueError:
                entry = None
            if not isinstance(entry, dict) or "at" not in entry:
                mend = "put back an unchanged copy of the file before a backup is put into use"
                raise PellucidError(f"line {number} is no tombstone", where=str(path), mend=mend)
            yield entry


def remove_expired(folder: Path, now: datetime) -> int:
    """Remove what has expired by `now`; how many files went."""
    gone = [path for path in folder.glob(_DAYS) if path.stem <= now.date().isoformat()]
    for path in gone:
        path.unlink(missing_ok=True)
    if gone:
        sync_folder(folder)
    return len(gone)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """No other process writes in the folder."""
    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _end(file: BinaryIO) -> int:
    """Behind the last whole line."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        return 0
    file.seek(size - 1)
    if file.read(1) == b"\n":
        return size
    file.seek(0)
    return file.read().rfind(b"\n") + 1
