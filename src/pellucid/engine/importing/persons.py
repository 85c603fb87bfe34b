"""Who the data is about: which collections hold one row for each person, and by what a person is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pellucid.engine.importing.categories import BY_IDENTITY
from pellucid.engine.importing.findings import Findings
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
"""What a row of one person is called."""

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


@dataclass(slots=True)
class Persons:
    """`kinds`: identities of each kind of person (True: unique). `anchors`: the kind whose rows a collection holds,
    and its identity columns. `marks`: fields of other collections that hold an identity, by kind (None: any)."""

    kinds: dict[str, dict[str, bool]] = field(default_factory=dict)
    anchors: dict[Spot, str] = field(default_factory=dict)
    columns: dict[Spot, dict[str, str]] = field(default_factory=dict)
    marks: dict[Spot, list[tuple[str, str, str | None]]] = field(default_factory=dict)


def found(datasets: Sequence[SourceDataset], joins: Sequence[Join], findings: Findings) -> Persons:
    """Anchors, kinds and identities; never without a kind."""
    persons = Persons()
    collections = dict(_collections(datasets))
    for spot, collection in collections.items():
        if _is_anchor(spot, collection, joins):
            persons.anchors[spot] = kind_of_person(spot.collection)
    _join_kinds(persons, joins)
    for dataset in datasets:
        _mark(persons, dataset, findings)
    for kind in persons.anchors.values():
        persons.kinds.setdefault(kind, {})
    for join in joins:
        if join.crossing:
            _cross(persons, join, findings)
    _know_everyone(persons)
    return persons


def identities_of(collection: SourceCollection) -> Iterator[tuple[str, SourceField]]:
    """Identity and field, for each field that holds one value of an identity in a row."""
    for item in collection.fields.values():
        if item.identity and not item.many:
            yield plain(item.identity, "id"), item


def _collections(datasets: Iterable[SourceDataset]) -> Iterator[tuple[Spot, SourceCollection]]:
    for dataset in datasets:
        for name, collection in dataset.collections.items():
            if not collection.skipped:
                yield Spot(dataset.store, name), collection


def _is_anchor(spot: Spot, collection: SourceCollection, joins: Sequence[Join]) -> bool:
    known = any(not item.path for _, item in identities_of(collection))
    if not known or not any(item.likely_key and not item.path for item in collection.fields.values()):
        return False
    if any(join.holder.spot == spot and join.down and not join.crossing and not join.inside for join in joins):
        return any(word in PERSONS for word in words(spot.collection))
    if any(word in PERSONS for word in words(spot.collection)):
        return not any(word in EVENTS for word in words(spot.collection))
    pointed_at = any(join.key.spot == spot and not join.inside and _likely_key(join.key) for join in joins)
    return pointed_at and not any(word in EVENTS for word in words(spot.collection))


def _likely_key(end: End) -> bool:
    return end.field is not None and end.field.likely_key


def _join_kinds(persons: Persons, joins: Sequence[Join]) -> None:
    """Anchors of two stores that share a key hold the same persons."""
    for join in joins:
        provider, receiver = (join.key, join.holder) if join.down else (join.holder, join.key)
        if join.crossing and provider.spot in persons.anchors and receiver.spot in persons.anchors:
            persons.anchors[receiver.spot] = persons.anchors[provider.spot]


def _mark(persons: Persons, dataset: SourceDataset, findings: Findings) -> None:
    """Where identities stand in one dataset; without any, every e-mail address is taken as one."""
    kept = {Spot(dataset.store, name): c for name, c in dataset.collections.items() if not c.skipped}
    declared = [(spot, *mark) for spot, c in kept.items() for mark in identities_of(c)]
    if not any(item.identity for c in kept.values() for item in c.fields.values()) and not _referring(kept.values()):
        declared = [(spot, "email", item) for spot, c in kept.items() for item in c.fields.values() if _is_email(item)]
        if declared:
            findings.add(
                dataset.place,
                "no field of this dataset is marked as an identity; its e-mail addresses were taken",
                "check each `identities` in the map; keep those that are the person's own",
            )
    for spot, identity, item in declared:
        if spot in persons.anchors and not item.path:
            persons.columns.setdefault(spot, {}).setdefault(identity, item.name)
        elif spot not in persons.anchors:
            persons.marks.setdefault(spot, []).append((item.name, identity, None))


def _referring(collections: Iterable[SourceCollection]) -> bool:
    return any(r.dataset for c in collections for item in c.fields.values() for r in item.references)


def _is_email(item: SourceField) -> bool:
    return item.category == BY_IDENTITY["email"] and not item.many


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
            persons.marks.setdefault(receiver.spot, []).append((receiver.name, identity, kind))
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
    if end.field is None and any(word in PERSONS for word in words(end.spot.collection)):
        return kind_of_person(end.spot.collection)
    return persons.anchors.get(end.spot)


def _identity_name(end: End, kind: str) -> str:
    if end.field is not None and end.field.identity:
        return plain(end.field.identity, "id")
    name = plain(end.name, "id")
    return name if name.startswith(kind) else f"{kind}_{name}"


def _know_everyone(persons: Persons) -> None:
    """Every identity that a file marks may be given for every kind of person, as fides does."""
    marked = [identity for marks in persons.marks.values() for _, identity, kind in marks if kind is None]
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


def kinds_at(persons: Persons, mark: tuple[str, str, str | None]) -> list[str]:
    """The kinds of person that a marked field may belong to."""
    _, _, kind = mark
    return [kind] if kind else list(persons.kinds)


def shown(identities: Mapping[str, bool]) -> dict[str, str]:
    """Identities as a data map writes them."""
    return {name: "unique" if unique else "shared" for name, unique in identities.items()}
