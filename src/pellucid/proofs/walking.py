"""One pass over a ledger's entries: the roots that they have at given sizes, and what is wrong with their form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import accumulate, islice
from pathlib import Path

from pellucid.proofs.entries import ENTRY, Entry
from pellucid.proofs.errors import LedgerError
from pellucid.proofs.files import ENTRIES, KEPT
from pellucid.proofs.heads import ROTATION, Rotation
from pellucid.proofs.kept import packed
from pellucid.proofs.merkle import LEAF_PREFIX, Frontier

_CHUNK = 50_000
_ROTATED = f'"type":"{ROTATION}"}}\n'.encode()


@dataclass(slots=True)
class Walk:
    """`roots`: by size, in hexadecimal. `rotations`: with the numbers of their entries. `beyond`: bytes that follow the
    last size asked for."""

    roots: dict[int, str]
    rotations: list[tuple[int, Rotation]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    beyond: int = 0

    def signer(self, size: int, first: str) -> str:
        """The key that signs a head of this size; the ledger began with the key `first`."""
        after = [rotation.old for number, rotation in self.rotations if size <= number + 1]
        before = [rotation.new for number, rotation in self.rotations if size > number + 1]
        return after[0] if after else before[-1] if before else first


def walk(folder: Path, log: str, sizes: Iterable[int]) -> Walk:
    """The entries of the ledger `log`, as far as the largest of `sizes`."""
    frontier, end = Frontier(), 0
    walked = Walk({0: frontier.root().hex()})
    with (folder / ENTRIES).open("rb") as file:
        for size in sorted(set(sizes)):
            while lines := list(islice(file, min(_CHUNK, size - frontier.size))):
                first, ends = frontier.size, list(accumulate(map(len, lines), initial=end))
                _read(walked, first, lines, log)
                completed = frontier.extend([sha256(LEAF_PREFIX + line[:-1]).digest() for line in lines])
                _compare(walked, folder / KEPT, packed(first, completed, ends[1:]))
                end = ends[-1]
            walked.roots[frontier.size] = frontier.root().hex()
    walked.beyond = (folder / ENTRIES).stat().st_size - end
    return walked


def _read(walked: Walk, first: int, lines: Sequence[bytes], log: str) -> None:
    if not all(map(ENTRY.fullmatch, lines)):
        wrong = next(number for number, line in enumerate(lines, first + 1) if not ENTRY.fullmatch(line))
        walked.problems.append(f"Line {wrong} of {ENTRIES} is not an entry.")
    for number, line in enumerate(lines, first):
        if line.endswith(_ROTATED):
            try:
                walked.rotations.append((number, Rotation.of_entry(Entry.of_line(line), log)))
            except LedgerError:
                walked.problems.append(f"Entry {number + 1} should name a new signing key, and does not.")


def _compare(walked: Walk, kept: Path, parts: Iterable[tuple[str, int, bytes]]) -> None:
    """Whether the hashes that are kept are those of the entries. A copy without them is a whole ledger too."""
    for name, start, data in parts if kept.exists() else ():
        path = kept / name
        try:
            with path.open("rb") as file:
                file.seek(start)
                same = file.read(len(data)) == data
        except OSError:
            same = not data
        problem = f"The kept hashes in {KEPT}/{name} are damaged. Delete the folder {KEPT}: it is computed anew."
        if not same and problem not in walked.problems:
            walked.problems.append(problem)
