"""What a verification found, as sentences that a person can read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """`problems`: why it must not be believed. `proven`: what holds whoever lies. `not_proven`: what it leaves open."""

    proven: tuple[str, ...] = ()
    not_proven: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, object]:
        return {
            "ok": self.ok,
            "proven": list(self.proven),
            "not_proven": list(self.not_proven),
            "problems": list(self.problems),
        }
