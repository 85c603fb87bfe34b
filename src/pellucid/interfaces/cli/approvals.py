"""Plans as files: what somebody read and approved."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pellucid.engine.errors import PlanError
from pellucid.engine.planning.plan import Approval, Plan, Right


def write_plan(plan: Plan, path: Path) -> None:
    """The plan as JSON, readable by its owner only."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(plan.as_json(), file, indent=2, ensure_ascii=False)
        file.write("\n")


def read_approval(path: Path | None, right: Right) -> Approval | None:
    """The approval that a file written by `write_plan` is; none without a file. Raises PlanError."""
    if path is None:
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PlanError(f"the plan cannot be read: {error.strerror}", where=str(path)) from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not found.get("digest") or not found.get("effects"):
        raise PlanError("this is no plan", where=str(path), mend="make one: pellucid plan -o PLAN.json")
    if found.get("right") != right:
        raise PlanError(f"this is not a plan of {right}", where=str(path), mend=f"make one: pellucid plan {right}")
    return Approval.of(found)
