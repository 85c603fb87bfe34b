"""What a ledger keeps so that proofs are fast: the complete nodes of its tree, and where each line ends.

    kept/
      ends      8 bytes an entry: where its line ends in entries.jsonl
      00 ...    32 bytes a node: the complete nodes of level 0, 1 ...

All of it can be computed from the entries, so it is neither flushed nor trusted: `Kept.tree` must have the signed root.
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pellucid.proofs.merkle import Frontier, Tree

NODE_BYTES = 32
END_BYTES = 8


class Kept:
    """The files of one ledger, open. `close` it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._files: dict[str, int] = {}

    def close(self) -> None:
        for file in self._files.values():
            os.close(file)
        self._files.clear()

    def frontier(self, size: int) -> Frontier:
        levels = [level for level in range(size.bit_length()) if size >> level & 1]
        return Frontier(size, {level: self.node(level, (size >> level) - 1) for level in levels})

    def tree(self, size: int) -> Tree:
        return Tree(self.node, size)

    def node(self, level: int, index: int) -> bytes:
        """Empty where it is not kept."""
        return os.pread(self._file(_name(level)), NODE_BYTES, index * NODE_BYTES)

    def end(self, size: int) -> int:
        """Where the first `size` entries end; -1 where that is not kept."""
        found = os.pread(self._file("ends"), END_BYTES, (size - 1) * END_BYTES) if size else bytes(END_BYTES)
        return int.from_bytes(found, "little") if len(found) == END_BYTES else -1

    def add(self, size: int, completed: Sequence[Sequence[bytes]], ends: Iterable[int]) -> None:
        """Keep what the entries after the first `size` completed. What was kept beyond `size` is dropped."""
        for name, start, data in packed(size, completed, ends):
            file = self._file(name)
            os.truncate(file, start)
            os.pwrite(file, data, start)

    def _file(self, name: str) -> int:
        if name not in self._files:
            self._files[name] = os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        return self._files[name]


def packed(size: int, completed: Sequence[Sequence[bytes]], ends: Iterable[int]) -> Iterator[tuple[str, int, bytes]]:
    """The files' names, and what the entries after the first `size` put into them, and where."""
    places = array("Q", ends)
    if sys.byteorder == "big":
        places.byteswap()
    yield "ends", size * END_BYTES, places.tobytes()
    for level, row in enumerate(completed):
        yield _name(level), (size >> level) * NODE_BYTES, b"".join(row)


def _name(level: int) -> str:
    return f"{level:02}"
