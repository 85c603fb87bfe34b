"""The master key: it wraps the keys of the key store, so that the store's files alone open nothing.

It comes from the environment (PELLUCID_MASTER_KEY), or from a file in the key store's folder that is made when the
first key is. As text: 64 hexadecimal digits.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pellucid.sealing.errors import KeyStoreError
from pellucid.sealing.keys import SECRET_SIZE
from pellucid.sealing.whole_files import sync_folder

VARIABLE = "PELLUCID_MASTER_KEY"
FILE = "master.key"


def read_master_key(folder: Path, environment: Mapping[str, str]) -> bytes:
    """32 bytes. Raises KeyStoreError where there is none, where others can read it, and for what is no key."""
    if VARIABLE in environment:
        return _parsed(environment[VARIABLE], VARIABLE)
    path = folder / FILE
    try:
        refuse_if_others_can_read(path)
        return _parsed(path.read_text(errors="replace"), FILE)
    except FileNotFoundError:
        raise KeyStoreError(
            "The master key is missing; without it no key of this store can be used.",
            where=FILE,
            mend=f"Put it back, or set {VARIABLE}. If it is lost, everything that was sealed with it is.",
        ) from None


def make_master_key(folder: Path) -> None:
    """Write a new one, whole or not at all, unless there is one; of two processes at once, the first one's stays."""
    path = folder / FILE
    if path.exists():
        return
    handle, name = tempfile.mkstemp(prefix=".part-", dir=folder)
    part = Path(name)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(os.urandom(SECRET_SIZE).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(part)
    except FileExistsError:
        return
    finally:
        part.unlink()
    sync_folder(folder)


def refuse_if_others_can_read(path: Path) -> None:
    """Raises KeyStoreError where another account could read or change it, FileNotFoundError where it is not there."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode) or found.st_uid not in (0, os.geteuid()) or stat.S_IMODE(found.st_mode) & 0o077:
        raise KeyStoreError(
            "Others can read or change it, or it is a link, so what is in it cannot be trusted to be secret.",
            where=path.name,
            mend=f"Let its owner be the account of Pellucid, with mode {'700' if path.is_dir() else '600'}; "
            "think about who may have read it.",
        )


def _parsed(text: str, where: str) -> bytes:
    try:
        master = bytes.fromhex(text.strip())
    except ValueError:
        master = b""
    if len(master) != SECRET_SIZE:
        raise KeyStoreError("This is no master key.", where=where, mend="It is 64 hexadecimal digits: put it back.")
    return master
