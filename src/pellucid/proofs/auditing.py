"""Verifying a ledger: every entry, every head, every key, and that it still begins with what others have seen of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from pellucid.proofs.errors import LedgerError, ReceiptError
from pellucid.proofs.files import ENTRIES, HEADS, KEYS
from pellucid.proofs.heads import Head
from pellucid.proofs.receipts import Receipt
from pellucid.proofs.verdict import Verdict
from pellucid.proofs.verifying import key_sentences, verify_receipt
from pellucid.proofs.walking import Walk, walk


def verify(folder: Path, against: Iterable[bytes] = (), trusted_keys: Collection[str] | None = None) -> Verdict:
    """What the files of a ledger prove. `against`: receipts, or lines of signed heads, that somebody has kept.
    `trusted_keys`: public keys (64 hexadecimal digits) known to be the company's.

    Takes no lock and writes nothing. Raises LedgerError if there is no ledger, and ReceiptError for what `against`
    holds besides receipts and heads.
    """
    problems: list[str] = []
    seen = [head for data in against for head in _heads_of(data, problems)]
    try:
        lines, keys = (folder / HEADS).read_bytes().split(b"\n"), (folder / KEYS).read_bytes()
        heads = _heads_in(lines[:-1], problems)
        log = heads[0].log if heads else ""
        walked = walk(folder, log, [head.size for head in [*heads, *seen] if head.size <= heads[-1].size])
    except OSError:
        raise LedgerError("There is no ledger.", where=str(folder), mend="Name the folder of a ledger.") from None
    if not heads:
        return Verdict(problems=(*problems, f"{HEADS} has no head, so nothing of this ledger is signed."))
    problems += walked.problems
    problems += _wrong_heads(heads, walked)
    problems += [sentence for head in seen for sentence in _contradictions(head, heads, walked)]
    rotations = [rotation for _, rotation in walked.rotations]
    if keys != b"".join(rotation.encoded() + b"\n" for rotation in rotations):
        problems.append(f"{KEYS} does not list the signing keys that the entries name.")
    if b"}" in lines[-1]:
        problems.append(f"The end of {HEADS} has been altered.")
    known, unknown, strange = key_sentences(heads[-1], rotations, trusted_keys)
    problems += strange
    if problems:
        return Verdict(problems=tuple(problems))
    return Verdict(
        proven=(*_proven(heads, seen), *known),
        not_proven=(*_not_proven(seen, walked.beyond + len(lines[-1])), *unknown),
    )


def _heads_of(data: bytes, problems: list[str]) -> Iterator[Head]:
    """The head of a receipt that holds, or every head of a file of heads."""
    if data.startswith(b'{"entry":'):
        problems += [f"The receipt that you gave does not hold. {wrong}" for wrong in verify_receipt(data).problems]
        yield Receipt.read(data).head
    else:
        for line in data.removesuffix(b"\n").split(b"\n"):
            yield Head.decoded(line, "receipt or head")


def _heads_in(lines: Sequence[bytes], problems: list[str]) -> list[Head]:
    heads: list[Head] = []
    for number, line in enumerate(lines, 1):
        try:
            head = Head.decoded(line, "head")
        except ReceiptError:
            problems.append(f"Line {number} of {HEADS} is not a head.")
            continue
        if not head.is_genuine():
            problems.append(f"Line {number} of {HEADS}: the signature does not fit.")
        elif heads and (head.log != heads[0].log or head.size <= heads[-1].size):
            problems.append(f"Line {number} of {HEADS} does not follow from the line before it.")
        else:
            heads.append(head)
    return heads


def _wrong_heads(heads: Sequence[Head], walked: Walk) -> Iterator[str]:
    """What the heads say against the entries: the first place where they part, and any key out of turn."""
    if heads[0].size:
        yield f"{HEADS} does not begin with the empty ledger."
    for head in heads:
        if head.key != walked.signer(head.size, heads[0].key):
            yield f"The head of {head.size} entries is signed by a key that was not the ledger's at that time."
    good = 0
    for head in heads:
        if head.size not in walked.roots:
            yield f"{ENTRIES} ends after {max(walked.roots)} entries, and {heads[-1].size} were signed."
            return
        if walked.roots[head.size] != head.root:
            yield f"Entries {good + 1} to {head.size} are not those that were signed at {head.time}: some were altered."
            return
        good = head.size


def _contradictions(seen: Head, heads: Sequence[Head], walked: Walk) -> Iterator[str]:
    """What a head seen earlier says against the ledger as it is now."""
    last, name = heads[-1], f"the head of {seen.size} entries, signed at {seen.time}"
    if not seen.is_genuine():
        yield f"The signature of {name}, which you gave, does not fit."
    elif seen.log != last.log:
        yield f"You gave {name}: it is of the ledger {seen.log}, and this is {last.log}."
    elif seen.size > last.size:
        yield f"Entries are missing: there are {last.size}, but you gave {name}. Its end was cut off, or it was forked."
    elif walked.roots.get(seen.size) != seen.root:
        yield f"The ledger was forked or rewritten: it does not begin with the entries under {name}, which you gave."
    elif seen.key != walked.signer(seen.size, heads[0].key):
        yield f"You gave {name}: its key was not the ledger's at that time."


def _proven(heads: Sequence[Head], seen: Sequence[Head]) -> Iterator[str]:
    last = heads[-1]
    yield f"The ledger {last.log} has {last.size} entries, as they were when its last head was signed at {last.time}."
    yield f"None was altered, moved, added or removed: each of its {len(heads)} heads only appends to the one before."
    if seen:
        newest = max(seen, key=lambda head: head.size)
        yield f"It still begins with all that you have seen of it: {newest.size} entries, signed at {newest.time}."


def _not_proven(seen: Sequence[Head], beyond: int) -> Iterator[str]:
    yield "That everything that happened was entered, and that what was entered is true."
    yield "That the times are right: they are read from the signer's clock."
    if seen:
        yield "That nothing was cut off after the newest head that you gave."
    else:
        yield (
            "That it was not rolled back: an end that was cut off shows only against a head seen before "
            "(--against RECEIPT|HEAD), and you gave none."
        )
    if beyond:
        yield (
            f"{beyond} bytes after the last signed head are no part of the ledger: "
            "a batch was interrupted, or is being written."
        )
