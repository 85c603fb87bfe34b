"""Pellucid finds, copies, corrects and deletes a person's data in the databases where it really lives.

    from pathlib import Path
    from pellucid import Engine, load_map

    with Engine(load_map(Path("map")), key=key) as engine:
        run = engine.erase([{"email": "ada@example.org"}])

`load_map` reads a data map, `Engine` carries rights out in its stores, `Run` and `Outcome` say what came of it.
Everything that goes wrong is a `PellucidError`. The rest of `pellucid.engine` may change between versions.
"""

from pellucid.engine.datamap.loading import check as check_map
from pellucid.engine.datamap.loading import load as load_map
from pellucid.engine.errors import PellucidError
from pellucid.engine.export.copy import Copy
from pellucid.engine.export.json_copy import JsonCopy
from pellucid.engine.export.model import About
from pellucid.engine.planning.plan import Approval, Plan, Right
from pellucid.engine.running.engine import Engine
from pellucid.engine.running.outcome import Outcome, Result
from pellucid.engine.running.run import Run

__all__ = [
    "About",
    "Approval",
    "Copy",
    "Engine",
    "JsonCopy",
    "Outcome",
    "PellucidError",
    "Plan",
    "Result",
    "Right",
    "Run",
    "check_map",
    "load_map",
]
