"""Receipts: what was asked, what became of it, and the proof that the ledger has held that statement ever since.

A receipt is one line of canonical JSON. It names no person. The ledger's entry commits to the statement with a salt
that only the receipt (and the sealed index) holds, so that the ledger tells nothing of it. One signature serves a whole
batch: the head's covers the root, the inclusion proof ties the entry to the root, and the commitment ties the statement
to the entry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field

from pellucid.proofs.documents import STRICT, Count, Digest, Document, Random, Time
from pellucid.proofs.entries import Entry
from pellucid.proofs.errors import LedgerError, ReceiptError
from pellucid.proofs.heads import Head, Rotation

VERSION = "pellucid-receipt/1"

MOST_BYTES = 8 * 2**20
"""Larger files are not even read; a receipt has some kilobytes."""

COMMITTED = "statement"
"""The name under which an entry commits to a receipt's statement."""

Result = Literal[
    "found",
    "erased",
    "masked",
    "unlinked",
    "corrected",
    "restricted",
    "kept",
    "not possible",
    "unknown",
    "open",
    "nothing there",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one field, or of whole rows where `field` is absent. A batch has very many of them: a dataclass
    takes a third of a model's time, and is checked when it becomes part of a Statement.

    `before`, `after`: rows of this person that held it, counted before and after; `after` is absent if nobody counted.
    `until`: an ISO date, or the data map's words.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(**STRICT, revalidate_instances="always")

    after: Count | None = None
    before: Count
    collection: str
    field: str | None = None
    reason: str | None = None
    result: Result
    store: str
    until: str | None = None


class Copy(Document):
    """Where a sweep found the person's identity: a column and in how many rows, never the value."""

    collection: str
    column: str
    rows: Count
    store: str


class AfterCheck(Document):
    """What another connection counted afterwards. `left`: rows that should have been gone. `swept`: what a search of
    every text column found; absent if there was none."""

    left: Count
    swept: list[Copy] | None = None
    time: Time


class Statement(Document):
    """What the company states. `right`: what was asked. `plan`: digest of the plan. `map`: version of the data map.
    `reversible_until`: until then an undo can bring the erased data back."""

    after_check: AfterCheck | None = None
    map: str
    outcome: list[Line]
    plan: Digest
    reversible_until: Time | None = None
    right: Literal["access", "portability", "erasure", "rectification", "restriction", "undo", "replay"]
    time: Time


class Receipt(Document):
    """`salt` opens the commitment of `entry`, number `index` of the ledger; `path` proves it under `head`; `keys` is
    how the key of the head followed earlier ones."""

    entry: Entry
    head: Head
    index: Count
    keys: list[Rotation]
    path: list[Digest] = Field(max_length=53)
    salt: Random
    statement: Statement
    version: Literal["pellucid-receipt/1"]

    def encoded(self) -> bytes:
        shared = Shared(self.head, self.keys)
        return shared.text(self.entry.line(), self.index, self.path, self.salt, self.statement.encoded())[:-1]

    @classmethod
    def read(cls, data: bytes) -> Receipt:
        """Raises ReceiptError for anything that is not a receipt of this version in its one canonical form."""
        _refuse_size(len(data))
        if not data.endswith(b"\n"):
            raise ReceiptError("The receipt was cut off: its line has no end.", mend="Get it again, whole.")
        _refuse_version(data)
        try:
            return cls.decoded(data[:-1], "receipt")
        except LedgerError:
            raise ReceiptError("The receipt holds no entry of a ledger.", mend="Get it again, unaltered.") from None


class Shared:
    """What the receipts of a batch have in common, encoded once."""

    def __init__(self, head: Head, keys: Sequence[Rotation]) -> None:
        self._head = head.encoded().decode()
        self._keys = ",".join(rotation.encoded().decode() for rotation in keys)

    def text(self, line: bytes, index: int, path: Sequence[str], salt: str, statement: bytes) -> bytes:
        """Canonical JSON and a line's end."""
        steps = '"' + '","'.join(path) + '"' if path else ""
        return (
            f'{{"entry":{line[:-1].decode()},"head":{self._head},"index":{index},"keys":[{self._keys}],'
            f'"path":[{steps}],"salt":"{salt}","statement":{statement.decode()},"version":"{VERSION}"}}\n'
        ).encode()


def read_file(path: Path) -> bytes:
    """The bytes of a receipt or head, unless there are too many. Raises ReceiptError."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        raise ReceiptError("The file cannot be read.", where=str(path), mend="Name a file that is there.") from None
    _refuse_size(len(data))
    return data


def _refuse_version(data: bytes) -> None:
    """What was written under other rules is not judged by these."""
    other = re.search(rb'"version":"(pellucid-receipt/[\w.]{1,20})"}\n$', data)
    if other and other[1] != VERSION.encode():
        wrong = f"The receipt is a {other[1].decode()}, and this Pellucid reads {VERSION}."
        raise ReceiptError(wrong, mend="Use the release of Pellucid that it is from, or a newer one.")


def _refuse_size(size: int) -> None:
    if size > MOST_BYTES:
        raise ReceiptError(
            f"This is larger than {MOST_BYTES // 2**20} MB, so it is not a receipt.", mend="Name the right file."
        )
