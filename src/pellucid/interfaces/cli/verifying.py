"""The command that verifies a receipt. It needs no installation, no database and no network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pellucid.interfaces.cli import arguments, verdicts
from pellucid.interfaces.cli.statements import sentences
from pellucid.proofs.errors import ReceiptError
from pellucid.proofs.receipts import Receipt, read_file
from pellucid.proofs.verifying import verify_receipt


def verify(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT", help="The receipt as it was handed out.")],
    key: verdicts.TrustedKeys = None,
    as_json: arguments.Json = False,
) -> None:
    """Verify a receipt: what it proves, and what not.

    Works offline, for anyone who has the file.

    \b
    Example:
      pellucid verify receipt.json
    """
    keys = verdicts.trusted(key)
    try:
        data = read_file(receipt)
        verdict = verify_receipt(data, keys)
        if keys and not verdict.ok and verify_receipt(data).ok:
            raise ReceiptError(verdict.problems[0], mend="Compare the key with the one that the company has published.")
        statement = Receipt.read(data).statement
    except ReceiptError as error:
        raise ReceiptError(error.wrong, where=str(receipt), mend=error.mend) from None
    said = {"statement": statement.model_dump(exclude_none=True)} if verdict.ok else {}
    raise typer.Exit(verdicts.show(verdict, "The receipt", stated=sentences(statement), document=said, as_json=as_json))
