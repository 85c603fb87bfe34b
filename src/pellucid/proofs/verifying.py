"""Verifying a receipt offline: what it proves, and what it cannot."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pellucid.proofs.entries import commitment
from pellucid.proofs.heads import Head, Rotation, follows, keys_along
from pellucid.proofs.merkle import is_included, leaf_hash
from pellucid.proofs.receipts import COMMITTED, Receipt
from pellucid.proofs.verdict import Verdict

NOT_PROVEN = (
    "That the statement was true of the databases: it is what the company's program counted and did.",
    "That the time is right: it is read from the signer's clock.",
    "That the ledger still holds it: `pellucid ledger verify --against RECEIPT` tells whoever has the ledger.",
)


def verify_receipt(data: bytes, trusted_keys: Collection[str] | None = None) -> Verdict:
    """What the bytes of a receipt prove. `trusted_keys`: public keys (64 hexadecimal digits) known to be the company's.

    Raises ReceiptError for what cannot be read as a receipt.
    """
    receipt = Receipt.read(data)
    head, line = receipt.head, receipt.entry.line()
    problems = []
    if not head.is_genuine():
        problems.append("The signature does not fit: the ledger's head, its time or its key has been altered.")
    if not follows(receipt.keys, head.key, head.log):
        problems.append("The signing key does not follow from the earlier keys that the receipt names.")
    stated = commitment(receipt.statement.encoded(), bytes.fromhex(receipt.salt))
    if receipt.entry.commitments != {COMMITTED: stated}:
        problems.append("The statement is not the one that the ledger's entry commits to: it has been altered.")
    path, root = [bytes.fromhex(step) for step in receipt.path], bytes.fromhex(head.root)
    if not is_included(leaf_hash(line[:-1]), receipt.index, head.size, path, root):
        problems.append("The entry is not part of the ledger whose head was signed.")
    known, unknown, strange = key_sentences(head, receipt.keys, trusted_keys)
    problems += strange
    if problems:
        return Verdict(problems=tuple(problems))
    return Verdict(
        proven=(
            f"At {head.time}, the ledger {head.log} held this statement: entry {receipt.index + 1} of {head.size}.",
            "Not one character of the statement has been altered since then.",
            *known,
        ),
        not_proven=(*NOT_PROVEN, *unknown),
    )


def key_sentences(
    head: Head, rotations: Sequence[Rotation], trusted_keys: Collection[str] | None
) -> tuple[list[str], list[str], list[str]]:
    """About the key of a head: what is proven, what is not, and what is wrong."""
    if trusted_keys is None:
        compare = "That the key is the company's: compare it with the one that the company has published."
        return [f"It was signed by the key {head.key}."], [compare], []
    known = sorted(keys_along(rotations, head.key) & set(trusted_keys))
    if not known:
        return [], [], [f"It was signed by the key {head.key}, which is none of those that you trust."]
    if head.key in known:
        return [f"It was signed by the key {head.key}, which you trust."], [], []
    return [f"It was signed by the key {head.key}, which follows from {known[0]}, which you trust."], [], []
