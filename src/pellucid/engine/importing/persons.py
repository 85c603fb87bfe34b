"""Who the data is about: which collections hold one row for each person, and by what a person is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.identities import identities_of
from pellucid.engine.importing.joins import End, Join
from pellucid.engine.importing.naming import kind_of_person, plain, words
from pellucid.engine.importing.source import SourceCollection, SourceDataset, SourceField, Spot

ANYONE = "person"
"""The kind of person where the files tell no better name."""

PERSONS = frozenset(
    {
        *("account", "applicant", "candidate", "client", "consumer", "contact", "customer", "driver", "employee"),
        *("guest", "lead", "member", "passenger", "patient", "people", "person", "player", "profile", "recipient"),
        *("staff", "student", "subscriber", "teacher", "tenant", "user"),
    }
)
"""The last word of a collection that has one row for each person."""

EVENTS = frozenset(
    {
        *("address", "booking", "cart", "charge", "comment", "conversation", "event", "invoice", "issue", "message"),
        *("note", "order", "payment", "purchase", "refund", "report", "request", "response", "review", "session"),
        *("subscription", "ticket", "transaction", "visit"),
    }
)
"""What is about a person and never is one, whatever points at it."""

SHARED = frozenset({"phone", "phone_number"})
"""Identities that a family may share."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A field that holds an identity of some person; `kind` None: of whatever kind."""

    field: SourceField
    identity: str
    kind: str | None = None


@dataclass(slots=True)
class Persons:
    """`kinds`: identities of each kind of person (True: unique). `anchors`: the kind whose rows a collection holds;
    `columns`: its identities, by name. `marks`: fields of other collections that hold an identity."""

    kinds: dict[str, dict[str, bool]] = field(default_factory=dict)
    anchors: dict[Spot, str] = field(default_factory=dict)
    columns: dict[Spot, dict[str, str]] = field(default_factory=dict)
    marks: dict[Spot, list[Mark]] = field(default_factory=dict)

    def kinds_at(self, mark: Mark) -> list[str]:
        """The kinds of person that a marked field finds: only by what no two persons share."""
        asked = [mark.kind] if mark.kind else list(self.kinds)
        return [kind for kind in asked if self.kinds[kind].get(mark.identity)]


def found(datasets: Sequence[SourceDataset], joins: Sequence[Join], findings: Findings) -> Persons:
    """Anchors, kinds and identities; never without a kind."""
    persons = Persons()
    collections = dict(_collections(datasets))
    for spot, collection in collections.items():
        if _is_anchor(spot, collection, joins):
            persons.anchors[spot] = kind_of_person(spot.collection)
    _join_kinds(persons, joins)
    for spot, collection in collections.items():
        _mark(persons, spot, collection)
    for kind in persons.anchors.values():
        persons.kinds.setdefault(kind, {})
    for join in joins:
        if join.crossing:
            _cross(persons, join, findings)
    _know_everyone(persons)
    for mark in (mark for marks in persons.marks.values() for mark in marks if not persons.kinds_at(mark)):
        findings.add(
            mark.field.place,
            f"{mark.identity} may be shared, so it finds nobody's rows for certain; no link was made from it",
            f"write `{mark.identity}: unique` in map.yml if no two persons have the same, and a link by it",
        )
    return persons


def _collections(datasets: Iterable[SourceDataset]) -> Iterator[tuple[Spot, SourceCollection]]:
    for dataset in datasets:
        for name, collection in dataset.collections.items():
            if not collection.skipped:
                yield Spot(dataset.store, name), collection


def _is_anchor(spot: Spot, collection: SourceCollection, joins: Sequence[Join]) -> bool:
    known = any(not item.path and identity not in SHARED for identity, item in identities_of(collection))
    if not known or not any(item.likely_key and not item.path for item in collection.fields.values()):
        return False
    if _named_like_a_person(spot):
        return True
    around = [join for join in joins if not join.inside]
    pointed_at = any(join.key.spot == spot and _likely_key(join.key) for join in around)
    found_through_another = any(join.holder.spot == spot and join.down and not join.crossing for join in around)
    return pointed_at and not found_through_another and EVENTS.isdisjoint(words(spot.collection))


def _named_like_a_person(spot: Spot) -> bool:
    return not PERSONS.isdisjoint(words(spot.collection)[-1:])


def _likely_key(end: End) -> bool:
    return end.field is not None and end.field.likely_key


def _join_kinds(persons: Persons, joins: Sequence[Join]) -> None:
    """Anchors of two stores that share a key hold the same persons."""
    for join in joins:
        provider, receiver = (join.key, join.holder) if join.down else (join.holder, join.key)
        if join.crossing and provider.spot in persons.anchors and receiver.spot in persons.anchors:
            persons.anchors[receiver.spot] = persons.anchors[provider.spot]


def _mark(persons: Persons, spot: Spot, collection: SourceCollection) -> None:
    """Where identities stand in one collection: the columns of an anchor, or marks that find rows."""
    for identity, item in identities_of(collection):
        if spot not in persons.anchors:
            persons.marks.setdefault(spot, []).append(Mark(item, identity))
        elif not item.path:
            persons.columns.setdefault(spot, {}).setdefault(identity, item.name)


def _cross(persons: Persons, join: Join, findings: Findings) -> None:
    """A key of another store becomes an identity of the person whose row has it."""
    for provider, receiver, flows in ((join.key, join.holder, join.down), (join.holder, join.key, join.up)):
        kind = _kind_of(persons, provider)
        if not flows or kind is None or (provider.field is not None and provider.field.path):
            continue
        if receiver.field is None:
            return
        identity = _identity_name(provider, kind)
        persons.kinds.setdefault(kind, {})[identity] = True
        if provider.spot in persons.anchors:
            persons.columns.setdefault(provider.spot, {})[identity] = provider.name
        if receiver.spot not in persons.anchors:
            persons.marks.setdefault(receiver.spot, []).append(Mark(receiver.field, identity, kind))
        elif not receiver.field.path:
            persons.columns.setdefault(receiver.spot, {})[identity] = receiver.name
        return
    findings.add(
        join.place,
        "a reference leads to another store, and not from a person's own row; it was left out",
        "across stores a person is known by identities: give the person one that both stores hold",
    )


def _kind_of(persons: Persons, end: End) -> str | None:
    """The kind of person whose row this is; for a collection that was not given, what its name says."""
    if end.field is None and _named_like_a_person(end.spot):
        return kind_of_person(end.spot.collection)
    return persons.anchors.get(end.spot)


def _identity_name(end: End, kind: str) -> str:
    if end.field is not None and end.field.identity:
        return plain(end.field.identity, "id")
    name = plain(end.name, "id")
    return name if name.startswith(kind) else f"{kind}_{name}"


def _know_everyone(persons: Persons) -> None:
    """Every identity that a file marks may be given for every kind of person, as fides does."""
    marked = [mark.identity for marks in persons.marks.values() for mark in marks if mark.kind is None]
    for spot, columns in persons.columns.items():
        for identity in columns:
            persons.kinds.setdefault(persons.anchors[spot], {}).setdefault(identity, identity not in SHARED)
    if not persons.kinds:
        persons.kinds[ANYONE] = {} if marked else {"email": True}
    for identities in persons.kinds.values():
        for identity in marked:
            identities.setdefault(identity, identity not in SHARED)
        if not any(identities.values()):
            identities.update(dict.fromkeys(identities, True))
