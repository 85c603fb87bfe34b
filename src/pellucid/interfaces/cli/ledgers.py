"""The commands of the ledger: verify it, and handle the key that signs it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pellucid.engine.proving.home import Home
from pellucid.interfaces.cli import arguments, installation, verdicts
from pellucid.interfaces.cli.screen import ERR, OUT, say
from pellucid.proofs import keys
from pellucid.proofs.auditing import verify as verify_ledger
from pellucid.proofs.errors import LedgerError
from pellucid.proofs.files import HEADS, last_head
from pellucid.proofs.ledger import opened
from pellucid.proofs.receipts import read_file

app = typer.Typer(no_args_is_help=True, help="Verify the ledger, publish its head, replace its key.")


@app.command()
def verify(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A copy of a ledger. Default: the installation's.")
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="FILE", help="A receipt, or a head that was kept. May be given again."),
    ] = None,
    key: verdicts.TrustedKeys = None,
    as_json: arguments.Json = False,
) -> None:
    """Verify every entry, head and key of the ledger.

    A ledger whose end was cut off shows only against what somebody has kept of it.

    \b
    Example:
      pellucid ledger verify --against receipt.json --against published-head.json
    """
    seen = [read_file(path) for path in against or []]
    verdict = verify_ledger(folder or installation.home() / "ledger", seen, verdicts.trusted(key))
    raise typer.Exit(verdicts.show(verdict, "The ledger", as_json=as_json))


@app.command()
def head() -> None:
    """Print the newest signed head, to be published or kept by a witness.

    \b
    Example:
      pellucid ledger head >> heads-of-2026.jsonl
    """
    path = Home(installation.home()).ledger / HEADS
    if not path.exists():
        raise LedgerError("There is no ledger yet.", where=str(path.parent), mend="The first erasure begins it.")
    newest, _, _ = last_head(path)
    OUT.print(newest.encoded().decode(), soft_wrap=True)


@app.command("key")
def public_key() -> None:
    """Print the public key that signs the ledger now, to be published.

    \b
    Example:
      pellucid ledger key
    """
    OUT.print(keys.load(Home(installation.home()).signing).public)


@app.command()
def rotate() -> None:
    """Replace the signing key; the old one names the new one, and is destroyed.

    Receipts that the old key has signed stay valid.

    \b
    Example:
      pellucid ledger rotate
    """
    home, actor = Home(installation.home()), installation.pseudonym()
    with opened(home.ledger, home.signing) as ledger:
        ledger.rotate(actor, datetime.now(UTC))
        new = ledger.rotations[-1].new
    say("The ledger is signed by a new key from now on. Publish it:", ERR)
    OUT.print(new)
