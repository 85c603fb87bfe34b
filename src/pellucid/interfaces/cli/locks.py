"""Who a copy is sealed for and who opens it, from options. Secrets come from files or standard input, never from the
command line, which the shell remembers."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from pellucid.engine.errors import PellucidError
from pellucid.sealing.keypairs import PrivateKey, PublicKey
from pellucid.sealing.passphrases import Passphrase
from pellucid.sealing.recipients import Opener, Recipient
from pellucid.sealing.sealed_files import wanted_to_open

STDIN = "-"
_MOST = 4096

SealTo: TypeAlias = Annotated[
    str, typer.Option("--seal-to", metavar="PUBLICKEY", help="Seal it for who made this key: pellucid keypair.")
]
PassphraseFile: TypeAlias = Annotated[
    str,
    typer.Option(
        "--passphrase-file", metavar="FILE", help="The passphrase is the first line of this file; - asks for it."
    ),
]
KeyFile: TypeAlias = Annotated[
    str, typer.Option("--key", metavar="FILE", help="The private key that pellucid keypair has made.")
]


def recipient(seal_to: str, passphrase_file: str) -> Recipient | None:
    """Who a copy is sealed for, None for nobody. Raises PellucidError and LockError."""
    if not seal_to and not passphrase_file:
        return None
    if seal_to and passphrase_file:
        raise PellucidError("a copy is sealed in one way", mend="give --seal-to or --passphrase-file")
    found = PublicKey.parse(seal_to) if seal_to else Passphrase(_passphrase(passphrase_file, twice=True))
    found.lock()  # what would be refused when the copy is written is refused before anything is read
    return found


def opener(sealed: Path, key_file: str, passphrase_file: str) -> Opener:
    """Raises PellucidError, LockError and SealError."""
    if bool(key_file) == bool(passphrase_file):
        wrong = f"it opens with {wanted_to_open(sealed).opener}"
        raise PellucidError(wrong, where=str(sealed), mend="give --key FILE or --passphrase-file FILE")
    if key_file:
        return PrivateKey.parse(_first_line(key_file, "--key"))
    return Passphrase(_passphrase(passphrase_file, twice=False))


def _passphrase(file: str, *, twice: bool) -> str:
    if file != STDIN or not sys.stdin.isatty():
        return _first_line(file, "--passphrase-file")
    given = getpass("Passphrase: ")
    if twice and getpass("Again: ") != given:
        raise PellucidError("these are two passphrases", mend="type the same one twice")
    return given


def _first_line(file: str, option: str) -> str:
    """Never repeats `file`: somebody may have put there the secret itself."""
    try:
        line = _read(file).decode().rstrip("\r\n")
    except (OSError, ValueError):
        mend = "name a file that can be read; a secret itself does not belong on the command line"
        raise PellucidError("what is there is no file of text", where=option, mend=mend) from None
    if not line:
        raise PellucidError("its first line is empty", where=option, mend="write the secret there")
    return line


def _read(file: str) -> bytes:
    if file == STDIN:
        return sys.stdin.buffer.readline(_MOST)
    with Path(file).open("rb") as stream:
        return stream.readline(_MOST)
