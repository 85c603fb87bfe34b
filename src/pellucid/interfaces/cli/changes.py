"""The commands that write into a person's rows: rectify, restrict."""

from __future__ import annotations

import typer

from pellucid.engine.planning.plan import Right
from pellucid.interfaces.cli import arguments, installation
from pellucid.interfaces.cli.approvals import read_approval
from pellucid.interfaces.cli.identities import people
from pellucid.interfaces.cli.outcomes import Report, show
from pellucid.interfaces.cli.progress import progress


def rectify(
    datamap: arguments.MapOption,
    corrections: arguments.Corrections,
    identity: arguments.Identity = None,
    identities: arguments.IdentitiesFile = "",
    person: arguments.Person = None,
    approved: arguments.Approved = None,
    as_json: arguments.Json = False,
) -> None:
    """Write corrected values into a person's rows.

    Rectification under GDPR Art. 16.

    \b
    Example:
      pellucid rectify --map map --identity email=ada@example.org --set customers.city=London
    """
    approval = read_approval(approved, Right.RECTIFICATION)
    given = arguments.corrected(corrections)
    with installation.engine(datamap) as engine, progress("Correcting") as (watch, _):
        who = people(identity or [], identities, engine.datamap)
        run = engine.rectify(who, given, person=person, approved=approval, watch=watch)
    raise typer.Exit(show(Report([run]), as_json=as_json))


def restrict(
    datamap: arguments.MapOption,
    identity: arguments.Identity = None,
    identities: arguments.IdentitiesFile = "",
    person: arguments.Person = None,
    approved: arguments.Approved = None,
    as_json: arguments.Json = False,
) -> None:
    """Mark a person's rows as restricted.

    Restriction under GDPR Art. 18, where the data map names a marker column.

    \b
    Example:
      pellucid restrict --map map --identity email=ada@example.org
    """
    approval = read_approval(approved, Right.RESTRICTION)
    with installation.engine(datamap) as engine, progress("Restricting") as (watch, _):
        who = people(identity or [], identities, engine.datamap)
        run = engine.restrict(who, person=person, approved=approval, watch=watch)
    raise typer.Exit(show(Report([run]), as_json=as_json))
