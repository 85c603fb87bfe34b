"""A key store: a folder of its own, left out of backups, so that a key that is destroyed is not in one.

README.txt       what this folder is
CACHEDIR.TAG     tells backup programs to leave it out
master.key       see `master_key`
undo/            the keys of one purpose
  <batch>.keys   see `key_batches`
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from pellucid.sealing.errors import KeyGoneError
from pellucid.sealing.key_batches import (
    BATCH_ID_SIZE,
    DESTROYED,
    HEADER_SIZE,
    RECORD_SIZE,
    Record,
    Wrapping,
    place_of,
    read_header,
    read_record,
    read_records,
)
from pellucid.sealing.key_folder import make_key_folder, refuse_open_folder
from pellucid.sealing.keys import SECRET_SIZE, Key
from pellucid.sealing.master_key import read_master_key
from pellucid.sealing.whole_files import sync_folder, whole_file

_BATCH_FILES = "[0-9a-f]" * 2 * BATCH_ID_SIZE + ".keys"


class KeyStore:
    """The keys of one purpose, such as "undo". Nothing is made on the disk before the first key is.

    Several processes may use it at once. Each method raises KeyStoreError where the folder can be read by others, the
    master key is missing or another one, or a file is damaged; OSError where the disk refuses; ValueError for a time
    without a zone.
    """

    def __init__(self, folder: Path, purpose: str, environment: Mapping[str, str] = os.environ) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", purpose):
            raise ValueError("A purpose is one word in lower case: a-z, 0-9 and -.")
        self._root, self._purpose, self._environment = folder, purpose, environment
        self._folder = folder / purpose

    def create(self, owners: Sequence[str], *, expires: datetime | None) -> list[Key]:
        """A new key for each owner, on the disk when this returns; all of them or, after a crash, none.

        An owner is any text, such as the ids of a person and a run; only a keyed hash of it is stored. From `expires`
        on the keys are given out no more.
        """
        make_key_folder(self._root, self._purpose, self._environment)
        batch = os.urandom(BATCH_ID_SIZE)
        random = os.urandom(SECRET_SIZE * len(owners))
        secrets = [random[start : start + SECRET_SIZE] for start in range(0, len(random), SECRET_SIZE)]
        hashes = [self._wrapping.owner(owner) for owner in owners]
        content = self._wrapping.wrap(batch, secrets, hashes, _seconds(expires) if expires else 0)
        if owners:
            with whole_file(self._path(batch)) as file:
                file.write(content)
        return [Key(_key_id(batch, number), secret) for number, secret in enumerate(secrets)]

    def get(self, key_id: bytes, *, now: datetime) -> Key:
        """Raises KeyGoneError for a key that was destroyed, whose time is over by `now`, or that never was."""
        batch, number = key_id[:BATCH_ID_SIZE], int.from_bytes(key_id[BATCH_ID_SIZE:], "big")
        record = self._find(batch, number)
        if record is None:
            raise KeyGoneError(
                f"There is no key {key_id.hex()} for {self._purpose}: it was destroyed, or it never was here.",
                mend="What it sealed cannot be opened any more. Else look whether this is the right key store.",
            )
        if record.expires and record.expires <= _seconds(now):
            raise KeyGoneError(
                f"The time of key {key_id.hex()} for {self._purpose} is over.",
                mend="What it sealed may not be opened any more.",
            )
        return Key(key_id, self._wrapping.unwrap(batch, record))

    def destroy(self, key_ids: Iterable[bytes]) -> None:
        """Overwrite keys where they lie, and delete the files in which none is left. A key that is gone is no error.

        When this returns, the key cannot be read from the file system, and will not come back after a power cut. It
        may still be found on the medium below: flash drives and copy-on-write file systems (Btrfs, ZFS, APFS) write to
        another place than they are told to, journals and snapshots keep what was. What is found there is of no use
        without the master key; but that lies on the same disk, unless it comes from the environment. In the memory of
        running processes a key may stay until they end.
        """
        batches = defaultdict(list)
        for key_id in key_ids:
            batches[key_id[:BATCH_ID_SIZE]].append(int.from_bytes(key_id[BATCH_ID_SIZE:], "big"))
        emptied = [self._overwrite(batch, numbers) for batch, numbers in batches.items()]
        if any(emptied):
            sync_folder(self._folder)

    def expiring(self, before: datetime) -> Iterator[bytes]:
        """The ids of the keys whose time is over at `before`."""
        end = _seconds(before)
        return (_key_id(batch, r.number) for batch, r in self._records() if r.expires and r.expires <= end)

    def owned_by(self, owner: str) -> Iterator[bytes]:
        """The ids of the keys that were made for an owner."""
        hashed = self._wrapping.owner(owner) if self._folder.exists() else b""
        return (_key_id(batch, record.number) for batch, record in self._records() if record.owner == hashed)

    @cached_property
    def _wrapping(self) -> Wrapping:
        refuse_open_folder(self._root)
        return Wrapping(read_master_key(self._root, self._environment), self._purpose)

    def _path(self, batch: bytes) -> Path:
        return self._folder / f"{batch.hex()}.keys"

    def _find(self, batch: bytes, number: int) -> Record | None:
        try:
            with self._path(batch).open("rb") as file:
                count = self._count(batch, file)
                file.seek(place_of(number))
                return read_record(number, file.read(RECORD_SIZE)) if number < count else None
        except FileNotFoundError:
            return None

    def _count(self, batch: bytes, file: BinaryIO) -> int:
        size = os.fstat(file.fileno()).st_size
        return read_header(batch, file.read(HEADER_SIZE), size, self._wrapping.fingerprint)

    def _overwrite(self, batch: bytes, numbers: list[int]) -> bool:
        """Whether the file went."""
        path = self._path(batch)
        try:
            with path.open("r+b") as file:
                count = self._count(batch, file)
                for number in numbers:
                    if number < count:
                        file.seek(place_of(number))
                        file.write(DESTROYED)
                file.flush()
                os.fsync(file.fileno())
                file.seek(0)
                left = read_records(batch, file.read(), self._wrapping.fingerprint)
        except FileNotFoundError:
            return False
        if left:
            return False
        path.unlink(missing_ok=True)
        return True

    def _records(self) -> Iterator[tuple[bytes, Record]]:
        for path in sorted(self._folder.glob(_BATCH_FILES)):
            batch = bytes.fromhex(path.stem)
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue
            for record in read_records(batch, content, self._wrapping.fingerprint):
                yield batch, record


def _key_id(batch: bytes, number: int) -> bytes:
    return batch + number.to_bytes(4, "big")


def _seconds(moment: datetime) -> int:
    """Since 1970 UTC. Raises ValueError for a time without a zone, which would be another one elsewhere, or before."""
    seconds = int(moment.timestamp())
    if moment.tzinfo is None or seconds <= 0:
        raise ValueError("The time of a key has a time zone, and is after 1970.")
    return seconds
