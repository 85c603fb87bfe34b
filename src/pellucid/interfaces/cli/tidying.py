"""The command that ends what has a time limit."""

from __future__ import annotations

from datetime import UTC, datetime

from pellucid.engine.proving import tombstones
from pellucid.engine.proving.home import Home
from pellucid.interfaces.cli import arguments, installation
from pellucid.interfaces.cli.screen import print_json, say
from pellucid.interfaces.cli.wording import amount


def tidy(as_json: arguments.Json = False) -> None:
    """Remove tombstones that have expired. Run it every day.

    \b
    Example:
      pellucid tidy
    """
    removed = tombstones.tidy(Home(installation.home()), datetime.now(UTC))
    if as_json:
        print_json({"tombstone_files": removed})
    else:
        say(f"{amount(removed, 'file')} of expired tombstones removed.")
