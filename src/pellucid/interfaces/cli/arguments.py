"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from pellucid.engine.errors import IdentityError

MapOption: TypeAlias = Annotated[Path, typer.Option("--map", metavar="DIR", help="The data map: its folder or file.")]

MapArgument: TypeAlias = Annotated[Path, typer.Argument(metavar="[DIR]", help="The data map: its folder or file.")]

Identity: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--identity", metavar="NAME=VALUE", help="What one person is known by. May be given several times."),
]

IdentitiesFile: TypeAlias = Annotated[
    str,
    typer.Option(
        "--identities",
        metavar="FILE",
        help="One person a line: CSV under a row of names, or JSON lines. - reads stdin.",
    ),
]

Person: TypeAlias = Annotated[
    str | None,
    typer.Option("--person", metavar="KIND", help="The kind of person, where the map has several."),
]

Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON document, and nothing else.")]

Approved: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--approved", metavar="PLAN.json", help="Do it only if it is what this plan says (made by: pellucid plan -o)."
    ),
]

BackupDays: TypeAlias = Annotated[
    int,
    typer.Option(
        "--backup-days",
        metavar="DAYS",
        min=0,
        max=36_500,
        envvar="PELLUCID_BACKUP_DAYS",
        help="How long the oldest backup is kept that may be restored; so long tombstones are. 0: none is left.",
    ),
]
USUAL_BACKUP_DAYS = 365

Corrections: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="A field (collection.field, store.collection.field, or a category) and its new value; none: NULL.",
    ),
]


def corrected(given: list[str] | None) -> dict[str, str | None]:
    """New values by field. Raises IdentityError, without repeating what was given."""
    values: dict[str, str | None] = {}
    for one in given or []:
        field, equals, value = one.partition("=")
        if not equals or not field or field in values:
            wrong = "--set is not a field and its new value, or gives a field twice"
            raise IdentityError(wrong, mend="write each once, as --set FIELD=VALUE")
        values[field] = value or None
    return values
