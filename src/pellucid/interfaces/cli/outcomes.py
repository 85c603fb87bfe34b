"""What a run came to, as a privacy officer reads it and as a program does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from pellucid.engine.running.outcome import Outcome, Result
from pellucid.engine.running.run import Run
from pellucid.interfaces.cli.lines import Line, before_of, lines_of, words_of
from pellucid.interfaces.cli.proven import Proof
from pellucid.interfaces.cli.screen import OUT, plain_table, print_json, say
from pellucid.interfaces.cli.wording import amount, listed

_SHORT = (Result.NOT_POSSIBLE, Result.UNKNOWN, Result.OPEN)


@dataclass(frozen=True, slots=True)
class Report:
    """The runs of one command, one after the other over groups of persons. `files`: the copies, by person's
    number; `place`: where they are. `sealed`: only their recipient can
    open them. `proof`: of a run that has one."""

    runs: Sequence[Run]
    files: Sequence[Path] = ()
    place: Path | None = None
    sealed: bool = False
    proof: Proof | None = None

    def outcomes(self) -> Iterator[tuple[int, Outcome]]:
        """Each person's number, from 1, and outcome."""
        return enumerate((outcome for run in self.runs for outcome in run), start=1)

    @property
    def as_planned(self) -> bool:
        return not any(self.short(number, outcome) for number, outcome in self.outcomes())

    def short(self, number: int, outcome: Outcome) -> bool:
        """Whether it did not go as planned for person `number`, or is only partly done."""
        return not outcome.as_planned or self.partly(number)

    def partly(self, number: int) -> bool:
        """Whether the check found something of person `number` that should be gone."""
        return self.proof is not None and self.proof.partly(number)

    def as_json(self) -> dict[str, object]:
        """Plain values: the persons by number, without their identities."""
        first = self.runs[0]
        return {
            "right": first.plan.right.value,
            "person": first.plan.person,
            "digest": first.plan.digest,
            "as_planned": self.as_planned,
            "notes": list(first.notes),
            **(
                {
                    "receipts": str(self.proof.place),
                    "resumed": self.proof.proven.resumed,
                    "repeated": self.proof.proven.repeated,
                }
                if self.proof
                else {}
            ),
            "outcomes": [self._person(number, outcome) for number, outcome in self.outcomes()],
        }

    def _person(self, number: int, outcome: Outcome) -> dict[str, object]:
        file = {"file": str(self.files[number - 1])} if self.files and outcome.known else {}
        proof = self.proof.of_one(number) if self.proof else {}
        shared = ("right", "person", "digest")
        said = {name: value for name, value in outcome.as_json().items() if name not in shared}
        return {"number": number, **file, **proof, **said}


def show(report: Report, *, as_json: bool) -> int:
    """Print the report; the exit code: 0 all as planned, 1 not."""
    if as_json:
        print_json(report.as_json())
    else:
        _tell(report)
    return 0 if report.as_planned else 1


def show_lines(lines: Sequence[Line], on: Console = OUT, *, done: bool = True) -> None:
    """The table by collection; `done`: it has happened, so that it is known what was already so before."""
    if not lines:
        return
    table = plain_table("Collection", "Rows", "What" if done else "What would happen", numbers=("Rows",))
    places = list(dict.fromkeys(line.where for line in lines))
    named = ""
    for line in sorted(lines, key=lambda line: places.index(line.where)):
        table.add_row(
            "" if line.where == named else line.where,
            f"{line.rows:,}",
            words_of(line) + (before_of(line) if done else ""),
        )
        named = line.where
    on.print()
    on.print(table)


def nobody(persons: int, kind: str) -> str:
    whom = "this person" if persons == 1 else f"any of these {persons:,} persons"
    return f"No store knows {whom} as a {kind}. Nothing was done."


def _tell(report: Report) -> None:
    short = [(number, outcome) for number, outcome in report.outcomes() if report.short(number, outcome)]
    persons = sum(run.persons for run in report.runs)
    if not any(outcome.known for _, outcome in report.outcomes()):
        say(nobody(persons, report.runs[0].plan.person))
        for sentence in report.proof.sentences() if report.proof else ():
            say(sentence)
        short = [(number, outcome) for number, outcome in short if report.partly(number)]
    else:
        _tell_what_was_done(report, persons, len(short))
    if short:
        say("")
    for number, outcome in short:
        word = f"Person {number}" if persons > 1 else "Partly done" if report.partly(number) else "Not as planned"
        say(f"{word}: {_why_short(report, number, outcome)}.")


def _tell_what_was_done(report: Report, persons: int, short: int) -> None:
    say(_headline(report, persons, short))
    if report.place:
        care = "Only its recipient can open it" if report.sealed else "It holds personal data: guard it"
        say(f"Written to {report.place}. {care}.")
    lines = lines_of(report.runs)
    for sentence in _sentences(report, lines):
        say(sentence)
    show_lines(lines)


def _headline(report: Report, persons: int, short: int) -> str:
    right, kind = report.runs[0].plan.right, report.runs[0].plan.person
    until = report.proof.reversible() if report.proof else ""
    if persons == 1:
        how = "partly done" if report.partly(1) else "not all as planned" if short else "all as planned"
        return f"{right.capitalize()} for 1 {kind}: {how}{until}."
    rest = f", {short:,} not" if short else ""
    return f"{right.capitalize()} for {persons:,} persons ({kind}): {persons - short:,} as planned{rest}{until}."


def _sentences(report: Report, lines: Sequence[Line]) -> Iterator[str]:
    plan = report.runs[0].plan
    for part in plan.parts:
        mine = [line for line in lines if line.store == part.store]
        if part.steps and not mine:
            yield f"In {part.store} there was nothing."
        elif mine:
            by_verb: dict[str, int] = {}
            for line in mine:
                by_verb[line.verb] = by_verb.get(line.verb, 0) + line.rows
            (verb, rows), *others = by_verb.items()
            counted = [f"{amount(rows)} {verb}", *(f"{more:,} {other}" for other, more in others)]
            yield f"In {part.store}: {listed(counted)}."
    for line in lines:
        if line.reason:
            until = f" until {line.until}" if line.until else ""
            yield f"Kept in {line.where}{until}: {line.reason}"
    yield from dict.fromkeys(note for run in report.runs for note in run.notes)
    if report.proof:
        yield from report.proof.sentences()


def _why_short(report: Report, number: int, outcome: Outcome) -> str:
    why = report.proof.remains(number) if report.proof else []
    short = [entry for entry in outcome.entries if entry.result in _SHORT]
    why = [f"{e.result} in {e.store}" + (f", {e.reason}" if e.reason else "") for e in short] + why
    return "; ".join(why) or "no store knows them"
