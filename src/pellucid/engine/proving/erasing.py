"""An erasure that can be believed: journalled, checked afterwards by another connection, and receipted.

resolve -> apply in every store -> journal -> commit store after store -> check -> statements -> ledger -> receipts
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from pellucid.engine.planning.plan import Approval, Right
from pellucid.engine.proving.afterwards import Left, left
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.journal import Journal, Written
from pellucid.engine.proving.receipts import file_away, issue, issue_again
from pellucid.engine.proving.statements import Swept, statement, version_of
from pellucid.engine.running.batching import apply_in_batches
from pellucid.engine.running.changing import Applied, apply, commit, paired
from pellucid.engine.running.engine import Engine, allowed
from pellucid.engine.running.gathering import gather
from pellucid.engine.running.people import Identities
from pellucid.engine.running.remnants import remnants
from pellucid.engine.running.resolving import resolve
from pellucid.engine.running.run import Run, Watch, quietly
from pellucid.engine.stores.base import Mode, Who
from pellucid.proofs.entries import pseudonym
from pellucid.proofs.issuing import Issued
from pellucid.proofs.receipts import Statement


@dataclass(frozen=True, slots=True)
class Proven:
    """A run with its receipts, in the order of its persons, and the file that holds them, one a line. `left`: what
    the check found that should be gone; `swept`: by person, where a sweep found them, None without one. `resumed`: an
    interrupted run was ended."""

    run: Run
    receipts: tuple[Issued, ...]
    file: Path
    left: Left
    swept: Mapping[Who, Swept] | None = None
    resumed: bool = False

    def partly(self, who: Who) -> bool:
        """Whether something of the person is still there that the plan would have gone."""
        return any(who in rows for _, rows in self.left) or bool(self.swept and self.swept.get(who))


def erase(
    engine: Engine,
    home: Home,
    people: Sequence[Identities],
    *,
    person: str | None = None,
    approved: Approval | None = None,
    actor: str = "",
    watch: Watch = quietly,
) -> Proven:
    """Erase the persons (GDPR Art. 17), check it, and give a receipt for each. Repeated after a crash, it goes on
    where it stopped, and there is one receipt.

    Raises what `Engine.erase` raises, LedgerError and SigningKeyError.
    """
    kind, meant = engine.meant(people, person)
    journal = Journal(home.runs, engine.key, Right.ERASURE.value, meant)
    before = journal.read(kind)
    with engine.sessions(Mode.WRITE) as sessions:
        plan = engine.current((Right.ERASURE, kind.name, ()), sessions)
        notes = allowed(plan, approved) if before is None else ()
        found = before.people if before else resolve(plan, kind, meant, sessions, remnants(engine.key))
        values = before.values if before else gather(plan, found, sessions)
        applied, large = apply(plan, found, sessions, values, {})
        applied |= {part.store: sessions[part.store].count(part.steps) for part in large}
        applied = _counted(applied, before, {part.store for part in large})
        written = Written(
            before.run if before else token_hex(8), found, values, applied, before.stated if before else None
        )
        if before is None:
            journal.write(written)
        for part in large:
            apply_in_batches(part, sessions[part.store], watch)
        commit(found, sessions)
        with engine.sessions(Mode.SCRATCH) as others:
            remaining = left(plan, found, others, values)
    run = Run(plan, len(meant), frozenset(found.known()), tuple(paired(plan, applied, watch)), notes)
    who = pseudonym(actor, engine.key) if actor else "system"
    if written.stated:
        receipts = issue_again(home, written.stated, who)
    else:
        receipts = issue(home, journal, written, _statements(engine, run, remaining), who)
    file = file_away(home, written.run, receipts)
    journal.remove()
    return Proven(run, tuple(receipts), file, remaining, resumed=before is not None)


def _counted(applied: Applied, before: Written | None, large: set[str]) -> Applied:
    """What was counted at first, for stores that had committed before the crash (and for those in batches)."""
    if before is None:
        return applied
    done = {store for store, counts in applied.items() if not any(one.changed for one in counts)}
    return {store: before.applied[store] if store in done | large else counts for store, counts in applied.items()}


def _statements(engine: Engine, run: Run, remaining: Left) -> list[Statement]:
    now, version = datetime.now(UTC), version_of(engine.datamap)
    return [statement(run, who, version, remaining, None, now=now, until=None) for who in range(run.persons)]
