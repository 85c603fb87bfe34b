"""The files of a ledger and how they are read.

ledger/
  entries.jsonl   one entry a line
  heads.jsonl     one signed head a line; the first is that of the empty ledger
  keys.jsonl      one line for each time that the signing key was replaced
  kept/           hashes, so that proofs are fast (`pellucid.proofs.kept`)
  lock
"""

from __future__ import annotations

import os
from pathlib import Path

from pellucid.proofs.errors import LedgerError, ReceiptError
from pellucid.proofs.heads import Head, Rotation, follows

ENTRIES, HEADS, KEYS, KEPT, LOCK = "entries.jsonl", "heads.jsonl", "keys.jsonl", "kept", "lock"

_HEAD_BYTES = 4096
"""More than two lines of heads."""


def last_head(path: Path) -> tuple[Head, int, int]:
    """The last whole head, where its line ends, and how many bytes of a torn one follow.

    Raises LedgerError unless the head is genuine, and for what follows if it is more than the beginning of a head.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, size - _HEAD_BYTES))
        whole, _, torn = file.read().rpartition(b"\n")
    try:
        head = Head.decoded(whole.rpartition(b"\n")[2], "last head")
    except ReceiptError:
        raise damaged(path) from None
    if not head.is_genuine() or b"}" in torn:
        raise damaged(path)
    return head, start + len(whole) + 1, len(torn)


def read_rotations(folder: Path) -> list[Rotation]:
    """How one signing key followed the other. Raises LedgerError."""
    path = folder / KEYS
    try:
        found = [Rotation.decoded(line, "list of keys") for line in path.read_bytes().split(b"\n")[:-1]]
    except (OSError, ReceiptError):
        raise damaged(path) from None
    if found and not follows(found, found[-1].new, found[-1].log):
        raise damaged(path)
    return found


def damaged(path: Path) -> LedgerError:
    return LedgerError(
        "This is not what the ledger's key has signed.",
        where=str(path),
        mend="Run `pellucid ledger verify`, which says what is wrong, and restore the ledger from its last copy.",
    )
