"""The command that takes an erasure back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pellucid.engine.proving import returning
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.undoing import Undone
from pellucid.interfaces.cli import arguments, installation
from pellucid.interfaces.cli.screen import print_json, say, say_list
from pellucid.interfaces.cli.wording import amount
from pellucid.proofs.errors import ReceiptError
from pellucid.proofs.receipts import read_file

STDIN = "-"


def undo(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT", help="The receipt of the erasure.")],
    datamap: arguments.MapOption,
    code: Annotated[
        str, typer.Option("--code", metavar="CODE", help="The undo code, handed out beside the receipt. - reads stdin.")
    ],
    rest: Annotated[bool, typer.Option("--rest", help="If some rows cannot be restored, restore the others.")] = False,
    as_json: arguments.Json = False,
) -> None:
    """Take an erasure back, while its undo window is open.

    Rows that were changed since are not touched: then nothing is, unless --rest is given.

    \b
    Example:
      pellucid undo receipt.json --map map --code 7GZK-...
    """
    home = Home(installation.home())
    try:
        data = read_file(receipt)
        given = sys.stdin.readline().strip() if code == STDIN else code
        with installation.engine(datamap) as engine:
            returned = returning.undo(engine, home, data, given, rest=rest)
    except ReceiptError as error:
        raise ReceiptError(error.wrong, where=str(receipt), mend=error.mend) from None
    raise typer.Exit(_show(returned.undone, as_json=as_json))


def _show(done: Undone, *, as_json: bool) -> int:
    code = 1 if done.left else 0
    if as_json:
        left = [{"collection": where, "why": why, "rows": rows} for (where, why), rows in sorted(done.left.items())]
        print_json({"run": done.run, "rows": dict(done.rows), "values": dict(done.values), "left": left})
        return code
    say("Undone in part." if done.left else "Undone: what was erased is as it was before.")
    back = [f"{where}: {amount(rows)} back" for where, rows in done.rows.items() if rows]
    values = [f"{where}: {amount(rows)} as before" for where, rows in done.values.items() if rows]
    say_list("Restored", [*back, *values])
    if done.left:
        say_list("Not restored", [f"{where}: {rows:,} {why}" for (where, why), rows in sorted(done.left.items())])
    return code
