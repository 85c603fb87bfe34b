"""From the identities given to the persons' own rows in every store.

What one store knows seeds the next, but only through identities that are one person's alone, and on rows that the
person is or owns. What conflicts stops the run: a human must say who is meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pellucid.engine.datamap.model import Collection, PersonKind
from pellucid.engine.errors import AmbiguousIdentityError
from pellucid.engine.planning.plan import Plan, StorePlan
from pellucid.engine.running.remnants import Remnants
from pellucid.engine.stores.base import Key, Match, Roots, Session, Who

Values = Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class People:
    """The persons of a run while they are found. `seen`: stores in the order in which they knew somebody."""

    kind: PersonKind
    count: int
    identities: list[dict[str, list[object]]]
    given: list[Values]
    anchors: dict[tuple[str, str], dict[Key, Who]] = field(default_factory=dict)
    rows: Counter[tuple[str, Who]] = field(default_factory=Counter)
    seen: dict[str, None] = field(default_factory=dict)

    def roots(
        self, store: str, values: Mapping[Who, Mapping[str, tuple[str, ...]]], given: Mapping[str, object]
    ) -> Roots:
        """The persons as one store knows them."""
        anchors = {
            name: [(who, key) for key, who in keys.items()] for (at, name), keys in self.anchors.items() if at == store
        }
        identities: dict[str, list[tuple[Who, object]]] = {}
        for who, known in enumerate(self.identities):
            for name, many in known.items():
                if self.kind.identities[name]:
                    identities.setdefault(name, []).extend((who, value) for value in many)
        return Roots(self.count, anchors, identities, values, given)

    def known(self) -> set[Who]:
        """Who has a row of their own somewhere."""
        return {who for keys in self.anchors.values() for who in keys.values()}


def resolve(
    plan: Plan, kind: PersonKind, given: Sequence[Values], sessions: Mapping[str, Session], remnants: Remnants
) -> People:
    """Find everybody everywhere. Raises AmbiguousIdentityError where it is not clear who is meant."""
    known: list[dict[str, list[object]]] = [{name: _spellings(values) for name, values in one.items()} for one in given]
    people = People(kind, len(given), known, list(given))
    asked: set[tuple[str, str, str, object]] = set()
    while True:
        found = sum(_ask(part, people, sessions[part.store], asked, remnants) for part in plan.parts)
        found += sum(_owned(part, people, sessions[part.store], remnants) for part in plan.parts if part.seeds)
        if not found:
            return people


def _ask(
    part: StorePlan,
    people: People,
    session: Session,
    asked: set[tuple[str, str, str, object]],
    remnants: Remnants,
) -> int:
    """Look up every value that this store was not yet asked for; how many rows were found."""
    found = 0
    for collection in _anchors(part):
        gone = remnants(part, collection.name)
        for identity in collection.identities:
            if not people.kind.identities[identity]:
                continue
            owners = _owners(people, identity, collection.where)
            new = [value for value in owners if (part.store, collection.name, identity, value) not in asked]
            asked |= {(part.store, collection.name, identity, value) for value in new}
            matches = session.lookup(part, collection.name, identity, new) if new else []
            _once(matches, identity, collection)
            for match in matches:
                own = {name: value for name, value in match.identities.items() if not gone[name](value)}
                _note(people, collection, identity, replace(match, identities=own), owners[match.value])
            for name in _sure(part, collection):
                asked.update((part.store, collection.name, name, match.identities[name]) for match in matches)
            found += len(matches)
    return found


def _sure(part: StorePlan, collection: Collection) -> list[str]:
    """Identities that need not be asked for when they were read off a row: no other row can hold the same value."""
    table = part.schema.tables[collection.table]
    return [name for name, column in collection.identities.items() if table.is_unique(frozenset({column}))]


def _anchors(part: StorePlan) -> Iterator[Collection]:
    for node in part.graph.values():
        if node.anchor:
            yield part.declared.collections[node.collection]


def _owners(people: People, identity: str, where: str) -> dict[object, Who]:
    owners: dict[object, Who] = {}
    for who, known in enumerate(people.identities):
        for value in known.get(identity, ()):
            if owners.setdefault(value, who) != who:
                raise _ambiguous(people, owners[value], who, identity, where)
    return owners


def _once(matches: Sequence[Match], identity: str, collection: Collection) -> None:
    rows: dict[object, Key] = {}
    for match in matches:
        if rows.setdefault(match.value, match.key) != match.key:
            raise AmbiguousIdentityError(
                f"one {identity} matches several rows, where the map says that it is one person's alone",
                where=collection.where,
                mend=f"find out whose it is; if people may share it, say `{identity}: shared` in the data map",
            )


def _note(people: People, collection: Collection, identity: str, match: Match, who: Who) -> None:
    rows = people.anchors.setdefault((collection.store, collection.name), {})
    before = rows.get(match.key)
    if before is None:
        rows[match.key] = who
        people.rows[collection.where, who] += 1
        if people.rows[collection.where, who] > 1 and str(match.value) not in people.given[who].get(identity, ()):
            raise _conflict(people, who, identity, collection)
    elif before != who:
        raise _ambiguous(people, before, who, identity, collection.where)
    people.seen.setdefault(collection.store)
    for name, value in match.identities.items():
        _learn(people, who, name, value, collection, same=name == identity)


def _learn(people: People, who: Who, name: str, value: object, collection: Collection, *, same: bool) -> bool:
    """Note an identity found on the person's row. `same`: the database itself holds it equal to one we know."""
    known = people.identities[who].setdefault(name, [])
    if any(str(value) == str(one) for one in known):
        return False
    if known and not same and people.kind.identities[name] and not _other_row_given(people, who, name):
        raise _conflict(people, who, name, collection)
    known += [one for one in _spellings([value]) if one not in known]
    return True


def _spellings(values: Sequence[object]) -> list[object]:
    """The values and, for e-mail addresses, how most stores write them: in small letters."""
    lower = [value.lower() for value in values if isinstance(value, str) and "@" in value]
    return list(dict.fromkeys([*values, *lower]))


def _other_row_given(people: People, who: Who, name: str) -> bool:
    """Several values were given by the request itself: then the person has several, and it said so."""
    return any(len(values) > 1 for values in people.given[who].values()) and name not in people.given[who]


def _owned(part: StorePlan, people: People, session: Session, remnants: Remnants) -> int:
    """Identities on rows that the person owns; how many are new."""
    session.begin(part, people.roots(part.store, {}, {}))
    found = 0
    for step in part.seeds:
        collection = part.declared.collections[step.collection]
        gone = remnants(part, collection.name)
        for who, row in list(session.find(step)):
            for read, value in zip(step.reads, row, strict=True):
                name = read.field.name
                if people.kind.identities[name] and not gone[name](value):
                    found += _learn(people, who, name, value, collection, same=True)
    return found


def _ambiguous(people: People, one: Who, other: Who, identity: str, where: str) -> AmbiguousIdentityError:
    return AmbiguousIdentityError(
        f"persons {one + 1} and {other + 1} of {people.count} are the same by {identity}",
        where=where,
        mend="give each person once, with all that they are known by",
    )


def _conflict(people: People, who: Who, identity: str, collection: Collection) -> AmbiguousIdentityError:
    return AmbiguousIdentityError(
        f"person {who + 1} of {people.count} is known there by another {identity}, so it may be somebody else",
        where=collection.where,
        mend=f"find out whose row it is; if both are theirs, give both: --identity {identity}=... twice",
    )
