"""The commands about the data map itself: check, schema, draft, drift, grants, import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from pellucid.engine.datamap.loading import load
from pellucid.engine.datamap.schema import schema_text
from pellucid.engine.discover.drafting import write_draft
from pellucid.engine.discover.drifting import drift as drift_of
from pellucid.engine.discover.granting import grants as grants_of
from pellucid.engine.discover.writing import proposals
from pellucid.engine.errors import MapError, Problem
from pellucid.engine.importing.fideslang import import_fideslang
from pellucid.interfaces.cli import arguments
from pellucid.interfaces.cli.schemas import drafted_source, sources
from pellucid.interfaces.cli.screen import OUT, print_json, say
from pellucid.interfaces.cli.wording import amount, listed

app = typer.Typer(no_args_is_help=True, help="Check, draft and compare the data map.")
import_app = typer.Typer(no_args_is_help=True, help="Make a data map from another format.")
app.add_typer(import_app, name="import")

_MAP = Path("map")

StoreOption: TypeAlias = Annotated[
    str | None, typer.Option("--store", metavar="NAME", help="Only this store of the map.")
]
SchemaOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--schema", metavar="DUMP.sql", help="A dump of the schema instead of the live one, so that nothing connects."
    ),
]
Output: TypeAlias = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder of the map.")]


@app.command()
def check(datamap: arguments.MapArgument = _MAP, as_json: arguments.Json = False) -> None:
    """Tell every problem of the map at once.

    Exit codes: 0 clean, 1 problems, 2 there is no map that could be read.

    \b
    Example:
      pellucid map check map
    """
    problems: Sequence[Problem] = ()
    try:
        known = load(datamap)
    except MapError as error:
        if not error.problems:
            raise
        problems = error.problems
    else:
        if not as_json:
            size = f"{amount(len(known.stores), 'store')}, {amount(len(list(known.collections())), 'collection')}"
            say(f"No problems in {datamap}: {size}.")
            if unread := proposals(datamap):
                say(f"{amount(unread, 'line')} still marked `proposed`: read each, and take the mark away.")
    raise typer.Exit(_told(problems, as_json=as_json))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the map, for editors.

    \b
    Example:
      pellucid map schema > map/schema.json
    """
    typer.echo(schema_text(), nl=False)


@app.command()
def draft(
    store: Annotated[
        str, typer.Option("--store", metavar="URL", help="The database; ${NAME} comes from the environment.")
    ],
    output: Output,
    name: Annotated[
        str | None, typer.Option("--name", help="What the map calls the store. Default: its database's name.")
    ] = None,
) -> None:
    """Write a draft of the map from a live schema.

    Every guess is marked as proposed. Run again, it adds what is new, marks what is gone, and keeps what you wrote.

    \b
    Example:
      pellucid map draft --store sqlite:///shop.db -o map
      pellucid map draft --store '${SHOP_URL}' --name shop -o map
    """
    source = drafted_source(store, name)
    files = write_draft(output, source.schema(), store=source.store.name, url=store)
    if not files:
        say(f"Nothing is new: {output} says all of it.")
        return
    say(f"Written: {listed(map(str, files))}.")
    say(f"Every guess is marked `proposed`. Read them, then run: pellucid map check {output}")


@app.command()
def drift(
    datamap: arguments.MapArgument = _MAP,
    store: StoreOption = None,
    dump: SchemaOption = None,
    as_json: arguments.Json = False,
) -> None:
    """Compare the live schema, or a dump of it, with the map.

    Exit codes: 0 they agree, 1 they do not.

    \b
    Example:
      pellucid map drift map
      pellucid map drift map --store shop --schema schema.sql
    """
    known = load(datamap)
    problems: list[Problem] = []
    for source in sources(known, store, dump):
        problems += drift_of(known, source.store.name, source.schema())
    if not problems and not as_json:
        say("The map and the schema agree.")
    raise typer.Exit(_told(problems, as_json=as_json))


@app.command()
def grants(
    datamap: arguments.MapArgument = _MAP,
    store: StoreOption = None,
    erasure: Annotated[bool, typer.Option("--erasure", help="For changes too, not for access alone.")] = False,
    role: Annotated[str | None, typer.Option("--role", metavar="NAME", help="The account; MySQL: name@host.")] = None,
    dump: SchemaOption = None,
) -> None:
    """Print the fewest GRANT statements that the map needs.

    \b
    Example:
      pellucid map grants map --store shop
      pellucid map grants map --store shop --erasure --role eraser
    """
    account = role or ("pellucid_erasure" if erasure else "pellucid_access")
    for source in sources(load(datamap), store, dump):
        OUT.print(f"-- {source.store.name}", soft_wrap=True)
        lines = grants_of(
            source.store,
            source.dialect,
            role=account,
            database=source.database,
            erasure=erasure,
            schema=source.schema(),
        )
        for line in lines:
            OUT.print(line, soft_wrap=True)


@import_app.command()
def fideslang(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Datasets in the fideslang format.")],
    output: Output,
) -> None:
    """Make a data map from datasets in Ethyca's fideslang format.

    What cannot be taken over as it is, is told and does not fail.

    \b
    Example:
      pellucid map import fideslang dataset.yml -o map
    """
    notes = import_fideslang(files, output)
    say(f"Written to {output}. {amount(len(notes), 'thing')} to look at:")
    _tell(notes)


def _told(problems: Sequence[Problem], *, as_json: bool) -> int:
    if as_json:
        found = [{"where": one.where, "wrong": one.wrong, "mend": one.mend} for one in problems]
        print_json({"problems": found})
    else:
        _tell(problems)
        if problems:
            say(f"{amount(len(problems), 'problem')}.")
    return 1 if problems else 0


def _tell(problems: Sequence[Problem]) -> None:
    for one in problems:
        say(f"{one.where}: {one.wrong}")
        say(f"To mend it: {one.mend}", indent=2)
