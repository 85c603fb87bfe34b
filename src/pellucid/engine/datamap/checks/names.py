"""Every name that a data map uses must be declared: categories, persons, identities, collections and fields."""

from __future__ import annotations

from collections.abc import Iterator

from pellucid.engine.datamap.categories import successor
from pellucid.engine.datamap.findings import Findings, did_you_mean, shown
from pellucid.engine.datamap.model import (
    IDENTITIES,
    NOT_PERSONAL,
    Collection,
    DataMap,
    Effect,
    Field,
    Link,
    LinkKind,
    MaskSpec,
    PersonKind,
    StoreMap,
)


def check_names(datamap: DataMap, findings: Findings) -> None:
    """Add a problem for each name that nothing declares."""
    for store in datamap.stores.values():
        _tables(store, findings)
        for collection in store.collections.values():
            _categories(collection, datamap, findings)
            _person(collection, datamap, findings)
            for link in collection.links:
                _link(link, collection, store, datamap, findings)
            for effect in collection.effects:
                _effect(effect, store, findings)


def _tables(store: StoreMap, findings: Findings) -> None:
    first: dict[str, Collection] = {}
    for collection in store.collections.values():
        other = first.setdefault(collection.table, collection)
        if other is not collection:
            wrong = f"{collection.where} and {other.where} are the same table"
            findings.add(collection.place, wrong, f"Make them one collection; the other is at {other.place}.")


def _categories(collection: Collection, datamap: DataMap, findings: Findings) -> None:
    for field in collection.fields.values():
        for name in _categories_of(field):
            if name in datamap.categories:
                continue
            wrong = f"{collection.where}.{field.name}: there is no category {shown(name)}"
            findings.add(field.place, wrong, _category_mend(name, datamap))


def _category_mend(name: str, datamap: DataMap) -> str:
    instead = successor(name)
    if instead == NOT_PERSONAL:
        return "Write none: it is not personal."
    if instead is not None:
        return f"It is called {instead} now."
    return did_you_mean(name, datamap.categories, "use a built-in one, or declare it under `categories`.")


def _categories_of(field: Field) -> Iterator[str]:
    if field.category != NOT_PERSONAL:
        yield field.category
    if isinstance(field.erase, MaskSpec) and field.erase.name == "redact":
        for _, names in field.erase.args:
            yield from names if isinstance(names, tuple) else ()


def _effect(effect: Effect, store: StoreMap, findings: Findings) -> None:
    for name in effect.writes:
        if name not in store.collections:
            wrong = f"effect {shown(effect.name)} writes {shown(name)}, which is no collection of {store.name}"
            mend = did_you_mean(name, store.collections, "add it to the map: what it holds must be erased too.")
            findings.add(effect.place, wrong, mend)


def _kind(name: str, what: str, collection: Collection, datamap: DataMap) -> tuple[str, str]:
    mend = did_you_mean(name, datamap.persons, "declare it under `persons`.")
    return f"{what} of {collection.where}: there is no kind of person {shown(name)}", mend


def _person(collection: Collection, datamap: DataMap, findings: Findings) -> None:
    """`identities` are those of the person that a row is, or (a table of e-mail addresses) of the one who owns it."""
    if collection.person is not None and collection.person not in datamap.persons:
        findings.add(collection.place, *_kind(collection.person, "`person`", collection, datamap))
        return
    owners = [link.person for link in collection.links if link.kind is LinkKind.OWNS]
    whose = [collection.person] if collection.person else owners
    if collection.identities and not whose:
        mend = "Add person: KIND if each row is one person, or `owns` if each is one person's."
        findings.add(collection.place, f"`identities` of {collection.where} do not say whose", mend)
    for kind in dict.fromkeys(whose):
        for name in collection.identities if kind in datamap.persons else ():
            _identity(name, datamap.persons[kind], f"`identities` of {collection.where}", collection, findings)


def _identity(name: str, person: PersonKind, what: str, at: Collection | Link, findings: Findings) -> None:
    if name not in person.identities and person.name not in findings.doubtful:
        mend = did_you_mean(name, person.identities, f"declare it at {person.place}.")
        findings.add(at.place, f"{what}: {person.name} has no identity {shown(name)}", mend)


def _link(link: Link, collection: Collection, store: StoreMap, datamap: DataMap, findings: Findings) -> None:
    what = f"`{link.kind.value}`"
    person = datamap.persons.get(link.person)
    if person is None:
        findings.add(link.place, *_kind(link.person, what, collection, datamap))
    if link.target == IDENTITIES:
        for _, name in link.on:
            if person is not None:
                _identity(name, person, f"{what} of {collection.where}", link, findings)
    elif link.target not in store.collections:
        wrong = f"{what} of {collection.where}: {shown(link.target)} is no collection of {store.name}"
        mend = did_you_mean(link.target, [*store.collections, IDENTITIES], "join through a collection of this store.")
        findings.add(link.place, wrong, mend)
    for option, names in (("hide", link.hide), ("mask", link.mask)):
        for name in names:
            if name not in collection.fields:
                wrong = f"`{option}` in {what} of {collection.where}: {shown(name)} is no field of it"
                mend = did_you_mean(name, collection.fields, "declare it under `fields`, with its category.")
                findings.add(link.place, wrong, mend)
