"""What a run came to, step by step, and from it the outcome of each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pellucid.engine.planning.plan import Action, Plan, Right, Step
from pellucid.engine.running.outcome import Entry, Outcome, Result
from pellucid.engine.stores.base import Counts, Who

Watch = Callable[[Step, int], None]
"""Told of each step (or batch of one) and how many rows it handled, while a run goes on."""

_RESULTS = {
    Action.READ: Result.FOUND,
    Action.DELETE: Result.ERASED,
    Action.MASK: Result.MASKED,
    Action.UNLINK: Result.UNLINKED,
    Action.KEEP: Result.KEPT,
    Action.CORRECT: Result.CORRECTED,
    Action.MARK: Result.RESTRICTED,
}


def quietly(_step: Step, _rows: int) -> None:
    """Watch nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """A plan executed for `persons` people. `known`: those of whom some store has a row of their own.

    `notes`: what an officer should read, such as that an approval was kept for an equal plan.
    """

    plan: Plan
    persons: int
    known: frozenset[Who]
    counts: tuple[tuple[Step, Counts], ...]
    notes: tuple[str, ...] = field(default=())

    def __iter__(self) -> Iterator[Outcome]:
        return map(self.outcome, range(self.persons))

    def outcome(self, who: Who) -> Outcome:
        """The outcome of person number `who`."""
        entries: list[Entry] = []
        for step, counts in self.counts:
            found = counts.found.get(who, 0)
            if found:
                entries += _entries(step, found, counts.changed.get(who, 0))
        known = who in self.known or bool(entries)
        if known and self.plan.right is Right.RESTRICTION:
            entries += _unmarked(self.plan)
        return Outcome(who, self.plan.right, self.plan.person, self.plan.digest, tuple(entries), known)

    def rows(self, action: Action | None = None) -> tuple[int, int]:
        """Rows found and rows changed, of all persons together."""
        mine = [counts for step, counts in self.counts if action in (None, step.action)]
        return sum(sum(c.found.values()) for c in mine), sum(sum(c.changed.values()) for c in mine)


def _entries(step: Step, found: int, changed: int) -> Iterator[Entry]:
    """One for each field that a step changes, one for the rows of a step that is about whole rows."""
    result = _RESULTS[step.action]
    for name in [one.name for one in step.sets] or [""]:
        yield Entry(step.store, step.collection, result, found, changed, name, step.reason, step.until)


def _unmarked(plan: Plan) -> Iterator[Entry]:
    """Stores that cannot say of a row that its use is restricted."""
    reason = "the data map names no column that marks a row as restricted"
    for part in plan.parts:
        if part.graph and not part.steps:
            collection = next(iter(part.graph))[0]
            yield Entry(part.store, collection, Result.NOT_POSSIBLE, 0, reason=reason)
