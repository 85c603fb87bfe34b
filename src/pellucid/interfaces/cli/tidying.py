"""The command that ends what has a time limit."""

from __future__ import annotations

from datetime import UTC, datetime

from pellucid.engine.proving import returning
from pellucid.engine.proving.home import Home
from pellucid.interfaces.cli import arguments, installation
from pellucid.interfaces.cli.screen import print_json, say
from pellucid.interfaces.cli.wording import amount


def tidy(as_json: arguments.Json = False) -> None:
    """Destroy undo keys and tombstones whose time is over.

    Run it every day: an erasure with an undo is final only when its key is gone.

    \b
    Example:
      pellucid tidy
    """
    done = returning.tidy(Home(installation.home()), datetime.now(UTC))
    if as_json:
        print_json({"final": done.undos, "tombstone_files": done.tombstones})
        return
    if done.undos:
        say(f"{amount(done.undos, 'erasure')} can no longer be undone. The ledger says so.")
    if done.tombstones:
        say(f"{amount(done.tombstones, 'file')} of expired tombstones removed.")
    if not done.undos and not done.tombstones:
        say("Nothing has expired.")
