"""What the check after an erasure found, and where its receipts lie, as sentences and as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pellucid.engine.planning.plan import Action
from pellucid.engine.proving.erasing import Proven
from pellucid.interfaces.cli import sweeps
from pellucid.interfaces.cli.wording import amount

_SHOULD_BE = {Action.DELETE: "gone", Action.MASK: "masked", Action.UNLINK: "unlinked"}


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof of a run. `place`: where its receipts are: a file, or a folder with one for each person."""

    proven: Proven
    place: Path

    def partly(self, number: int) -> bool:
        """Whether something of person `number` (from 1) is still there."""
        return self.proven.partly(number - 1)

    def remains(self, number: int) -> list[str]:
        """`still in shop.orders: 2 rows that should be gone`"""
        who = number - 1
        mapped = [
            f"still in {step.store}.{step.collection}: {amount(rows[who])} that should be {_SHOULD_BE[step.action]}"
            for step, rows in self.proven.left
            if who in rows
        ]
        swept = self.proven.swept
        return [*mapped, *(sweeps.left_over(swept.of(who)) if swept else ())]

    def sentences(self) -> Iterator[str]:
        if self.proven.resumed:
            yield "An earlier run of the same erasure had been interrupted. This one went on where it had stopped."
        if self.proven.run.known and not self.proven.left:
            yield "Checked afterwards by another connection: all that the plan removes is gone."
        if self.proven.swept:
            yield from sweeps.sentences(self.proven.swept)
        yield self.whereabouts()
        yield from self._codes()

    def whereabouts(self) -> str:
        number = len(self.proven.receipts)
        receipts = "The receipt is" if number == 1 else f"The {number:,} receipts are"
        if self.proven.repeated:
            receipts = f"All of it was erased by an earlier run. {receipts}"
        if self.place.is_dir():
            return f"{receipts} in {self.place}, by person's number. Anyone can check one with `pellucid verify`."
        if number == 1:
            return f"{receipts} {self.place}. Anyone can check it with `pellucid verify`."
        return f"{receipts} in {self.place}, one a line."

    def reversible(self) -> str:
        """`, reversible until 2026-12-08`, empty where it is final."""
        until = self.proven.reversible
        return f", reversible until {until.date().isoformat()}" if until and self.proven.run.known else ""

    def _codes(self) -> Iterator[str]:
        until, known = self.proven.reversible, sorted(self.proven.run.known)
        if not until or not known:
            return
        code = "this code," if len(self.proven.codes) == 1 else "the code of each,"
        end = f"{until:%Y-%m-%d %H:%M} UTC"
        yield f"Until {end} `pellucid undo` takes it back, with the receipt and {code} shown only now:"
        for who in known:
            yield ("  " if len(self.proven.codes) == 1 else f"Person {who + 1}: ") + self.proven.codes[who]

    def of_all(self) -> dict[str, object]:
        """Plain values."""
        proven = self.proven
        until = {"reversible_until": proven.reversible.isoformat()} if proven.reversible else {}
        return {"receipts": str(self.place), "resumed": proven.resumed, "repeated": proven.repeated, **until}

    def of_one(self, number: int) -> dict[str, object]:
        """Plain values about person `number`."""
        who = number - 1
        left = [
            {"store": step.store, "collection": step.collection, "action": step.action.value, "rows": rows[who]}
            for step, rows in self.proven.left
            if who in rows
        ]
        swept = sweeps.as_json(self.proven.swept.of(who)) if self.proven.swept else None
        code = {"undo_code": self.proven.codes[who]} if self.proven.codes and who in self.proven.run.known else {}
        return {**code, "partly": self.partly(number), "left": left, "swept": swept}
