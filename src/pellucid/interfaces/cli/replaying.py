"""The command for a restored backup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from pellucid.engine.datamap.loading import load
from pellucid.engine.datamap.model import DataMap
from pellucid.engine.errors import MapError, PellucidError
from pellucid.engine.proving import erasing, replaying
from pellucid.engine.proving.erasures import Likeness
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.replaying import InPart, Replayed
from pellucid.engine.proving.tombstones import Tombstones, tombstone_key
from pellucid.engine.running.engine import Engine
from pellucid.engine.running.people import Identities
from pellucid.interfaces.cli import arguments, installation
from pellucid.interfaces.cli.screen import print_json, say, say_list
from pellucid.interfaces.cli.wording import amount


def replay(
    datamap: arguments.MapOption,
    backup_of: Annotated[
        str,
        typer.Option(
            "--backup-of",
            metavar="DATE",
            help="When the making of the backup began: 2026-03-01, or 2026-03-01T03:00+01:00.",
        ),
    ],
    store: Annotated[
        list[str] | None,
        typer.Option("--store", metavar="NAME", help="A store that was restored. May be given several times."),
    ] = None,
    backup_days: arguments.BackupDays = arguments.USUAL_BACKUP_DAYS,
    as_json: arguments.Json = False,
) -> None:
    """Erase again who a restored backup has brought back.

    Only rows with the key and an identity of an erased person go. What matches in part is counted and left alone.

    \b
    Example:
      pellucid replay --map map --backup-of 2026-03-01T03:00+01:00 --store shop
    """
    since = _moment(backup_of)
    home = Home(installation.home())
    restored = _restored(load(datamap), store or [])
    if not any(home.tombstones.glob("*.jsonl")):
        mend = "if anybody was erased, set PELLUCID_HOME to the folder that was used then"
        raise PellucidError("no tombstones are here, so nobody can be erased again", where=str(home.path), mend=mend)
    longest, now = timedelta(days=backup_days), datetime.now(UTC)
    erasures = Tombstones(home, tombstone_key(home, now), longest).read()
    how = erasing.How(longest_backup=longest or None, actor=installation.actor())
    with Engine(restored, key=installation.key()) as engine:

        def erase(people: Sequence[Identities], *, person: str) -> object:
            return erasing.erase(engine, home, people, how, person=person)

        done = replaying.replay(engine, erasures, since, erase)
    forgotten = since < now - longest
    raise typer.Exit(_show(done, backup_days if forgotten else None, as_json=as_json))


def _moment(text: str) -> datetime:
    """A date is its beginning; without a zone it is this machine's."""
    try:
        found = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        mend = "write it as 2026-03-01 or 2026-03-01T03:00+01:00"
        raise PellucidError("this is no date", where="--backup-of", mend=mend) from None
    if found > datetime.now(UTC):
        raise PellucidError("this is in the future", where="--backup-of", mend="say when its making began")
    return found


def _restored(datamap: DataMap, names: Sequence[str]) -> DataMap:
    """The map of the stores that were restored: elsewhere nothing has come back, and nothing must go."""
    if not names and len(datamap.stores) > 1:
        mend = f"say --store for each that was: {', '.join(datamap.stores)}"
        raise MapError("the map has several stores; which of them were restored?", mend=mend)
    parts = [replaying.only(datamap, name) for name in names or datamap.stores]
    return replace(datamap, stores={name: store for part in parts for name, store in part.stores.items()})


def _show(done: Replayed, forgotten: int | None, *, as_json: bool) -> int:
    """Print it; the exit code. `forgotten`: days that tombstones are kept, where the backup is older."""
    unclear = [one for one in done.left if one.likeness is not Likeness.FULL]
    code = 1 if done.unclear or unclear or forgotten is not None else 0
    if as_json:
        print_json({**asdict(done), "tombstones_expired": forgotten is not None})
        return code
    say(f"{amount(done.rows)} searched. {amount(done.erased, 'person')} erased again.")
    if done.unclear:
        say(f"{amount(done.unclear, 'person')} not erased: it is not clear who is meant.")
    if forgotten is not None:
        say(f"The backup is older than tombstones are kept ({forgotten} days): who was erased before is not known.")
    if done.left:
        say_list("Left as it is", map(_left, done.left))
    return code


def _left(one: InPart) -> str:
    if one.likeness is Likeness.FULL:
        return f"{one.store}.{one.collection}: {amount(one.rows)} of the erased, which the data map keeps"
    return f"{one.store}.{one.collection}: {amount(one.rows)} with {one.likeness}. Have a look."
