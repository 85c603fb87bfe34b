"""The commands that write a person's copy: access and portability."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from pellucid.engine.planning.plan import Right
from pellucid.interfaces.cli import arguments, installation, locks
from pellucid.interfaces.cli.copying import Form, Format, copy_all, copy_one
from pellucid.interfaces.cli.identities import people
from pellucid.interfaces.cli.outcomes import show

Output: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help="Where the copy goes: a file, or with --identities a new folder. Default: copy.zip or copies; "
        "what is sealed ends in .sealed.",
    ),
]
FormatOption: TypeAlias = Annotated[
    Format, typer.Option("--format", help="zip: a page to read, JSON and CSV. json: one file for programs.")
]
Technical: TypeAlias = Annotated[bool, typer.Option("--technical", help="Also name tables and columns on the page.")]
Company: TypeAlias = Annotated[str, typer.Option("--company", metavar="NAME", help="Who gives the copy.")]


def access(
    datamap: arguments.MapOption,
    identity: arguments.Identity = None,
    identities: arguments.IdentitiesFile = "",
    person: arguments.Person = None,
    output: Output = None,
    format_: FormatOption = Format.ZIP,
    company: Company = "",
    technical: Technical = False,
    seal_to: locks.SealTo = "",
    passphrase_file: locks.PassphraseFile = "",
    as_json: arguments.Json = False,
) -> None:
    """Write a copy of a person's data.

    Access under GDPR Art. 15. A person whom no store knows gets none.

    \b
    Example:
      pellucid access --map map --identity email=ada@example.org -o ada.zip
      pellucid access --map map --identities people.csv -o copies
      pellucid access --map map --identity email=ada@example.org --seal-to pellucid-public:...
    """
    recipient = locks.recipient(seal_to, passphrase_file)
    form = Form(Right.ACCESS, person, format_, company, technical, recipient)
    _write(form, datamap, identity or [], identities, output, as_json=as_json)


def portability(
    datamap: arguments.MapOption,
    identity: arguments.Identity = None,
    identities: arguments.IdentitiesFile = "",
    person: arguments.Person = None,
    output: Output = None,
    format_: FormatOption = Format.ZIP,
    company: Company = "",
    technical: Technical = False,
    seal_to: locks.SealTo = "",
    passphrase_file: locks.PassphraseFile = "",
    as_json: arguments.Json = False,
) -> None:
    """Write a copy of what a person has provided.

    Portability under GDPR Art. 20: to take it elsewhere, without what was derived.

    \b
    Example:
      pellucid portability --map map --identity email=ada@example.org --format json
    """
    recipient = locks.recipient(seal_to, passphrase_file)
    form = Form(Right.PORTABILITY, person, format_, company, technical, recipient)
    _write(form, datamap, identity or [], identities, output, as_json=as_json)


def _write(form: Form, datamap: Path, identity: list[str], file: str, output: Path | None, *, as_json: bool) -> None:
    with installation.engine(datamap) as engine:
        who = people(identity, file, engine.datamap)
        if file:
            report = copy_all(engine, who, form, output or Path("copies"))
        else:
            report = copy_one(engine, who, form, output or Path(f"copy.{form.suffix}"))
    raise typer.Exit(show(report, as_json=as_json))
