"""The engine: a data map and its stores, connected, with plans compiled once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import Self

from pellucid.engine.datamap.model import DataMap, PersonKind
from pellucid.engine.datamap.versioning import version_of
from pellucid.engine.errors import IdentityError, PlanChangedError
from pellucid.engine.export.writing import CopyWriter
from pellucid.engine.planning.plan import Approval, Plan, Right
from pellucid.engine.planning.planner import Live, plan
from pellucid.engine.running.changing import change, count
from pellucid.engine.running.copying import copy
from pellucid.engine.running.given import fitted_corrections
from pellucid.engine.running.people import Identities, checked
from pellucid.engine.running.remnants import remnants
from pellucid.engine.running.resolving import resolve
from pellucid.engine.running.run import Run, Watch, quietly
from pellucid.engine.stores.base import FEW, Mode, Session, Store
from pellucid.engine.stores.registry import connect

Wanted = tuple[Right, str, tuple[str, ...]]


class Engine:
    """Finds, copies, corrects and erases people in the stores of a data map.

    `key`: the installation's secret for keyed masks, 32 bytes. Stores connect when they are first needed. Thread-safe
    for runs; use as a context manager, or `close` it.
    """

    def __init__(self, datamap: DataMap, *, key: bytes) -> None:
        self.datamap = datamap
        self._stores: dict[str, Store] = {}
        self.key = key
        self._plans: dict[Wanted, tuple[Plan, dict[str, str]]] = {}

    @cached_property
    def version(self) -> str:
        """The version of the data map."""
        return version_of(self.datamap)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give all connections back."""
        for store in self._stores.values():
            store.close()

    def store(self, name: str) -> Store:
        """The connected store of that name. Raises MapError."""
        if name not in self._stores:
            self._stores[name] = connect(self.datamap.stores[name], key=self.key)
        return self._stores[name]

    def plan(self, right: Right, person: str | None = None, given: Sequence[str] = ()) -> Plan:
        """What `right` would do for a kind of person (the map's only one by default), compiled against the live schema.

        `given`: the fields that rectification brings. Raises PlanError with every problem.
        """
        wanted = right, self._kind(person).name, tuple(given)
        with self.sessions(Mode.READ) as sessions:
            return self.current(wanted, sessions)

    def preview(
        self,
        right: Right,
        people: Sequence[Identities],
        corrections: Mapping[str, str | None] = MappingProxyType({}),
        *,
        person: str | None = None,
        approved: Approval | None = None,
    ) -> Run:
        """How many rows each step of erasure, rectification or restriction is about now; nothing is touched.

        Only what is found counts: how much of it is already so shows when it is done, and so do rows that a declared
        trigger writes meanwhile.
        """
        kind, meant = self.meant(people, person)
        with self.sessions(Mode.SCRATCH) as sessions:
            current = self.current((right, kind.name, tuple(corrections)), sessions)
            notes = allowed(current, approved)
            found = resolve(current, kind, meant, sessions, remnants(self.key))
            counts = count(current, found, sessions, fitted_corrections(current, corrections))
        return Run(current, len(people), frozenset(found.known()), tuple(counts), notes)

    def access(
        self,
        people: Sequence[Identities],
        copies: Sequence[CopyWriter],
        *,
        person: str | None = None,
        right: Right = Right.ACCESS,
        watch: Watch = quietly,
    ) -> Run:
        """Write each person's rows into their own of `copies`, already open (GDPR Art. 15; portability: Art. 20).

        Raises IdentityError where it is not clear who is meant.
        """
        kind, given = self.meant(people, person)
        with self.sessions(Mode.READ) as sessions:
            current = self.current((right, kind.name, ()), sessions)
            if not any(part.materialised for part in current.parts) and len(people) <= FEW:
                return self._copy(current, kind, given, sessions, copies, watch)
        with self.sessions(Mode.SCRATCH) as sessions:
            return self._copy(current, kind, given, sessions, copies, watch)

    def erase(
        self,
        people: Sequence[Identities],
        *,
        person: str | None = None,
        approved: Approval | None = None,
        watch: Watch = quietly,
    ) -> Run:
        """Erase the persons as the data map says (GDPR Art. 17). Done again, it changes nothing.

        `approved`: the plan that somebody approved; raises PlanChangedError if what would happen now is something else.
        """
        return self._change(Right.ERASURE, people, person, {}, approved, watch)

    def rectify(
        self,
        people: Sequence[Identities],
        corrections: Mapping[str, str | None],
        *,
        person: str | None = None,
        approved: Approval | None = None,
        watch: Watch = quietly,
    ) -> Run:
        """Write corrected values (GDPR Art. 16), by `store.collection.field`, `collection.field` or category."""
        return self._change(Right.RECTIFICATION, people, person, corrections, approved, watch)

    def restrict(
        self,
        people: Sequence[Identities],
        *,
        person: str | None = None,
        approved: Approval | None = None,
        watch: Watch = quietly,
    ) -> Run:
        """Mark the persons' rows as restricted (GDPR Art. 18), where the map names a marker column."""
        return self._change(Right.RESTRICTION, people, person, {}, approved, watch)

    def _change(
        self,
        right: Right,
        people: Sequence[Identities],
        person: str | None,
        corrections: Mapping[str, str | None],
        approved: Approval | None,
        watch: Watch,
    ) -> Run:
        kind, meant = self.meant(people, person)
        with self.sessions(Mode.WRITE) as sessions:
            current = self.current((right, kind.name, tuple(corrections)), sessions)
            notes = allowed(current, approved)
            found = resolve(current, kind, meant, sessions, remnants(self.key))
            counts = change(current, found, sessions, fitted_corrections(current, corrections), watch)
        return Run(current, len(people), frozenset(found.known()), tuple(counts), notes)

    def _copy(
        self,
        current: Plan,
        kind: PersonKind,
        meant: Sequence[Mapping[str, tuple[str, ...]]],
        sessions: Mapping[str, Session],
        copies: Sequence[CopyWriter],
        watch: Watch,
    ) -> Run:
        found = resolve(current, kind, meant, sessions, remnants(self.key))
        for part in current.parts:
            sessions[part.store].begin(part, found.roots(part.store, {}, {}))
        counts = copy(self.datamap, current, sessions, copies, watch)
        return Run(current, len(meant), frozenset(found.known()), tuple(counts))

    def meant(
        self, people: Sequence[Identities], person: str | None
    ) -> tuple[PersonKind, list[dict[str, tuple[str, ...]]]]:
        kind = self._kind(person)
        if not people:
            raise IdentityError("nobody was named", mend="give at least one identity")
        return kind, [checked(one, kind, f"person {at}") for at, one in enumerate(people, start=1)]

    def _kind(self, person: str | None) -> PersonKind:
        kinds = self.datamap.persons
        if person is None and len(kinds) == 1:
            return next(iter(kinds.values()))
        if person is None or person not in kinds:
            wrong = f"there is no kind of person {person!r}" if person else "the map has several kinds of person"
            raise IdentityError(wrong, mend=f"say which one is meant: {', '.join(kinds)}")
        return kinds[person]

    @contextmanager
    def sessions(self, mode: Mode) -> Iterator[dict[str, Session]]:
        with ExitStack() as stack:
            yield {name: stack.enter_context(self.store(name).open(mode)) for name in self.datamap.stores}

    def current(self, wanted: Wanted, sessions: Mapping[str, Session]) -> Plan:
        """The cached plan, compiled anew where the live schema of a touched table has changed."""
        cached = self._plans.get(wanted)
        if cached is not None:
            made, signs = cached
            if signs == _signs(made, sessions):
                return made
        right, person, given = wanted
        live = {name: self._live(name) for name in self.datamap.stores}
        made = plan(self.datamap, right, person, live, given)
        parts = tuple(replace(p, statements=self.store(p.store).statements(p)) for p in made.parts)
        made = replace(made, parts=parts)
        self._plans[wanted] = made, _signs(made, sessions)
        return made

    def _live(self, name: str) -> Live:
        store = self.store(name)
        return Live(store.describe(), store.facts.row_by_row, store.facts.keyless)


def _signs(made: Plan, sessions: Mapping[str, Session]) -> dict[str, str]:
    return {part.store: sessions[part.store].fingerprint(list(part.schema.tables)) for part in made.parts}


def allowed(current: Plan, approved: Approval | None) -> tuple[str, ...]:
    """Notes on the approval. Raises PlanChangedError where the effects are not those approved."""
    if approved is None or approved.digest == current.digest:
        return ()
    if approved.effects == current.effects:
        return ("The schema or the statements changed since the approval; the effects are the same, so it holds.",)
    raise PlanChangedError(
        "what would happen now is not what was approved", mend="look at the new plan and approve it again"
    )
