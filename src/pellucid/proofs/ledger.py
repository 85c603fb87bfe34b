"""The ledger in files: an append-only log whose heads are signed (`pellucid.proofs.files` lists them).

A batch is in the ledger when the head that covers it is on the disk. What an interrupted batch left behind was never
part of it, and is cut off when the ledger is opened.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, islice
from pathlib import Path

from pellucid.proofs import durable, keys
from pellucid.proofs.documents import timestamp
from pellucid.proofs.entries import Entry, lines_of
from pellucid.proofs.errors import LedgerError, SigningKeyError
from pellucid.proofs.files import ENTRIES, HEADS, KEPT, KEYS, LOCK, damaged, last_head, read_rotations
from pellucid.proofs.heads import ROTATION, Head, Rotation
from pellucid.proofs.kept import Kept
from pellucid.proofs.merkle import Frontier, Tree, is_included, leaf_hash

_CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries that were appended together: the number of the first, their lines, the head that covers them, and the
    tree under it, which can prove these entries."""

    first: int
    lines: Sequence[bytes]
    head: Head
    tree: Tree


class Ledger:
    """One ledger, open for writing by this process alone; `opened` gives it.

    `head`: the last one. `rotations`: how the signing key came to be the one it is. `cut`: bytes that an interrupted
    batch had left.
    """

    def __init__(self, folder: Path, key_folder: Path, kept: Kept) -> None:
        self._folder, self._key_folder, self._kept = folder, key_folder, kept
        self.head, self._heads_end, torn = last_head(folder / HEADS)
        self.rotations = read_rotations(folder)
        self._frontier = self._recalled() or self._computed()
        self.cut = torn + self._drop_unsigned()
        self._key = self._finished_rotation()

    def append(self, entries: Iterable[Entry], now: datetime) -> Batch:
        """All of the entries or, if the process dies, none. On return they and the signed head are on the disk."""
        lines = lines_of(entries)
        first, end = self.head.size, self._kept.end(self.head.size)
        if not lines:
            return Batch(first, lines, self.head, self._kept.tree(first))
        durable.write(self._folder / ENTRIES, end, b"".join(lines))
        grown = Frontier(first, self._frontier.waiting)
        completed = grown.extend([leaf_hash(line[:-1]) for line in lines])
        self._kept.add(first, completed, islice(accumulate(map(len, lines), initial=end), 1, None))
        self._sign(grown, now)
        tree = _tree_of_batch(self._frontier, grown.size, completed)
        self._frontier = grown
        return Batch(first, lines, self.head, tree)

    def rotate(self, actor: str, now: datetime) -> Batch:
        """Replace the signing key. The old one signs the entry that names the new one, and is then destroyed."""
        new = keys.create_next(self._key_folder)
        rotation = Rotation.signed(self._key, new.public, log=self.head.log, time=timestamp(now))
        batch = self.append([rotation.entry(actor)], now)
        self._key = self._finished_rotation()
        return batch

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that the head covers entry `index`. Raises IndexError, and LedgerError for a kept hash that is
        damaged: without the folder `kept` the hashes are computed anew at the next opening."""
        path = self._kept.tree(self.head.size).inclusion(index)
        if not is_included(self._kept.node(0, index), index, self.head.size, path, bytes.fromhex(self.head.root)):
            raise damaged(self._folder / KEPT)
        return path

    def consistency(self, old_size: int) -> list[bytes]:
        """The proof that the ledger under its head only appended to the one of `old_size`. Raises IndexError."""
        return self._kept.tree(self.head.size).consistency(old_size)

    def entry(self, index: int) -> Entry:
        """Raises IndexError."""
        if not 0 <= index < self.head.size:
            raise IndexError(index)
        with (self._folder / ENTRIES).open("rb") as file:
            start = file.seek(self._kept.end(index))
            return Entry.of_line(file.read(self._kept.end(index + 1) - start))

    def _sign(self, grown: Frontier, now: datetime) -> None:
        root, time = grown.root(), timestamp(now)
        head = Head.signed(self._key, log=self.head.log, size=grown.size, root=root, time=time)
        line = head.encoded() + b"\n"
        durable.write(self._folder / HEADS, self._heads_end, line)
        self.head, self._heads_end = head, self._heads_end + len(line)

    def _recalled(self) -> Frontier | None:
        """The frontier from the kept hashes, if these are the signed ones."""
        end = self._kept.end(self.head.size)
        frontier = self._kept.frontier(self.head.size)
        if end < 0 or frontier.root().hex() != self.head.root:
            return None
        with (self._folder / ENTRIES).open("rb") as file:
            return frontier if end == 0 or _ends_a_line(file.fileno(), end) else None

    def _computed(self) -> Frontier:
        """The frontier from the entries; their hashes are kept anew. Raises LedgerError if these are not the signed."""
        frontier, end = Frontier(), 0
        with (self._folder / ENTRIES).open("rb") as file:
            while lines := list(islice(file, min(_CHUNK, self.head.size - frontier.size))):
                ends = list(accumulate(map(len, lines), initial=end))
                first, end = frontier.size, ends[-1]
                self._kept.add(first, frontier.extend([leaf_hash(line[:-1]) for line in lines]), ends[1:])
        if frontier.size != self.head.size or frontier.root().hex() != self.head.root:
            raise damaged(self._folder / ENTRIES)
        return frontier

    def _drop_unsigned(self) -> int:
        """Cut off what no head covers: how many bytes."""
        path, end = self._folder / ENTRIES, self._kept.end(self.head.size)
        beyond = path.stat().st_size - end
        if beyond:
            durable.write(path, end, b"")
        return beyond

    def _finished_rotation(self) -> keys.SigningKey:
        """The key that signs now, after what an interrupted replacement has left to do."""
        last = self.entry(self.head.size - 1) if self.head.size else None
        if last and last.type == ROTATION:
            rotation = Rotation.of_entry(last, self.head.log)
            if rotation not in self.rotations:
                self.rotations.append(rotation)
                lines = [one.encoded() + b"\n" for one in self.rotations]
                durable.replace(self._folder / KEYS, b"".join(lines))
        wanted = self.rotations[-1].new if self.rotations else self.head.key
        key = keys.load(self._key_folder)
        if key.public != wanted and (self._key_folder / keys.NEXT).exists():
            key = keys.promote_next(self._key_folder)
        if key.public != wanted:
            raise SigningKeyError(
                f"The ledger is signed by the key {wanted}, and this is another.",
                where=str(self._key_folder),
                mend="Put the ledger's own key there, or begin a new ledger.",
            )
        return key


def create(folder: Path, key_folder: Path, now: datetime) -> None:
    """An empty ledger with a signed head, and its signing key. Raises LedgerError if there is one already."""
    folder.mkdir(parents=True, exist_ok=True)
    with durable.locked(folder / LOCK, wait=10):
        if any((folder / name).exists() and (folder / name).stat().st_size for name in (ENTRIES, HEADS)):
            raise LedgerError("There is a ledger already.", where=str(folder), mend="Use it, or name another folder.")
        key = keys.load(key_folder) if (key_folder / keys.SIGNING).exists() else keys.create(key_folder)
        empty = Frontier()
        log = secrets.token_hex(16)
        head = Head.signed(key, log=log, size=0, root=empty.root(), time=timestamp(now))
        durable.replace(folder / ENTRIES, b"")
        durable.replace(folder / KEYS, b"")
        durable.replace(folder / HEADS, head.encoded() + b"\n")


@contextmanager
def opened(folder: Path, key_folder: Path, wait: float = 10) -> Iterator[Ledger]:
    """The ledger, for this process alone until the end of the block.

    Raises LedgerError if it is missing or damaged, LedgerBusyError if another process has it for `wait` seconds, and
    SigningKeyError. Whatever the error, nothing that a head covers was changed.
    """
    if not (folder / HEADS).exists():
        raise LedgerError("There is no ledger.", where=str(folder), mend="Name the folder of a ledger, or make one.")
    with durable.locked(folder / LOCK, wait):
        kept = Kept(folder / KEPT)
        try:
            yield Ledger(folder, key_folder, kept)
        finally:
            kept.close()


def _tree_of_batch(before: Frontier, size: int, completed: Sequence[Sequence[bytes]]) -> Tree:
    """The tree after a batch, from memory: what is left of a batch's nodes is what waited for them."""
    first = before.size

    def node(level: int, index: int) -> bytes:
        place = index - (first >> level)
        return completed[level][place] if place >= 0 else before.waiting[level]

    return Tree(node, size)


def _ends_a_line(file: int, end: int) -> bool:
    return os.pread(file, 1, end - 1) == b"\n"
