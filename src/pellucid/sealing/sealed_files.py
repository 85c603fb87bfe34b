"""Sealed files: written by one who may read back what they write, opened by the recipient."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pellucid.sealing.context import Context
from pellucid.sealing.recipients import Kind, Opener, Recipient
from pellucid.sealing.spool import open_spool
from pellucid.sealing.stream_head import locked_with
from pellucid.sealing.streams import CHUNK, SealedReader, SealedWriter
from pellucid.sealing.whole_files import whole_file

EXPORT = Context("export")
"""What the copy of a person's data is sealed as. Its recipient need not know the run."""


@contextmanager
def sealed_file(path: Path, recipient: Recipient, context: Context = EXPORT) -> Iterator[BinaryIO]:
    """A binary file to write, read and seek in; `path` appears, sealed, when the block ends well.

    Nothing lies on the disk in plain text at any time. Twice the size is needed on the disk of `path` for a moment.
    Raises LockError for a recipient that protects nothing, OSError where the folder cannot be written to.
    """
    spool = open_spool(path.parent)
    try:
        yield spool
        spool.seek(0)
        with whole_file(path) as target, SealedWriter(target, recipient, context) as sealed:
            shutil.copyfileobj(spool, sealed, CHUNK)
    finally:
        # A buffer that a full disk refused is not wanted any more; the spool goes in any case.
        with suppress(OSError):
            spool.close()


def unseal(sealed: Path, opener: Opener, path: Path, context: Context = EXPORT) -> None:
    """Write what was sealed to `path`, whole or not at all, readable by its owner only; what was there is replaced.

    Raises SealError for another opener or context, and for a file with any byte changed, missing or added.
    """
    with sealed.open("rb") as source, whole_file(path) as target:
        # Its head is read before `path` is touched; its chunks are checked one by one.
        shutil.copyfileobj(io.BufferedReader(SealedReader(source, opener, context)), target, CHUNK)


def wanted_to_open(sealed: Path) -> Kind:
    """Whether to ask for a private key or for a passphrase. Raises SealError for what is no sealed file."""
    with sealed.open("rb") as source:
        return locked_with(source)
