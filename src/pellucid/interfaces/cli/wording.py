"""Words for what the engine does."""

from __future__ import annotations

from collections.abc import Iterable

from pellucid.engine.planning.plan import Action

VERBS = {
    Action.READ: "copied",
    Action.DELETE: "deleted",
    Action.MASK: "masked",
    Action.UNLINK: "unlinked",
    Action.KEEP: "kept",
    Action.CORRECT: "corrected",
    Action.MARK: "restricted",
}


def amount(number: int, what: str = "row") -> str:
    """`1 row`, `1,200 rows`"""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def listed(items: Iterable[str]) -> str:
    """`a, b and c`"""
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last
