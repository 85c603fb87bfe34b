"""An erasure that can be believed: journalled, checked afterwards by another connection, and receipted.

resolve -> apply in every store -> journal -> commit store after store -> check, sweep -> ledger -> receipts
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from pellucid.engine.planning.plan import Approval, Plan, Right, StorePlan
from pellucid.engine.proving.afterwards import Left, left
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.images import apply_with_images
from pellucid.engine.proving.journal import Journal, NoJournal, Written
from pellucid.engine.proving.own_rows import own_rows
from pellucid.engine.proving.receipts import issue, issue_again, keep, kept
from pellucid.engine.proving.statements import statement
from pellucid.engine.proving.sweeping import Sweep, sweep
from pellucid.engine.proving.tombstones import Tombstones, tombstone_key
from pellucid.engine.proving.undo_sink import UndoSink
from pellucid.engine.proving.undoable import check_undoable
from pellucid.engine.running.batching import apply_in_batches
from pellucid.engine.running.changing import Applied, apply, commit, paired
from pellucid.engine.running.engine import Engine, allowed
from pellucid.engine.running.gathering import gather
from pellucid.engine.running.people import Identities
from pellucid.engine.running.remnants import remnants
from pellucid.engine.running.resolving import People, resolve
from pellucid.engine.running.run import Run, Watch, quietly
from pellucid.engine.stores.base import Mode, Session, Who
from pellucid.proofs.entries import pseudonym
from pellucid.proofs.receipts import Statement


@dataclass(frozen=True, slots=True)
class How:
    """How an erasure is done. `approved`: the plan that somebody approved. `sweep`: search every text afterwards.
    `undo_days`: for how many days it can be undone, None for not at all.

    `longest_backup`: how long tombstones must last, None for none. `journalled`: repeated after a crash, it goes on
    where it stopped, and there is one receipt; who has durable execution of their own, and keeps the receipts, may do
    without. `actor`: who does it, entered as a keyed pseudonym.
    """

    approved: Approval | None = None
    sweep: bool = False
    undo_days: int | None = None
    longest_backup: timedelta | None = None
    journalled: bool = True
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Proven:
    """A run with its receipts, in the order of its persons. `id`: the run's.

    `left`: what the check found that should be gone; `swept`: what a sweep found, None without one. `codes`: with which
    each person can have it undone until `reversible`; kept nowhere. `resumed`: an interrupted run was ended.
    `repeated`: it was all done by an earlier run, whose receipts these are.
    """

    id: str
    run: Run
    receipts: tuple[bytes, ...]
    left: Left = ()
    swept: Sweep | None = None
    codes: Sequence[str] = ()
    reversible: datetime | None = None
    resumed: bool = False
    repeated: bool = False

    def partly(self, who: Who) -> bool:
        """Whether something of the person is still there that the plan would have gone."""
        found = self.swept.of(who) if self.swept else []
        return any(who in rows for _, rows in self.left) or any(one.left_over for one in found)


def erase(
    engine: Engine,
    home: Home,
    people: Sequence[Identities],
    how: How,
    *,
    person: str | None = None,
    watch: Watch = quietly,
) -> Proven:
    """Erase the persons (GDPR Art. 17), check it, and give a receipt for each.

    Raises what `Engine.erase` raises, LedgerError and SigningKeyError.
    """
    kind, meant = engine.meant(people, person)
    journal = Journal(home.runs, engine.key, Right.ERASURE.value, meant) if how.journalled else NoJournal()
    before = journal.read(kind)
    tombstones = _tombstones(home, how)
    with engine.sessions(Mode.WRITE) as sessions:
        plan = engine.current((Right.ERASURE, kind.name, ()), sessions)
        notes = allowed(plan, how.approved) if before is None else ()
        found = before.people if before else resolve(plan, kind, meant, sessions, remnants(engine.key))
        written = before or _begun(plan, found, sessions, tombstones)
        applied, large, undo = _apply(engine, home, plan, written, sessions, how)
        if before is not None:
            applied = _counted(applied, before.applied, {part.store for part in large})
        elif not how.sweep and not _any(applied) and not found.known() and (earlier := kept(home, journal.ended())):
            if undo:
                undo.discard()
            return Proven(journal.ended() or "", _run(plan, found, applied, notes), tuple(earlier), repeated=True)
        written.applied.update(applied)
        if before is None:
            journal.write(written)
        for part in large:
            apply_in_batches(part, sessions[part.store], watch)
        commit(found, sessions)
        if tombstones:
            tombstones.add(written.tombstones, datetime.now(UTC))
        with engine.sessions(Mode.SCRATCH) as others:
            remaining = left(plan, found, others, written.values)
    run = _run(plan, found, applied, notes, watch)
    swept = sweep(engine, plan, found.identities) if how.sweep else None
    actor = pseudonym(how.actor, engine.key) if how.actor else "system"
    if written.stated:
        receipts = issue_again(home, written.stated, actor)
    else:
        receipts = issue(home, journal, written, _statements(engine, run, remaining, swept, undo), actor)
    keep(home, written.run, receipts, flushed=how.journalled)
    journal.end(written.run)
    texts = tuple(one.text for one in receipts)
    codes, until = (undo.codes, undo.expires) if undo else ((), None)
    return Proven(written.run, run, texts, remaining, swept, codes, until, resumed=before is not None)


def _apply(
    engine: Engine, home: Home, plan: Plan, written: Written, sessions: Mapping[str, Session], how: How
) -> tuple[Applied, list[StorePlan], UndoSink | None]:
    """What was counted; the stores that must go in batches, untouched; and what an undo would need."""
    if how.undo_days is None:
        applied, large = apply(plan, written.people, sessions, written.values, {})
        return applied | {part.store: sessions[part.store].count(part.steps) for part in large}, large, None
    check_undoable(engine, plan)
    now = datetime.now(UTC).replace(microsecond=0)
    with UndoSink(home, written.run, written.people.count, now + timedelta(days=how.undo_days), now) as sink:
        return apply_with_images(plan, written.people, sessions, written.values, {}, sink), [], sink


def _begun(plan: Plan, found: People, sessions: Mapping[str, Session], tombstones: Tombstones | None) -> Written:
    """What must be known before the first change."""
    run, values = token_hex(8), gather(plan, found, sessions)
    entries = tombstones.entries(own_rows(plan, found, sessions), run) if tombstones else []
    return Written(run, found, values, {}, entries)


def _tombstones(home: Home, how: How) -> Tombstones | None:
    if how.longest_backup is None:
        return None
    return Tombstones(home, tombstone_key(home, datetime.now(UTC)), how.longest_backup)


def _run(plan: Plan, found: People, applied: Applied, notes: tuple[str, ...], watch: Watch = quietly) -> Run:
    return Run(plan, found.count, frozenset(found.known()), tuple(paired(plan, applied, watch)), notes)


def _any(applied: Applied) -> bool:
    return any(one.found for counts in applied.values() for one in counts)


def _counted(applied: Applied, before: Applied, large: set[str]) -> Applied:
    """What was counted at first, for stores that had committed before the crash (and for those in batches)."""
    done = {store for store, counts in applied.items() if not any(one.changed for one in counts)}
    return {store: before[store] if store in done | large else counts for store, counts in applied.items()}


def _statements(
    engine: Engine, run: Run, remaining: Left, swept: Sweep | None, undo: UndoSink | None
) -> list[Statement]:
    now, until = datetime.now(UTC), undo.expires if undo else None
    return [statement(run, who, engine.version, remaining, swept, now=now, until=until) for who in range(run.persons)]
