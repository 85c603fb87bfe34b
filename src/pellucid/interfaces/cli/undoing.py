"""The command that takes an erasure back."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pellucid.engine.errors import UndoError
from pellucid.engine.proving import noting, undoing
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.undoing import Undone
from pellucid.interfaces.cli import arguments, installation
from pellucid.interfaces.cli.screen import print_json, say, say_list
from pellucid.interfaces.cli.wording import amount
from pellucid.proofs.receipts import Receipt, read_file

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
    run, who = _of(home, receipt)
    given = sys.stdin.readline().strip() if code == STDIN else code
    with installation.engine(datamap) as engine:
        done = undoing.undo(engine, home, run, {who: given}, rest=rest)
    noting.note(home, noting.UNDONE, [run], "undo.code", installation.pseudonym(), datetime.now(UTC))
    raise typer.Exit(_show(done, as_json=as_json))


def _of(home: Home, receipt: Path) -> tuple[str, int]:
    """The run that gave the receipt, and the number of the person in it."""
    data = read_file(receipt)
    Receipt.read(data)
    for file in sorted(home.receipts.glob("*.jsonl")):
        with file.open("rb") as lines:
            for who, line in enumerate(lines):
                if line == data:
                    return file.stem, who
    mend = "give the receipt as it was handed out, and set PELLUCID_HOME to the folder that was used then"
    raise UndoError("this is no receipt of a run of this installation", where=str(receipt), mend=mend)


def _show(done: Undone, *, as_json: bool) -> int:
    code = 1 if done.left else 0
    if as_json:
        left = [{"collection": where, "why": why, "rows": rows} for (where, why), rows in sorted(done.left.items())]
        print_json({"run": done.run, "rows": dict(done.rows), "values": dict(done.values), "left": left})
        return code
    say("Undone." if not done.left else "Undone in part.")
    back = [f"{where}: {amount(rows)} back" for where, rows in done.rows.items() if rows]
    values = [f"{where}: {amount(rows)} as before" for where, rows in done.values.items() if rows]
    say_list("Restored", [*back, *values])
    if done.left:
        say_list("Not restored", [f"{where}: {rows:,} {why}" for (where, why), rows in sorted(done.left.items())])
    return code
