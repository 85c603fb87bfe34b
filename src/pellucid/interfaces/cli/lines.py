"""What steps came to for all persons together: one line for each collection and what was done there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pellucid.engine.planning.plan import Action, Step
from pellucid.engine.running.run import Run
from pellucid.interfaces.cli.wording import VERBS


@dataclass(slots=True)
class Line:
    """`rows` belong to the persons, `changed` of these were not yet as they should be."""

    step: Step
    rows: int = 0
    changed: int = 0

    @property
    def store(self) -> str:
        return self.step.store

    @property
    def where(self) -> str:
        return f"{self.step.store}.{self.step.collection}"

    @property
    def verb(self) -> str:
        return VERBS[self.step.action]

    @property
    def reason(self) -> str:
        return self.step.reason

    @property
    def until(self) -> str:
        return self.step.until


def lines_of(runs: Iterable[Run]) -> list[Line]:
    """In the order of the plan; steps that do the same to the same collection are one line."""
    lines: dict[tuple[object, ...], Line] = {}
    for run in runs:
        for step, counts in run.counts:
            fields = tuple(one.name for one in step.sets)
            same = (step.store, step.collection, step.action, step.relation, fields, step.reason, step.until)
            line = lines.setdefault(same, Line(step))
            line.rows += sum(counts.found.values())
            line.changed += sum(counts.changed.values())
    return [line for line in lines.values() if line.rows]


def words_of(line: Line) -> str:
    """What is done to the rows of a line: `masked: name, email`, `kept until 10 years after issued_on`."""
    step = line.step
    words = _RELATIONS[step.relation] if step.action is Action.READ else line.verb
    if step.sets:
        words += ": " + ", ".join(dict.fromkeys(one.name for one in step.sets))
    if step.action is Action.KEEP and step.until:
        words += f" until {step.until}"
    return words


def before_of(line: Line) -> str:
    """How many rows were already so: ` (3 were so before)`, empty for none."""
    before = line.rows - line.changed
    if not line.step.sets or not before:
        return ""
    return f" ({'all' if before == line.rows else f'{before:,}'} were so before)"


_RELATIONS = {
    "owns": "the person's own",
    "shares": "shared with others, whose data is hidden",
    "sees": "another's, which the person may see",
}
