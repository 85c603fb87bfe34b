"""Receipts where the caller wants them, besides the place where the installation keeps them."""

from __future__ import annotations

import os
from pathlib import Path

from pellucid.engine.errors import PellucidError
from pellucid.engine.proving.erasing import Proven
from pellucid.interfaces.cli.screen import complain


def refuse_unusable(path: Path) -> None:
    """Before anything is changed: raises PellucidError where nothing can be put."""
    if path.exists():
        raise PellucidError("it is already there", where=str(path), mend="choose another place with --receipt")
    if not os.access(path.absolute().parent, os.W_OK):
        mend = "choose a folder that is there and that you may write to"
        raise PellucidError("the receipt cannot be put there", where=str(path), mend=mend)


def put(proven: Proven, kept: Path, path: Path, *, many: bool) -> Path:
    """The receipt at `path`, or those of many in a new folder there, called by number. Their owner's only.

    Where they are: that, or if it turned out to be unusable, which is told, `kept`, where the installation has them.
    """
    width = len(str(len(proven.receipts)))
    try:
        if many:
            path.mkdir(mode=0o700)
        for number, receipt in enumerate(proven.receipts, start=1):
            _write(path / f"{number:0{width}}.json" if many else path, receipt)
    except OSError as error:
        wrong = f"the erasure is done, but its receipt could not be put there: {error.strerror}"
        complain(PellucidError(wrong, where=str(path), mend=f"take it from {kept}"))
        return kept
    return path


def _write(path: Path, text: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
