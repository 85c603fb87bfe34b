"""Merkle trees as in RFC 9162, section 2.1 (and RFC 6962 before it): hashes, proofs and their verification.

A node is addressed by level (0: the leaves) and index in its level. A *complete* node never changes again; only the
nodes on the right edge of a tree depend on its size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()

LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"


def leaf_hash(data: bytes) -> bytes:
    """32 bytes (RFC 9162, 2.1.1)."""
    return sha256(LEAF_PREFIX + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """32 bytes (RFC 9162, 2.1.1)."""
    return sha256(NODE_PREFIX + left + right).digest()


class Frontier:
    """A growing tree in its compact form: its size, and by level the complete node that still waits for its sibling."""

    def __init__(self, size: int = 0, waiting: Mapping[int, bytes] | None = None) -> None:
        self.size = size
        self.waiting = dict(waiting or {})

    def extend(self, leaves: Sequence[bytes]) -> list[list[bytes]]:
        """Append leaf hashes; by level, the nodes that became complete, in order."""
        completed: list[list[bytes]] = []
        row = list(leaves)
        while row:
            level = len(completed)
            completed.append(row)
            left = self.waiting.pop(level, None)
            paired = row if left is None else [left, *row]
            if len(paired) % 2:
                self.waiting[level] = paired[-1]
            pairs = zip(paired[::2], paired[1::2], strict=False)
            row = [sha256(NODE_PREFIX + left + right).digest() for left, right in pairs]
        self.size += len(leaves)
        return completed

    def root(self) -> bytes:
        root = b""
        for level in sorted(self.waiting):
            root = node_hash(self.waiting[level], root) if root else self.waiting[level]
        return root or EMPTY_ROOT


class Tree:
    """The tree over the first `size` leaves, read from complete nodes that `node(level, index)` gives."""

    def __init__(self, node: Callable[[int, int], bytes], size: int) -> None:
        self.size = size
        self._node = node
        self._height = max(size - 1, 0).bit_length()
        self._edge = [node(0, size - 1)] if size else [EMPTY_ROOT]
        for level in range(self._height):
            last = (size - 1) >> level
            self._edge.append(node_hash(node(level, last - 1), self._edge[level]) if last & 1 else self._edge[level])

    @property
    def root(self) -> bytes:
        return self._edge[-1]

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that leaf `index` is in this tree (RFC 9162, 2.1.3.1). Raises IndexError."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        return self._siblings(0, index)

    def inclusions(self, first: int, end: int) -> list[list[bytes]]:
        """The proofs of the leaves from `first` to before `end`; what several have in common is looked up once."""
        if not 0 <= first < end <= self.size:
            raise IndexError(first, end)
        paths: list[list[bytes]] = [[]]
        above = 0
        for level in reversed(range(self._height)):
            here = first >> level
            paths = [
                self._sibling(level, index) + paths[(index >> 1) - above]
                for index in range(here, (end - 1 >> level) + 1)
            ]
            above = here
        return paths

    def consistency(self, old_size: int) -> list[bytes]:
        """The proof that this tree only appended to the one of `old_size` (RFC 9162, 2.1.4.1). Raises IndexError."""
        if not 0 <= old_size <= self.size:
            raise IndexError(old_size)
        if old_size in (0, self.size):
            return []
        level = (old_size & -old_size).bit_length() - 1
        index = (old_size - 1) >> level
        start = [self._node(level, index)] if index else []
        return start + self._siblings(level, index)

    def _siblings(self, level: int, index: int) -> list[bytes]:
        """What the way from a node up to the root is hashed with."""
        return [
            sibling
            for above in range(level, self._height)
            for sibling in self._sibling(above, index >> (above - level))
        ]

    def _sibling(self, level: int, index: int) -> list[bytes]:
        """The node beside this one, or nothing where the right edge has none."""
        sibling, last = index ^ 1, (self.size - 1) >> level
        if sibling < last:
            return [self._node(level, sibling)]
        return [self._edge[level]] if sibling == last else []


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that the tree of `size` and `root` has `leaf` (a hash) at `index` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(sibling, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old_size: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the tree of `size` begins with the one of `old_size` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old_size <= size:
        return False
    if old_size == size:
        return not path and old_root == root
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    steps = list(path) if old_size & (old_size - 1) else [old_root, *path]
    if not steps:
        return False
    level = (old_size & -old_size).bit_length() - 1
    here, last = (old_size - 1) >> level, (size - 1) >> level
    old_found = found = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old_found, found = node_hash(sibling, old_found), node_hash(sibling, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and old_found == old_root and found == root
