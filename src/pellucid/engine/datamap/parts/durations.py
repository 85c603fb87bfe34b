"""Times: `5s` and `2m` for limits, `10 years after issued_on` for retention."""

from __future__ import annotations

import re

from pellucid.engine.datamap.findings import Findings
from pellucid.engine.datamap.model import Duration
from pellucid.engine.datamap.nodes import Node, Scalar

_SHORT = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONG = re.compile(r"(\d{1,5}) (day|week|month|year)s? after (\S(?:.*\S)?)")


def seconds(node: Node, what: str, findings: Findings) -> float | None:
    """`5s`, `500ms`, `2m` or `1h`, as seconds."""
    match = _SHORT.fullmatch(node.value) if isinstance(node, Scalar) and isinstance(node.value, str) else None
    if match is None or float(match[1]) == 0:
        findings.add(node.place, f"{what} must be a time", "Write a number above 0 and its unit: 500ms, 5s, 2m or 1h.")
        return None
    return round(float(match[1]) * _SECONDS[match[2]], 6)


def duration(node: Node, what: str, findings: Findings) -> Duration | None:
    """`90 days after last_seen`; weeks become days."""
    match = _LONG.fullmatch(node.value) if isinstance(node, Scalar) and isinstance(node.value, str) else None
    if match is None or int(match[1]) == 0:
        mend = "Write it as in 90 days after last_seen, in days, weeks, months or years, after a column."
        findings.add(node.place, f"{what} must be a time after a column", mend)
        return None
    amount, unit = int(match[1]), match[2]
    return Duration(amount * 7, "day", match[3]) if unit == "week" else Duration(amount, unit, match[3])
