"""The sweep after an erasure: every text of every store is searched for the persons' identities.

Meant for single persons: for thousands at once it reads all text of the stores (see `stores.sql.sweeping`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pellucid.engine.datamap.model import Collection, Keep, PersonKind
from pellucid.engine.planning.graph import OWNS
from pellucid.engine.planning.plan import Action, Plan, StorePlan
from pellucid.engine.running.engine import Engine
from pellucid.engine.stores.base import Mode, Sought, Trace, Unsearched, Who
from pellucid.engine.stores.searching import is_whole

Identities = Mapping[str, Sequence[object]]
"""All that one person is known by, given and discovered: `{"email": ["anna@x.org"], "user_id": [17]}`."""


@dataclass(frozen=True, slots=True)
class Remains:
    """Rows of one column that still hold an identity, by person; the value itself is not here.

    `sure`: the identity is this person's alone, and long enough not to stand there by chance. `kept`: the reason for
    which the data map keeps it; empty where nothing declares that it stays.
    """

    store: str
    table: str
    column: str
    rows: Mapping[Who, int]
    sure: bool
    kept: str = ""

    @property
    def left_over(self) -> bool:
        """Whether it makes an erasure partly done."""
        return self.sure and not self.kept


@dataclass(frozen=True, slots=True)
class Sweep:
    """What was found in all stores. `unsearched`: by store, what was not looked into, and why.

    `whole`: identities with values too short to be looked for inside longer text; they were looked for as whole values.
    `shared`: identities that other people may have too. Where only these are found, it is not `sure` whose it is.
    """

    found: tuple[Remains, ...]
    unsearched: tuple[tuple[str, Unsearched], ...] = ()
    whole: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    def of(self, who: Who) -> list[Remains]:
        """What was found of one person."""
        return [replace(one, rows={who: one.rows[who]}) for one in self.found if who in one.rows]


def sweep(engine: Engine, plan: Plan, people: Sequence[Identities]) -> Sweep:
    """Search every store of the data map, on new connections (never a replica's), for what `people` were known by
    before they were erased by `plan`. Raises StoreUnavailableError."""
    kind = engine.datamap.persons[plan.person]
    parts = {part.store: part for part in plan.parts}
    found: list[Remains] = []
    unsearched: list[tuple[str, Unsearched]] = []
    sought = list(wanted(kind, people))
    with engine.sessions(Mode.SCRATCH) as sessions:
        for store, session in sessions.items():
            swept = session.sweep(sought)
            found += (_remains(store, trace, parts.get(store)) for trace in swept.traces)
            unsearched += ((store, one) for one in swept.unsearched)
    whole = sorted({name for one in people for name, values in one.items() if any(is_whole(str(v)) for v in values)})
    shared = sorted({name for one in people for name in one if not kind.identities[name]})
    return Sweep(tuple(found), tuple(unsearched), tuple(whole), tuple(shared))


def wanted(kind: PersonKind, people: Sequence[Identities]) -> Iterator[Sought]:
    """Each value once for each person."""
    for who, one in enumerate(people):
        surely: dict[str, bool] = {}
        for name, values in one.items():
            for value in map(str, values):
                if value.strip():
                    alone = kind.identities[name] and not is_whole(value)
                    surely[value] = surely.get(value, False) or alone
        yield from (Sought(who, value, sure) for value, sure in surely.items())


def kept_because(part: StorePlan, trace: Trace) -> str:
    """The reason for which the data map keeps what was found in this column; empty where it does not.

    Only a column that the map names, in rows that the plan keeps or a field that it keeps, and that no step masks.
    """
    for collection in part.declared.collections.values():
        if collection.table != trace.table or (collection.name, OWNS) not in part.graph:
            continue
        steps = [step for step in part.steps if step.collection == collection.name]
        changed = {one.column for step in steps for one in step.sets if not one.path}
        if trace.column in changed:
            continue
        reasons = list(_kept_fields(collection, trace.column))
        if trace.column in _named(collection):
            reasons += (_reason(step.reason, step.until) for step in steps if step.action is Action.KEEP)
        if reasons:
            return reasons[0]
    return ""


def _remains(store: str, trace: Trace, part: StorePlan | None) -> Remains:
    kept = kept_because(part, trace) if part else ""
    return Remains(store, trace.table, trace.column, trace.rows, trace.sure, kept)


def _kept_fields(collection: Collection, column: str) -> Iterator[str]:
    for field in collection.fields.values():
        if field.column == column and isinstance(field.erase, Keep):
            yield _reason(field.erase.because, str(field.erase.until or ""))


def _named(collection: Collection) -> set[str]:
    """Columns that are declared to be personal, identify, or link rows to a person."""
    fields = {field.column for field in collection.fields.values() if field.personal}
    links = {here.partition(".")[0] for link in collection.links for here, _ in link.on}
    return fields | links | set(collection.identities.values())


def _reason(because: str, until: str) -> str:
    return f"{because} (until {until})" if until else because
