"""Undo: an erasure is taken back, while its window is open, by whoever holds the person's code.

The steps are replayed in reverse, so that every state on the way is one that the erasure came through. A row is
restored only where it is as the erasure left it. All stores are committed together, or nothing is changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from shutil import rmtree

from pellucid.engine.errors import Problem, StoreError, UndoError
from pellucid.engine.proving import undo_record
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.undo_pages import PageReader, changed_file
from pellucid.engine.proving.undo_record import Record, admitted, key_store, pages_file
from pellucid.engine.proving.undo_replay import Replay
from pellucid.engine.running.changing import commit_each
from pellucid.engine.running.engine import Engine
from pellucid.engine.stores.base import Mode, Session, Who
from pellucid.sealing.keys import Key
from pellucid.sealing.keystore import KeyStore


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo came to. `rows`: how many came back, by collection; `values`: how many got values back, once for
    each step that had changed them. `left`: rows that could not be restored, by collection and why."""

    run: str
    people: tuple[Who, ...]
    rows: Mapping[str, int]
    values: Mapping[str, int]
    left: Mapping[tuple[str, str], int]


def undo(
    engine: Engine,
    home: Home,
    run: str,
    codes: Mapping[Who, str],
    *,
    rest: bool = False,
    now: datetime | None = None,
) -> Undone:
    """Restore what a run has erased of the persons who ask, each with their code. `rest`: where some rows cannot be
    restored, restore the others. Rows that belong to several persons of the run come back with the last of them.

    Raises UndoError, and nothing is changed; StoreError where a store refused. Interrupted and repeated, it goes on.
    """
    now = now or datetime.now(UTC)
    record, store = undo_record.read(home, run), key_store(home)
    keys = admitted(record, store, codes, now)
    before = [who for who, entry in enumerate(record.people) if entry.undone]
    asked = _Asked(engine, home, record, keys | _still_kept(record, store, before, now), list(codes), before)
    with ExitStack() as stack:
        sessions = {name: stack.enter_context(engine.store(name).open(Mode.WRITE)) for name in asked.stores()}
        replays = [asked.replay(name, session, stack) for name, session in sessions.items()]
        open_ = [replay for replay in replays if not replay.is_as_before()]
        _restore(open_, rest=rest)
        commit_each(list(sessions), sessions)
    undo_record.write(home, record.returned(list(codes), now))
    undone = Undone(run, tuple(codes), _sum(replays, "rows"), _sum(replays, "values"), _left(replays))
    if not undone.left:
        store.destroy(record.people[who].key for who in codes)
    return undone


@dataclass(frozen=True, slots=True)
class _Asked:
    """`keys`: of those who return `now`, and of those who returned `before` and whose rows are not all back."""

    engine: Engine
    home: Home
    record: Record
    keys: Mapping[Who, Key]
    now: Sequence[Who]
    before: Sequence[Who]

    def stores(self) -> list[str]:
        """Those in which something of somebody's was changed. Raises UndoError for one that the map has no more."""
        tickets = [self.record.ticket(key, who) for who, key in self.keys.items()]
        found = {store for ticket in tickets for store, pages in ticket.pages.items() if pages}
        if missing := sorted(found - set(self.engine.datamap.stores)):
            mend = "put it back into the data map for the undo"
            raise UndoError("the data map has this store no more", where=", ".join(missing), mend=mend)
        return [name for name in self.engine.datamap.stores if name in found]

    def replay(self, name: str, session: Session, stack: ExitStack) -> Replay:
        schema = self.engine.store(name).describe()
        path = pages_file(self.home, self.record.run, name)
        try:
            file = stack.enter_context(path.open("rb"))
        except FileNotFoundError:
            raise changed_file(name) from None
        pages = {who: self.record.ticket(key, who).pages.get(name, 0) for who, key in self.keys.items()}
        reader = PageReader(file, self.record.run, name, self.keys, pages)
        return Replay(name, schema, session.restoring(schema, self._written(name)), reader, self.now, self.before)

    def _written(self, name: str) -> list[str]:
        """The tables that declared triggers write to."""
        collections = self.engine.datamap.stores[name].collections
        return sorted(
            {collections[to].table for one in collections.values() for effect in one.effects for to in effect.writes}
        )


def _still_kept(record: Record, store: KeyStore, before: Sequence[Who], now: datetime) -> dict[Who, Key]:
    """Of those who returned when not all of their rows could."""
    found: dict[Who, Key] = {}
    for who in before:
        with suppress(UndoError):
            found[who] = record.key(store, who, now)
    return found


def _restore(replays: Sequence[Replay], *, rest: bool) -> None:
    """Raises UndoError where not everything could be restored, and that was not accepted."""
    try:
        for replay in replays:
            replay.restore()
    except StoreError as error:
        if not error.retryable:
            # A row that is left out may be what the store misses for another.
            _refuse(replays, rest=rest)
        raise
    _refuse(replays, rest=rest)
    for replay in replays:
        if not replay.left and not replay.is_as_before():
            mend = "look for triggers and rules that change rows when they are inserted or updated"
            raise UndoError("what was restored is not as it was before", where=replay.store, mend=mend)


def _refuse(replays: Sequence[Replay], *, rest: bool) -> None:
    left = _left(replays)
    if left and not rest:
        mend = "restore what can be restored, if that is of use (--rest)"
        problems = [Problem(where, f"{rows} {why}", mend) for (where, why), rows in sorted(left.items())]
        raise UndoError("not everything can be brought back, so nothing was changed", problems)


def _sum(replays: Sequence[Replay], part: str) -> Counter[str]:
    return sum((getattr(replay, part) for replay in replays), Counter[str]())


def _left(replays: Sequence[Replay]) -> Counter[tuple[str, str]]:
    return sum((replay.left for replay in replays), Counter[tuple[str, str]]())


def expire(home: Home, now: datetime) -> list[tuple[str, Who]]:
    """Destroy the keys whose time is over, and remove what they sealed: the run and person of each whose erasure cannot
    be undone any more. Raises KeyStoreError and OSError."""
    gone: list[tuple[str, Who]] = []
    store = key_store(home)
    store.destroy(list(store.expiring(now)))
    for run in undo_record.runs(home):
        record = undo_record.read(home, run)
        if record.expires <= now:
            gone += [(run, who) for who, entry in enumerate(record.people) if not entry.undone]
            rmtree(undo_record.folder_of(home, run))
    return gone
