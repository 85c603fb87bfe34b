"""Whether what a link says can be meant."""

from __future__ import annotations

from pellucid.engine.datamap.findings import Findings
from pellucid.engine.datamap.model import IDENTITIES, Collection, DataMap, Link, LinkKind

OWNS, SHARES, SEES, REFERS = LinkKind


def check_links(datamap: DataMap, findings: Findings) -> None:
    """Add a problem for each link that contradicts another, or that would reach another person's rows."""
    for collection in datamap.collections():
        for link in collection.links:
            _options(link, collection, findings)
            _identities(link, collection, datamap, findings)
            _among_persons(link, collection, findings)
        _twice(collection, findings)
        _owned_and_shared(collection, findings)


def _what(link: Link, collection: Collection) -> str:
    return f"`{link.kind.value}` of {collection.where}"


def _options(link: Link, collection: Collection, findings: Findings) -> None:
    what = _what(link, collection)
    if link.kind is REFERS and link.hide:
        wrong = f"{what} hides fields of rows that are not in the copy anyway"
        findings.add(link.place, wrong, "Take `hide` out, or write sees if the person gets a copy.")
    if link.kind is OWNS and link.mask:
        wrong = f"{what}: `mask` is for rows that stay, and these go as the collection's `erase` says"
        findings.add(link.place, wrong, "Take `mask` out and give the fields their own `erase`.")


def _identities(link: Link, collection: Collection, datamap: DataMap, findings: Findings) -> None:
    person = datamap.persons.get(link.person)
    if link.target != IDENTITIES or person is None or person.name in findings.doubtful:
        return
    names = [name for _, name in link.on]
    if all(name in person.identities for name in names) and not any(person.identities[name] for name in names):
        wrong = f"{_what(link, collection)}: {' and '.join(names)} may be shared, so rows may be another's"
        findings.add(link.place, wrong, "Join by a unique identity, or through a collection.")


def _among_persons(link: Link, collection: Collection, findings: Findings) -> None:
    if link.person == collection.person and link.kind in (OWNS, SHARES):
        wrong = (
            f"{_what(link, collection)}: each row is a {link.person}, and would be erased with another {link.person}"
        )
        findings.add(link.place, wrong, "Write refers to cut the reference, or sees for a copy as well.")


def _twice(collection: Collection, findings: Findings) -> None:
    first: dict[object, Link] = {}
    for link in collection.links:
        same = first.setdefault((link.kind, link.person, link.target, link.on, link.when), link)
        if same is not link:
            wrong = f"{_what(link, collection)} says the same as the link at {same.place}"
            findings.add(link.place, wrong, "Make them one link.")


def _owned_and_shared(collection: Collection, findings: Findings) -> None:
    """A link with `when` may be about other rows."""
    always = [link for link in collection.links if not link.when]
    owners = [link for link in always if link.kind is OWNS]
    for link in always:
        if link.kind is SHARES and owners:
            wrong = f"{_what(link, collection)}: rows that have an owner ({owners[0].place}) go with that person"
            findings.add(link.place, wrong, "Write sees, or make both of them shares.")
