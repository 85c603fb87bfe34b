"""The tree is that of RFC 9162; its proofs convince of what is true and of nothing else."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pellucid.proofs.merkle import EMPTY_ROOT, Frontier, Tree, is_consistent, is_included, leaf_hash, node_hash

REFERENCE_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
REFERENCE_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The leaves and roots that Certificate Transparency's implementations share as their reference vectors."""

REFERENCE_INCLUSIONS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
REFERENCE_CONSISTENCIES = {
    (1, 1): [],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


def split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def naive_root(data: list[bytes]) -> bytes:
    """MTH as RFC 9162, 2.1.1 defines it, word for word."""
    if not data:
        return sha256(b"").digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = split(len(data))
    return sha256(b"\x01" + naive_root(data[:k]) + naive_root(data[k:])).digest()


def naive_path(index: int, data: list[bytes]) -> list[bytes]:
    """PATH as RFC 9162, 2.1.3.1 defines it."""
    if len(data) == 1:
        return []
    k = split(len(data))
    if index < k:
        return [*naive_path(index, data[:k]), naive_root(data[k:])]
    return [*naive_path(index - k, data[k:]), naive_root(data[:k])]


def naive_proof(old: int, data: list[bytes], known: bool = True) -> list[bytes]:
    """SUBPROOF as RFC 9162, 2.1.4.1 defines it."""
    if old == len(data):
        return [] if known else [naive_root(data)]
    k = split(len(data))
    if old <= k:
        return [*naive_proof(old, data[:k], known), naive_root(data[k:])]
    return [*naive_proof(old - k, data[k:], False), naive_root(data[:k])]


def tree(data: list[bytes], size: int | None = None) -> Tree:
    rows = Frontier().extend([leaf_hash(leaf) for leaf in data])
    return Tree(lambda level, index: rows[level][index], len(data) if size is None else size)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_vectors_pass(size: int) -> None:
    root = bytes.fromhex(REFERENCE_ROOTS[size - 1])
    assert tree(REFERENCE_LEAVES, size).root == root
    assert naive_root(REFERENCE_LEAVES[:size]) == root


def test_the_reference_proofs_pass() -> None:
    for (index, size), path in REFERENCE_INCLUSIONS.items():
        assert [step.hex() for step in tree(REFERENCE_LEAVES, size).inclusion(index)] == path
    for (old, size), path in REFERENCE_CONSISTENCIES.items():
        assert [step.hex() for step in tree(REFERENCE_LEAVES, size).consistency(old)] == path


def test_the_empty_tree_has_the_root_that_the_rfc_gives_it() -> None:
    assert Frontier().root() == tree([]).root == EMPTY_ROOT == sha256(b"").digest()


@given(LEAVES, st.data())
def test_a_tree_grown_in_any_batches_is_the_one_built_at_once(data: list[bytes], draw: st.DataObject) -> None:
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=6)))
    frontier, rows = Frontier(), [[] for _ in range(8)]
    for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True):
        for level, row in enumerate(frontier.extend([leaf_hash(leaf) for leaf in data[start:end]])):
            rows[level] += row
        assert frontier.root() == naive_root(data[:end])
    for size in range(len(data) + 1):
        assert Tree(lambda level, index: rows[level][index], size).root == naive_root(data[:size])


@given(LEAVES)
def test_every_leaf_of_every_tree_is_proven_as_the_rfc_says(data: list[bytes]) -> None:
    grown, root = tree(data), naive_root(data)
    for index, leaf in enumerate(data):
        path = grown.inclusion(index)
        assert path == naive_path(index, data)
        assert is_included(leaf_hash(leaf), index, len(data), path, root)


@given(LEAVES, st.data())
def test_proofs_of_many_leaves_are_those_of_each(data: list[bytes], draw: st.DataObject) -> None:
    first = draw.draw(st.integers(0, len(data) - 1))
    end = draw.draw(st.integers(first + 1, len(data)))
    grown = tree(data)
    assert grown.inclusions(first, end) == [grown.inclusion(index) for index in range(first, end)]


@given(LEAVES)
def test_every_tree_is_proven_to_begin_with_each_smaller_one(data: list[bytes]) -> None:
    grown, root = tree(data), naive_root(data)
    for old in range(1, len(data) + 1):
        path = grown.consistency(old)
        assert path == naive_proof(old, data)
        assert is_consistent(old, naive_root(data[:old]), len(data), root, path)
    assert is_consistent(0, EMPTY_ROOT, len(data), root, grown.consistency(0))


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40, unique=True), st.data())
def test_no_altered_inclusion_proof_convinces(data: list[bytes], draw: st.DataObject) -> None:
    index = draw.draw(st.integers(0, len(data) - 1))
    leaf, path, root, size = leaf_hash(data[index]), tree(data).inclusion(index), naive_root(data), len(data)
    other = bytes(32)
    for place in range(len(path)):
        assert not is_included(leaf, index, size, [*path[:place], other, *path[place + 1 :]], root)
        assert not is_included(leaf, index, size, path[:place] + path[place + 1 :], root)
    assert not is_included(leaf, index, size, [*path, other], root)
    assert not is_included(other, index, size, path, root)
    assert not is_included(leaf, index, size, path, other)
    for wrong in {*range(-1, size + 2)} - {index}:
        assert not is_included(leaf, wrong, size, path, root)


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=40, unique=True), st.data())
def test_no_altered_consistency_proof_convinces(data: list[bytes], draw: st.DataObject) -> None:
    old = draw.draw(st.integers(1, len(data) - 1))
    before, root, size = naive_root(data[:old]), naive_root(data), len(data)
    path, other = tree(data).consistency(old), bytes(32)
    for place in range(len(path)):
        assert not is_consistent(old, before, size, root, [*path[:place], other, *path[place + 1 :]])
        assert not is_consistent(old, before, size, root, path[:place] + path[place + 1 :])
    assert not is_consistent(old, before, size, root, [*path, other])
    assert not is_consistent(old, other, size, root, path)
    assert not is_consistent(old, before, size, other, path)
    assert not is_consistent(size + 1, before, size, root, path)


@pytest.mark.parametrize("index", [-1, 8, 100])
def test_there_is_no_proof_of_what_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        tree(REFERENCE_LEAVES).inclusion(index)
    with pytest.raises(IndexError):
        tree(REFERENCE_LEAVES).consistency(index if index != 8 else 9)


def test_a_node_is_never_taken_for_a_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
