"""The command that shows a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pellucid.engine.planning.plan import Plan, Right, Step
from pellucid.engine.running.run import Run
from pellucid.interfaces.cli import arguments, installation
from pellucid.interfaces.cli.approvals import write_plan
from pellucid.interfaces.cli.identities import people
from pellucid.interfaces.cli.lines import lines_of
from pellucid.interfaces.cli.outcomes import nobody, show_lines
from pellucid.interfaces.cli.screen import OUT, plain_table, print_json, say

_COPIES = (Right.ACCESS, Right.PORTABILITY)


def plan(
    datamap: arguments.MapOption,
    right: Annotated[Right, typer.Argument(help="What is asked.")] = Right.ERASURE,
    identity: arguments.Identity = None,
    identities: arguments.IdentitiesFile = "",
    person: arguments.Person = None,
    corrections: arguments.Corrections = None,
    statements: Annotated[bool, typer.Option("--statements", help="Show each statement.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PLAN.json", help="Also write it to a file, to be approved."),
    ] = None,
    as_json: arguments.Json = False,
) -> None:
    """Show what would happen, step by step, and touch nothing.

    A plan is the same for every person of a kind. With identities it also says how many rows are theirs.

    \b
    Example:
      pellucid plan --map map --identity email=ada@example.org
      pellucid plan erasure --map map -o plan.json --statements
    """
    given = arguments.corrected(corrections)
    with installation.engine(datamap) as engine:
        made = engine.plan(right, person, tuple(given))
        run = None
        if identity or identities:
            who = people(identity or [], identities, engine.datamap)
            run = None if right in _COPIES else engine.preview(right, who, given, person=person)
    if output:
        write_plan(made, output)
    if as_json:
        print_json({**made.as_json(), **(_counted(run) if run else {})})
    else:
        _tell(made, run, statements=statements)
    raise typer.Exit(1 if run and not _known(run) else 0)


def _counted(run: Run) -> dict[str, object]:
    rows = [sum(counts.found.values()) for _, counts in run.counts]
    return {"persons": run.persons, "known": _known(run), "rows": rows}


def _known(run: Run) -> int:
    return sum(outcome.known for outcome in run)


def _tell(made: Plan, run: Run | None, *, statements: bool) -> None:
    say(f"Plan: {made.right} for a {made.person}. Nothing was touched.")
    if statements:
        _show_statements(made)
    else:
        _show_steps(made)
    for note in made.notes:
        say(note)
    say(f"Digest: {made.digest}")
    if run and not _known(run):
        say(nobody(run.persons, made.person))
    elif run:
        persons = "1 person" if run.persons == 1 else f"{_known(run):,} of {run.persons:,} persons"
        say(f"For {persons}:")
        show_lines(lines_of([run]), done=False)


def _show_steps(made: Plan) -> None:
    table = plain_table("", "Step", "Collection", "Which rows, and what of them", numbers=("",))
    for number, step in enumerate(made.steps(), start=1):
        table.add_row(str(number), step.action, f"{step.store}.{step.collection}", _about(step))
    OUT.print()
    OUT.print(table)
    OUT.print()


def _show_statements(made: Plan) -> None:
    number = 0
    for part in made.parts:
        for step, statement in zip(part.steps, part.statements, strict=True):
            number += 1
            say("")
            say(f"{number}. {step.action} {step.store}.{step.collection}: {_about(step)}")
            for line in statement.splitlines():
                say(line, indent=3)
    say("")


def _about(step: Step) -> str:
    fields = ", ".join(f"{one.name} ({'the new value' if one.given else one.mask.name})" for one in step.sets)
    rows = str(step.effect()["rows"])
    return "; ".join(filter(None, (rows, fields, step.reason)))
