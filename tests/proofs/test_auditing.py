"""Whatever is done to a ledger's files is found, or the verdict says that it could not be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ledgers import Made, entries

from pellucid.proofs import keys
from pellucid.proofs.auditing import verify
from pellucid.proofs.errors import LedgerError, ReceiptError
from pellucid.proofs.heads import Head
from pellucid.proofs.ledger import opened
from pellucid.proofs.merkle import Frontier, leaf_hash


def files(made: Made) -> list[Path]:
    return [path for path in sorted(made.folder.rglob("*")) if path.is_file() and path.name != "lock"]


def refused(made: Made, *against: bytes) -> str:
    verdict = verify(made.folder, against)
    assert not verdict.ok
    assert not verdict.proven
    return "\n".join(verdict.problems)


def test_an_untouched_ledger_is_proven(made: Made) -> None:
    assert verify(made.folder).ok
    made.append(3, 1)
    made.rotate()
    made.append(5)
    verdict = verify(made.folder)
    assert verdict.ok
    assert "has 10 entries" in verdict.proven[0]
    assert any("rolled back" in sentence for sentence in verdict.not_proven)


def test_the_flip_of_any_byte_is_found(made: Made) -> None:
    made.append(2, 1)
    made.rotate()
    made.append(2)
    missed = []
    for path in files(made):
        data = path.read_bytes()
        for place in range(len(data)):
            flipped = bytearray(data)
            flipped[place] ^= 1 << place % 8
            path.write_bytes(flipped)
            if verify(made.folder).ok:
                missed.append((path.name, place))
        path.write_bytes(data)
    assert missed == []
    assert verify(made.folder).ok


def rearranged(lines: list[bytes], foreign: bytes) -> list[list[bytes]]:
    """The lines with two neighbours swapped, one doubled, one replaced, or one put in, in every place."""
    places = range(len(lines))
    return [
        *([*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]] for place in places[:-1]),
        *([*lines[: place + 1], *lines[place:]] for place in places),
        *([*lines[:place], foreign, *lines[place + 1 :]] for place in places),
        *([*lines[:place], new, *lines[place:]] for place in places for new in (foreign, b"\n")),
    ]


def test_entries_that_are_moved_removed_added_or_replaced_are_found(made: Made) -> None:
    made.append(2, 2, 3)
    path = made.folder / "entries.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    removed = [[*lines[:place], *lines[place + 1 :]] for place in range(len(lines))]
    for changed in rearranged(lines, entries(1, 99)[0].line()) + removed:
        path.write_bytes(b"".join(changed))
        verdict = verify(made.folder)
        if changed[: len(lines)] == lines:
            assert "no part of the ledger" in verdict.not_proven[-2]
        else:
            assert not verdict.ok


def test_heads_that_are_moved_added_or_replaced_are_found(made: Made, tmp_path: Path) -> None:
    made.append(2, 2, 3)
    other = Made(tmp_path / "other")
    other.append(4)
    path = made.folder / "heads.jsonl"
    for changed in rearranged(path.read_bytes().splitlines(keepends=True), other.head_line):
        path.write_bytes(b"".join(changed))
        assert not verify(made.folder).ok


def test_an_altered_entry_is_placed_between_the_heads_around_it(made: Made) -> None:
    made.append(2, 2, 3)
    path = made.folder / "entries.jsonl"
    path.write_bytes(path.read_bytes().replace(f"{2:064x}".encode(), f"{9:064x}".encode()))
    assert "Entries 3 to 4 are not those that were signed" in refused(made)


def cut_off(made: Made, before: Path) -> None:
    """Put the ledger back to an earlier state, as whoever restores an old copy does."""
    shutil.rmtree(made.folder)
    shutil.copytree(before, made.folder)


def test_a_rollback_shows_against_anything_seen_before_and_only_then(made: Made, tmp_path: Path) -> None:
    made.append(3)
    before = shutil.copytree(made.folder, tmp_path / "before")
    early = made.head_line
    receipt = made.receipts(4)[1].text
    late = made.head_line
    assert "newest head" in " ".join(verify(made.folder, [early, receipt, late]).not_proven)
    cut_off(made, before)
    blind = verify(made.folder)
    assert blind.ok
    assert any("rolled back" in sentence for sentence in blind.not_proven)
    assert verify(made.folder, [early]).ok
    for seen in (receipt, late, early + late):
        assert "Entries are missing: there are 3" in refused(made, seen)


def test_a_fork_shows_against_anything_seen_of_the_other_branch(made: Made, tmp_path: Path) -> None:
    made.append(3)
    common = made.head_line
    before = shutil.copytree(made.folder, tmp_path / "before")
    receipt, other = made.receipts(2)[0].text, made.head_line
    cut_off(made, before)
    made.append(2, 4)
    assert verify(made.folder).ok
    assert verify(made.folder, [common]).ok
    for seen in (receipt, other):
        assert "forked or rewritten" in refused(made, seen)


def test_a_ledger_rewritten_with_the_right_key_shows_against_a_head(made: Made) -> None:
    made.append(3)
    seen = Head.decoded(made.head_line[:-1], "head")
    key, lines = keys.load(made.keys), [entry.line() for entry in entries(3, 7)]
    frontier = Frontier()
    frontier.extend([leaf_hash(line[:-1]) for line in lines])
    forged = Head.signed(key, log=seen.log, size=3, root=frontier.root(), time=seen.time)
    heads = made.folder / "heads.jsonl"
    heads.write_bytes(heads.read_bytes().splitlines(keepends=True)[0] + forged.encoded() + b"\n")
    (made.folder / "entries.jsonl").write_bytes(b"".join(lines))
    shutil.rmtree(made.folder / "kept")
    assert verify(made.folder).ok
    assert "forked or rewritten" in refused(made, seen.encoded())


def test_a_head_of_another_ledger_or_an_altered_one_proves_nothing(made: Made, tmp_path: Path) -> None:
    made.append(3)
    other = Made(tmp_path / "other")
    other.append(3)
    assert "it is of the ledger" in refused(made, other.head_line)
    assert "does not fit" in refused(made, made.head_line.replace(b'"size":3', b'"size":2'))


def test_an_altered_receipt_is_no_witness(made: Made) -> None:
    text = made.receipts(1)[0].text
    assert "The receipt that you gave does not hold" in refused(made, text.replace(b'"before":1', b'"before":0'))


@pytest.mark.parametrize("seen", [b"", b"{}", b"hello", b'{"entry":', b"\xff", b"[" * 100_000])
def test_a_witness_has_to_be_a_receipt_or_a_head(made: Made, seen: bytes) -> None:
    with pytest.raises(ReceiptError):
        verify(made.folder, [seen])


def test_a_replaced_key_signs_no_more(made: Made, tmp_path: Path) -> None:
    made.append(2)
    stolen = shutil.copytree(made.keys, tmp_path / "stolen")
    made.rotate()
    old = keys.load(stolen)
    head = Head.decoded(made.head_line[:-1], "head")
    frontier = Frontier()
    lines = [entry.line() for entry in entries(1, 7)]
    with made.opened() as ledger:
        frontier.extend([leaf_hash(ledger.entry(index).line()[:-1]) for index in range(3)])
    frontier.extend([leaf_hash(line[:-1]) for line in lines])
    forged = Head.signed(old, log=head.log, size=4, root=frontier.root(), time=head.time)
    for name, line in (("entries.jsonl", lines[0]), ("heads.jsonl", forged.encoded() + b"\n")):
        with (made.folder / name).open("ab") as file:
            file.write(line)
    shutil.rmtree(made.folder / "kept")
    assert "a key that was not the ledger's at that time" in refused(made)


def test_the_key_is_followed_from_the_one_that_is_trusted(made: Made, tmp_path: Path) -> None:
    first = keys.load(made.keys).public
    made.rotate()
    made.append(1)
    last, strange = keys.load(made.keys).public, keys.create(tmp_path / "strange").public
    for trusted in ({first}, {last}, {first, strange}):
        verdict = verify(made.folder, trusted_keys=trusted)
        assert "which you trust" in verdict.proven[-1]
        assert not any("compare it" in sentence for sentence in verdict.not_proven)
    assert not verify(made.folder, trusted_keys={strange}).ok
    assert not verify(made.folder, trusted_keys=()).ok


def test_a_copy_without_kept_hashes_is_a_whole_ledger(made: Made) -> None:
    made.append(4)
    shutil.rmtree(made.folder / "kept")
    assert verify(made.folder).ok
    assert not (made.folder / "kept").exists()


def test_verifying_needs_neither_key_nor_lock_and_writes_nothing(made: Made) -> None:
    made.append(4)
    before = {path: path.read_bytes() for path in files(made)}
    with opened(made.folder, made.keys):
        shutil.rmtree(made.keys)
        assert verify(made.folder).ok
    assert {path: path.read_bytes() for path in files(made)} == before


def test_a_missing_ledger_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger"):
        verify(tmp_path)
