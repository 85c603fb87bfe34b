"""The command `pellucid`, and the one place where its errors are told."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from pellucid.engine.errors import PellucidError
from pellucid.interfaces.cli import (
    changes,
    copies,
    erasures,
    ledgers,
    maps,
    plans,
    replaying,
    tidying,
    undoing,
    unsealing,
    verifying,
)
from pellucid.interfaces.cli.screen import OUT, complain
from pellucid.proofs.errors import ProofError
from pellucid.sealing.errors import SealingError

UNUSABLE = 2
FAULT = 70
"""`EX_SOFTWARE` of sysexits.h: the program itself is wrong."""

app = typer.Typer(
    name="pellucid",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(maps.app, name="map")
app.command()(plans.plan)
app.command()(copies.access)
app.command()(copies.portability)
app.command()(erasures.erase)
app.command()(changes.rectify)
app.command()(changes.restrict)
app.command()(replaying.replay)
app.command()(tidying.tidy)
app.command()(undoing.undo)
app.command()(verifying.verify)
app.command()(unsealing.unseal)
app.command()(unsealing.keypair)
app.add_typer(ledgers.app, name="ledger")


def _show_version(wanted: bool) -> None:
    if wanted:
        OUT.print(f"pellucid {version('pellucid')}")
        raise typer.Exit


@app.callback()
def pellucid(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Find, copy, correct and delete a person's data in the databases where it really lives.

    \b
    Exit codes:
      0  all as planned
      1  something was not possible, left open or found wanting; or nobody was found
      2  the input cannot be used, and nothing was changed
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` are those of the process by default. Returns or exits with its exit code."""
    try:
        app(args=arguments, prog_name="pellucid")
    except (PellucidError, ProofError, SealingError) as error:
        complain(error)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        complain(f"{where}{error.strerror or 'the file or device failed'}")
    except Exception as error:
        _complain_of_ourselves(error)
        return FAULT
    return UNUSABLE


def _complain_of_ourselves(error: Exception) -> None:
    """Only where it happened: the error's own words could hold personal data."""
    steps = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    sys.stderr.write(steps)
    wrong = f"a fault in Pellucid ({type(error).__name__}). Its words are not shown, for they could hold personal data"
    complain(f"{wrong}\n  To mend it: report it with the lines above, and see what was done before you repeat it")


if __name__ == "__main__":
    sys.exit(main())
