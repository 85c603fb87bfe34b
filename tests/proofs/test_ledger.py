"""A batch is in the ledger with its head, or not at all; and what is in it can be proven."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ledgers import NOON, Made, entries

from pellucid.proofs import ledger as ledgers
from pellucid.proofs.auditing import verify
from pellucid.proofs.errors import LedgerBusyError, LedgerError, SigningKeyError
from pellucid.proofs.merkle import is_consistent, is_included, leaf_hash

APPENDING = """
import sys
from pathlib import Path
from ledgers import NOON, entries
from pellucid.proofs.ledger import opened
folder, keys, times = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
for _ in range(times):
    with opened(folder, keys) as ledger:
        ledger.append(entries(20, ledger.head.size), NOON)
"""


def appending(made: Made, times: int) -> subprocess.Popen[str]:
    """Another process that appends so many batches of 20."""
    path = [str(Path(__file__).parent), *sys.path]
    program = f"import sys; sys.path[:0] = {path!r}\n{APPENDING}"
    command = [sys.executable, "-c", program, str(made.folder), str(made.keys), str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def size(made: Made) -> int:
    with made.opened() as ledger:
        return ledger.head.size


@pytest.mark.parametrize("counts", [(1,), (1, 1, 1), (2, 3, 8, 1), (7, 64, 5), (300,)])
def test_every_entry_of_every_batch_can_be_proven(made: Made, counts: tuple[int, ...]) -> None:
    for count in counts:
        with made.opened() as ledger:
            batch = ledger.append(entries(count, ledger.head.size), NOON)
            root = bytes.fromhex(batch.head.root)
            for index, line in enumerate(batch.lines, batch.first):
                for path in (batch.tree.inclusion(index), ledger.inclusion(index)):
                    assert is_included(leaf_hash(line[:-1]), index, batch.head.size, path, root)
    with made.opened() as ledger:
        for index, entry in enumerate(entries(sum(counts))):
            assert ledger.entry(index) == entry
            leaf, root = leaf_hash(entry.line()[:-1]), bytes.fromhex(ledger.head.root)
            assert is_included(leaf, index, ledger.head.size, ledger.inclusion(index), root)


def test_a_later_head_is_proven_to_append_to_an_earlier_one(made: Made) -> None:
    heads = []
    for count in (1, 2, 5, 9):
        made.append(count)
        with made.opened() as ledger:
            heads.append(ledger.head)
            for old in heads:
                roots = bytes.fromhex(old.root), bytes.fromhex(ledger.head.root)
                path = ledger.consistency(old.size)
                assert is_consistent(old.size, roots[0], ledger.head.size, roots[1], path)


def test_an_empty_batch_changes_nothing(made: Made) -> None:
    made.append(3)
    before = made.head_line
    with made.opened() as ledger:
        assert ledger.append([], NOON).head == ledger.head
    assert made.head_line == before


@pytest.mark.parametrize("index", [-1, 3, 10])
def test_there_is_no_entry_beyond_the_ends(made: Made, index: int) -> None:
    made.append(3)
    with made.opened() as ledger:
        for asked in (ledger.entry, ledger.inclusion):
            with pytest.raises(IndexError):
                asked(index)


def test_whatever_an_interrupted_batch_left_behind_is_cut_off(made: Made, tmp_path: Path) -> None:
    made.append(3)
    before = shutil.copytree(made.folder, tmp_path / "before")
    made.append(2)
    after = {path: path.read_bytes() for path in made.folder.rglob("*") if path.is_file()}
    whole = {path: len((before / path.relative_to(made.folder)).read_bytes()) for path in after if path.suffix}
    lines, heads = made.folder / "entries.jsonl", made.folder / "heads.jsonl"
    stages = [(place, whole[heads]) for place in range(whole[lines], len(after[lines]) + 1, 7)]
    stages += [(len(after[lines]), place) for place in range(whole[heads], len(after[heads]) - 1)]
    for entries_end, heads_end in stages:
        for path, data in after.items():
            path.write_bytes(data)
        lines.write_bytes(after[lines][:entries_end])
        heads.write_bytes(after[heads][:heads_end])
        interrupted = verify(made.folder)
        assert interrupted.ok
        left = entries_end - whole[lines] + heads_end - whole[heads]
        assert any("no part of the ledger" in sentence for sentence in interrupted.not_proven) == bool(left)
        with made.opened() as ledger:
            assert (ledger.head.size, ledger.cut) == (3, left)
            ledger.append(entries(2, 3), NOON)
        assert verify(made.folder).ok
        assert lines.read_bytes() == after[lines]


def test_a_head_whose_line_was_altered_is_not_taken_for_an_interrupted_one(made: Made) -> None:
    made.append(2, 2)
    heads = made.folder / "heads.jsonl"
    heads.write_bytes(heads.read_bytes()[:-1] + b" ")
    with pytest.raises(LedgerError, match="not what the ledger's key has signed"), made.opened():
        pass
    assert len((made.folder / "entries.jsonl").read_bytes().splitlines()) == 4


@pytest.mark.parametrize("name", ["entries.jsonl", "heads.jsonl"])
def test_a_ledger_that_lost_what_was_signed_is_not_written_to(made: Made, name: str) -> None:
    made.append(5)
    path = made.folder / name
    path.write_bytes(b"" if name == "heads.jsonl" else path.read_bytes()[:-10])
    left = {path: path.read_bytes() for path in made.folder.glob("*.jsonl")}
    with pytest.raises(LedgerError, match="not what the ledger's key has signed"), made.opened():
        pass
    assert {path: path.read_bytes() for path in made.folder.glob("*.jsonl")} == left


@pytest.mark.parametrize("name", ["ends", "00", "02", ""])
def test_kept_hashes_that_are_gone_are_computed_anew(made: Made, name: str) -> None:
    made.append(4, 3)
    kept = {path.name: path.read_bytes() for path in (made.folder / "kept").iterdir()}
    if name:
        (made.folder / "kept" / name).unlink()
    else:
        shutil.rmtree(made.folder / "kept")
    assert size(made) == 7
    assert {path.name: path.read_bytes() for path in (made.folder / "kept").iterdir()} == kept


def test_a_damaged_kept_hash_never_becomes_a_proof(made: Made) -> None:
    made.append(8)
    (made.folder / "kept/00").write_bytes(bytes(32 * 8))
    with made.opened() as ledger, pytest.raises(LedgerError, match="kept"):
        ledger.inclusion(0)


def test_there_is_one_ledger_in_a_folder(made: Made, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="already"):
        ledgers.create(made.folder, made.keys, NOON)
    with pytest.raises(LedgerError, match="no ledger"), ledgers.opened(tmp_path / "nowhere", made.keys):
        pass


def test_a_new_ledger_never_takes_the_place_of_entries_whose_heads_are_gone(made: Made) -> None:
    made.append(2)
    (made.folder / "heads.jsonl").unlink()
    with pytest.raises(LedgerError, match="already"):
        ledgers.create(made.folder, made.keys, NOON)
    assert len((made.folder / "entries.jsonl").read_bytes().splitlines()) == 2


def test_a_second_process_waits_and_then_says_so(made: Made) -> None:
    with made.opened(), pytest.raises(LedgerBusyError, match="Another process") as busy, made.opened(wait=0.05):
        pass
    assert busy.value.retryable


def test_processes_that_write_at_once_do_not_interleave(made: Made) -> None:
    writers = [appending(made, 5) for _ in range(3)]
    assert [writer.communicate(timeout=60) for writer in writers] == [("ready\n", None)] * 3
    assert size(made) == 3 * 5 * 20
    assert verify(made.folder).ok


@pytest.mark.parametrize("patience", [0.0, 0.01, 0.03, 0.1])
def test_a_writer_killed_at_any_moment_leaves_a_whole_ledger(made: Made, patience: float) -> None:
    writer = appending(made, 100_000)
    assert writer.stdout
    writer.stdout.readline()
    try:
        writer.wait(patience)
    except subprocess.TimeoutExpired:
        writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=60)
    before = size(made)
    assert before % 20 == 0
    made.append(1)
    assert verify(made.folder).ok


def test_the_key_of_another_ledger_is_refused(made: Made, tmp_path: Path) -> None:
    other = Made(tmp_path / "other")
    with pytest.raises(SigningKeyError, match="this is another"), ledgers.opened(made.folder, other.keys):
        pass


def test_a_replaced_key_is_destroyed_and_stays_listed(made: Made) -> None:
    made.append(2)
    with made.opened() as ledger:
        old = ledger.head.key
        batch = ledger.rotate("system", NOON)
        assert batch.head.key == old
        ledger.append(entries(1), NOON)
        assert ledger.head.key != old
        assert [(one.old, one.new) for one in ledger.rotations] == [(old, ledger.head.key)]
    made.rotate()
    made.append(1)
    with made.opened() as ledger:
        assert ledger.rotations[0].old == old
        assert ledger.rotations[1].new == ledger.head.key
    assert [path.name for path in made.keys.iterdir()] == ["signing.pem"]
    assert verify(made.folder).ok


@pytest.mark.parametrize("done", ["next key made", "entry signed", "key listed"])
def test_an_interrupted_replacement_of_the_key_is_finished(made: Made, tmp_path: Path, done: str) -> None:
    made.append(2)
    signing, listed = (made.keys / "signing.pem").read_bytes(), made.folder / "keys.jsonl"
    before = shutil.copytree(made.folder, tmp_path / "before")
    made.rotate()
    shutil.copy(made.keys / "signing.pem", made.keys / "next.pem")
    (made.keys / "signing.pem").write_bytes(signing)
    if done == "next key made":
        shutil.copytree(before, made.folder, dirs_exist_ok=True)
    elif done == "entry signed":
        listed.write_bytes(b"")
    made.append(1)
    made.rotate()
    made.append(1)
    assert len(listed.read_bytes().splitlines()) == (1 if done == "next key made" else 2)
    assert [path.name for path in made.keys.iterdir()] == ["signing.pem"]
    assert verify(made.folder).ok
