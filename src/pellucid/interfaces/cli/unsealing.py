"""The commands of who receives a sealed copy: make a pair of keys, open the copy. They need no installation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from pellucid.engine.errors import PellucidError
from pellucid.interfaces.cli import locks
from pellucid.interfaces.cli.copying import refuse_existing
from pellucid.interfaces.cli.screen import ERR, OUT, say
from pellucid.sealing.errors import SealError
from pellucid.sealing.keypairs import PrivateKey
from pellucid.sealing.sealed_files import unseal as open_sealed

_SUFFIX = ".sealed"


def unseal(
    sealed: Annotated[Path, typer.Argument(metavar="FILE", help="The sealed copy.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT", help="Where it goes. Default: its name without .sealed."),
    ] = None,
    key: locks.KeyFile = "",
    passphrase_file: locks.PassphraseFile = "",
) -> None:
    """Open a sealed copy, for whoever it was sealed for.

    \b
    Example:
      pellucid unseal copy.zip.sealed --key my.key
      pellucid unseal copy.zip.sealed --passphrase-file -
    """
    if output is None and sealed.suffix != _SUFFIX:
        raise PellucidError("where should it go?", where=str(sealed), mend="say it with -o")
    target = output or sealed.with_suffix("")
    refuse_existing(target)
    try:
        open_sealed(sealed, locks.opener(sealed, key, passphrase_file), target)
    except SealError as error:
        raise SealError(error.wrong, where=str(sealed), mend=error.mend) from None
    say(f"Opened: {target}. It holds personal data: guard it.")


def keypair(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="A new file for the private key.")],
) -> None:
    """Make a pair of keys, for copies that only you can open.

    The private key goes into the file; keep it. The public key is printed; give it to who seals.

    \b
    Example:
      pellucid keypair -o my.key
    """
    refuse_existing(output)
    private = PrivateKey.new()
    with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(private.reveal() + "\n")
        file.flush()
        os.fsync(file.fileno())
    say(f"The private key is in {output}. Without it nothing can be opened. This is the public key:", ERR)
    OUT.print(str(private.public()), soft_wrap=True)
