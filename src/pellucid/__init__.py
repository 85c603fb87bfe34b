"""Pellucid finds, copies, corrects and deletes a person's data in the databases where it really lives.

    from pathlib import Path
    from pellucid import Engine, load_map

    with Engine(load_map(Path("map")), key=key) as engine:
        run = engine.erase([{"email": "ada@example.org"}])

`load_map` reads a data map, `Engine` carries rights out in its stores, `Run` and `Outcome` say what came of it.
`erase_and_prove` erases with a journal, a check afterwards and receipts; `verify_receipt` says what a receipt proves.
Everything that goes wrong is a `PellucidError`, or an error of `pellucid.proofs` and `pellucid.sealing`. The rest of
`pellucid.engine` may change between versions.
"""

from pellucid.engine.datamap.loading import check as check_map
from pellucid.engine.datamap.loading import load as load_map
from pellucid.engine.errors import PellucidError
from pellucid.engine.export.copy import Copy
from pellucid.engine.export.json_copy import JsonCopy
from pellucid.engine.export.model import About
from pellucid.engine.planning.plan import Approval, Plan, Right
from pellucid.engine.proving.erasing import How, Proven
from pellucid.engine.proving.erasing import erase as erase_and_prove
from pellucid.engine.proving.home import Home
from pellucid.engine.running.engine import Engine
from pellucid.engine.running.outcome import Outcome, Result
from pellucid.engine.running.run import Run
from pellucid.proofs.verdict import Verdict
from pellucid.proofs.verifying import verify_receipt

__all__ = [
    "About",
    "Approval",
    "Copy",
    "Engine",
    "Home",
    "How",
    "JsonCopy",
    "Outcome",
    "PellucidError",
    "Plan",
    "Proven",
    "Result",
    "Right",
    "Run",
    "Verdict",
    "check_map",
    "erase_and_prove",
    "load_map",
    "verify_receipt",
]
