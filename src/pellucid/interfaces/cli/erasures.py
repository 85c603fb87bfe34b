"""The command that erases."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from pellucid.engine.errors import PellucidError
from pellucid.engine.planning.plan import Approval, Right
from pellucid.engine.proving import erasing
from pellucid.engine.proving.home import Home
from pellucid.engine.running.engine import Engine
from pellucid.engine.running.people import Identities
from pellucid.interfaces.cli import arguments, installation, receipt_files
from pellucid.interfaces.cli.approvals import read_approval
from pellucid.interfaces.cli.identities import people
from pellucid.interfaces.cli.lines import lines_of
from pellucid.interfaces.cli.outcomes import Report, show, show_lines
from pellucid.interfaces.cli.progress import progress
from pellucid.interfaces.cli.proven import Proof
from pellucid.interfaces.cli.screen import ERR, say
from pellucid.interfaces.cli.wording import amount


def erase(
    datamap: arguments.MapOption,
    identity: arguments.Identity = None,
    identities: arguments.IdentitiesFile = "",
    person: arguments.Person = None,
    approved: arguments.Approved = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it begins.")] = False,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Search every text of the stores afterwards, in the map or not.")
    ] = False,
    receipt: Annotated[
        Path | None,
        typer.Option(
            "--receipt", metavar="PATH", help="Also put the receipt there: a file, or with --identities a new folder."
        ),
    ] = None,
    undo_days: Annotated[
        int | None,
        typer.Option("--undo-days", metavar="DAYS", min=1, max=365, help="For so long it can be undone, with a code."),
    ] = None,
    backup_days: arguments.BackupDays = arguments.USUAL_BACKUP_DAYS,
    as_json: arguments.Json = False,
) -> None:
    """Erase a person as the data map says.

    Erasure under GDPR Art. 17. It is final unless --undo-days is given. Done again, it changes nothing.
    It is checked afterwards, and gives each person a receipt.

    \b
    Example:
      pellucid erase --map map --identity email=ada@example.org
      pellucid erase --map map --identities - --yes --json < people.csv
    """
    if not yes and not sys.stdin.isatty():
        raise PellucidError("nobody is there to confirm the erasure", mend="read `pellucid plan`, then say --yes")
    if receipt:
        receipt_files.refuse_unusable(receipt)
    approval = read_approval(approved, Right.ERASURE)
    home = Home(installation.home())
    with installation.engine(datamap) as engine:
        who = people(identity or [], identities, engine.datamap)
        if not yes:
            approval = _confirmed(engine, who, person, approval, undo_days)
        longest = timedelta(days=backup_days) or None
        how = erasing.How(approval, sweep, undo_days, longest, actor=installation.actor())
        with progress("Erasing") as (watch, _):
            proven = erasing.erase(engine, home, who, how, person=person, watch=watch)
    place = kept = home.receipts / f"{proven.id}.jsonl"
    if receipt:
        place = receipt_files.put(proven, kept, receipt, many=bool(identities))
    code = show(Report([proven.run], proof=Proof(proven, place)), as_json=as_json)
    raise typer.Exit(code or int(receipt not in (None, place)))


def _confirmed(
    engine: Engine, who: Sequence[Identities], person: str | None, approval: Approval | None, undo_days: int | None
) -> Approval:
    """Show what would happen, and ask; the answer is for just that plan."""
    run = engine.preview(Right.ERASURE, who, person=person, approved=approval)
    known = sum(outcome.known for outcome in run)
    if not known:
        return Approval(run.plan.digest, run.plan.effects)
    whom = f"1 {run.plan.person}" if run.persons == 1 else f"{known:,} of {run.persons:,} persons ({run.plan.person})"
    until = f"It can be undone for {amount(undo_days, 'day')}." if undo_days else "It is final: there is no undo."
    say(f"Erasure for {whom}. {until}", ERR)
    show_lines(lines_of([run]), ERR, done=False)
    ERR.print("\nErase? [y/N] ", end="")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        say("Nothing was changed.", ERR)
        raise typer.Exit(1)
    return Approval(run.plan.digest, run.plan.effects)
