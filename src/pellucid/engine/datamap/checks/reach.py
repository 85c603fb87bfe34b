"""Whether the rows of a collection are reached from a person at all."""

from __future__ import annotations

from collections.abc import Iterator, Set

from pellucid.engine.datamap.findings import Findings
from pellucid.engine.datamap.model import IDENTITIES, Collection, DataMap, Link, LinkKind, StoreMap

_ONWARD = frozenset({LinkKind.OWNS, LinkKind.SHARES, LinkKind.SEES})
_LEAVING = frozenset({LinkKind.OWNS, LinkKind.SHARES})
_HOW = "a collection with `person`, or identities"


def check_reach(datamap: DataMap, findings: Findings) -> None:
    """Add a problem for each collection and link that no identity of its kind of person leads to."""
    for store in datamap.stores.values():
        for collection in store.collections.values():
            _unreached(collection, findings)
        for person in datamap.persons:
            _links(store, person, findings)


def _unreached(collection: Collection, findings: Findings) -> None:
    personal = any(field.personal for field in collection.fields.values())
    if personal and not collection.person and not collection.links and collection.where not in findings.doubtful:
        wrong = f"{collection.where} holds personal data, and no identity reaches it"
        mend = "Add person: KIND if a row is one person, else say whose its rows are with owns, shares, sees or refers."
        findings.add(collection.place, wrong, mend)


def _links(store: StoreMap, person: str, findings: Findings) -> None:
    reached = _reached(store, person, _ONWARD, findings)
    leaving = _reached(store, person, _LEAVING, findings)
    for collection in store.collections.values():
        for link in collection.links:
            if link.person != person or link.target not in store.collections:
                continue
            if link.target not in reached:
                _dead_end(link, collection, store, findings)
            elif link.kind is LinkKind.REFERS and link.target not in leaving:
                wrong = f"`refers` of {collection.where}: rows of {link.target} stay when a {person} leaves"
                findings.add(link.place, wrong, "Take the link out, or refer to rows that the person owns or shares.")


def _reached(store: StoreMap, person: str, kinds: Set[LinkKind], findings: Findings) -> Set[str]:
    """The collections that a person reaches by links of these kinds; a doubtful one may be among them."""
    every = store.collections.values()
    reached = {c.name for c in every if c.person == person or c.where in findings.doubtful}
    size = -1
    while size < len(reached):
        size = len(reached)
        reached |= {
            collection.name
            for collection in every
            for link in _onward(collection, person, kinds)
            if link.target == IDENTITIES or link.target in reached
        }
    return reached


def _onward(collection: Collection, person: str, kinds: Set[LinkKind]) -> Iterator[Link]:
    return (link for link in collection.links if link.person == person and link.kind in kinds)


def _dead_end(link: Link, collection: Collection, store: StoreMap, findings: Findings) -> None:
    """Told where a chain of links ends or closes; what hangs on it is mended with it."""
    what = f"`{link.kind.value}` of {collection.where}"
    path = _way_back(link.target, collection.name, link.person, store)
    if not any(_onward(store.collections[link.target], link.person, _ONWARD)):
        wrong = f"{what}: no {link.person} reaches {link.target}, so none reaches this through it"
        findings.add(link.place, wrong, f"Link {link.target} to {_HOW}, or name a collection that a person reaches.")
    elif path:
        wrong = f"{what}: for a {link.person} it leads only back to itself: {' -> '.join([collection.name, *path])}"
        findings.add(link.place, wrong, f"Give one of them a link to {_HOW}.")


def _way_back(start: str, goal: str, person: str, store: StoreMap) -> list[str]:
    """The collections from `start` to `goal`, both included; empty if there is no way."""
    ways = {start: [start]}
    waiting = [start]
    while waiting and goal not in ways:
        here = waiting.pop(0)
        for link in _onward(store.collections[here], person, _ONWARD):
            if link.target in store.collections and link.target not in ways:
                ways[link.target] = [*ways[here], link.target]
                waiting.append(link.target)
    return ways.get(goal, [])
