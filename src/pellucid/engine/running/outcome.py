"""What a run did for one person, said per collection and field. Never silently "done"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pellucid.engine.planning.plan import Right


class Result(StrEnum):
    """What became of something. `OPEN`: not finished, the next run goes on; `ABSENT`: there was nothing."""

    FOUND = "found"
    ERASED = "erased"
    MASKED = "masked"
    UNLINKED = "unlinked"
    CORRECTED = "corrected"
    RESTRICTED = "restricted"
    KEPT = "kept"
    NOT_POSSIBLE = "not possible"
    UNKNOWN = "unknown"
    OPEN = "open"
    ABSENT = "nothing there"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an outcome. `field` is empty where it speaks of whole rows.

    `rows`: how many are this person's; `changed`: how many of these were changed by this run. `until`: an ISO date or
    the map's words, such as `10 years after issued_on`.
    """

    store: str
    collection: str
    result: Result
    rows: int
    changed: int = 0
    field: str = ""
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done for person number `who` of a run. `known`: some store knows them. `as_planned`: nothing was
    impossible, unknown or left open; what is kept as the data map says, with its reason, is as planned."""

    who: int
    right: Right
    person: str
    digest: str
    entries: tuple[Entry, ...]
    known: bool = True

    @property
    def as_planned(self) -> bool:
        short = {Result.NOT_POSSIBLE, Result.UNKNOWN, Result.OPEN}
        return self.known and not any(entry.result in short for entry in self.entries)

    def as_json(self) -> dict[str, object]:
        """Plain values, without the person's identities."""
        return {
            "right": self.right.value,
            "person": self.person,
            "digest": self.digest,
            "known": self.known,
            "as_planned": self.as_planned,
            "entries": [
                {
                    "store": e.store,
                    "collection": e.collection,
                    **({"field": e.field} if e.field else {}),
                    "result": e.result.value,
                    "rows": e.rows,
                    "changed": e.changed,
                    **({"reason": e.reason} if e.reason else {}),
                    **({"until": e.until} if e.until else {}),
                }
                for e in self.entries
            ],
        }
