"""The command that ends what has a time limit."""

from __future__ import annotations

from datetime import UTC, datetime

from pellucid.engine.proving import noting, tombstones, undoing
from pellucid.engine.proving.home import Home
from pellucid.interfaces.cli import arguments, installation
from pellucid.interfaces.cli.screen import print_json, say
from pellucid.interfaces.cli.wording import amount


def tidy(as_json: arguments.Json = False) -> None:
    """Destroy undo keys whose window has ended, and remove expired tombstones.

    Run it every day: an erasure is final only when its undo key is gone.

    \b
    Example:
      pellucid tidy
    """
    home, now = Home(installation.home()), datetime.now(UTC)
    final = undoing.expire(home, now)
    noting.note(home, noting.FINAL, [run for run, _ in final], "undo.ended", installation.pseudonym(), now)
    removed = tombstones.tidy(home, now)
    if as_json:
        print_json({"final": len(final), "tombstone_files": removed})
        return
    say(f"{amount(len(final), 'erasure')} can no longer be undone: the keys are destroyed.")
    say(f"{amount(removed, 'file')} of expired tombstones removed.")
