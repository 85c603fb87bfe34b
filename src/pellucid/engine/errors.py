"""What can go wrong, as one small tree.

    PellucidError
    ├── ProblemsError      carries every problem found at once
    │   ├── MapError           the data map cannot be used as it stands
    │   ├── PlanError          a step could not be carried out, seen before anything was touched
    │   │   └── PlanChangedError   what was approved is not what would happen now
    │   └── UndoError          an erasure cannot be undone, or not by whom asks, or not any more
    ├── IdentityError      who is meant is not clear
    │   └── AmbiguousIdentityError   several rows or persons where one is expected
    ├── MaskError          a value cannot be masked as declared
    └── StoreError         a store refused
        ├── StoreUnavailableError   it could not be reached, or went away (retryable)
        └── StoreBusyError          a lock, a timeout or a concurrent change (retryable)

Each says what was wrong, where, and how to mend it. None ever contains personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class PellucidError(Exception):
    """Base of all errors of the engine. `retryable`: the same call may succeed later, nothing was changed."""

    retryable: ClassVar[bool] = False

    def __init__(self, wrong: str, *, where: str = "", mend: str = "") -> None:
        self.wrong, self.where, self.mend = wrong, where, mend
        super().__init__(wrong)

    def __str__(self) -> str:
        text = f"{self.where}: {self.wrong}" if self.where else self.wrong
        return f"{text}\n  To mend it: {self.mend}" if self.mend else text


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: what is wrong, where (`file:line` or `store.collection.field`), and the mend."""

    where: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.wrong}\n  To mend it: {self.mend}"


class ProblemsError(PellucidError):
    """An error that carries every problem found at once."""

    def __init__(self, wrong: str, problems: Sequence[Problem] = (), *, where: str = "", mend: str = "") -> None:
        super().__init__(wrong, where=where, mend=mend)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(str(problem) for problem in self.problems)])


class MapError(ProblemsError):
    """The data map cannot be used as it stands."""


class PlanError(ProblemsError):
    """A step could not be carried out; nothing was touched."""


class PlanChangedError(PlanError):
    """What was approved is not what would happen now."""


class UndoError(ProblemsError):
    """An erasure cannot be undone, or not by whom asks, or not any more; nothing was changed."""


class IdentityError(PellucidError):
    """Who is meant is not clear."""


class AmbiguousIdentityError(IdentityError):
    """Several rows or persons match where one is expected."""


class MaskError(PellucidError):
    """A value cannot be masked as declared."""


class StoreError(PellucidError):
    """A store refused; its transaction was rolled back."""


class StoreUnavailableError(StoreError):
    """A store could not be reached, or went away."""

    retryable = True


class StoreBusyError(StoreError):
    """A lock, a timeout or a concurrent change stood in the way."""

    retryable = True
