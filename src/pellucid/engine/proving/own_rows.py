"""The rows that tell by themselves whose they are, as tombstones remember them and as a restored backup holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pellucid.engine.planning.graph import Edge
from pellucid.engine.planning.plan import Plan, StorePlan
from pellucid.engine.running.resolving import People
from pellucid.engine.stores.base import Key, Session, Who

MOST = 1_000
"""Keys of one person and collection that are remembered: a few are enough to recognise a person by."""


@dataclass(slots=True)
class OwnRows:
    """Rows of one person of kind `person` in one collection, by their keys, and what that person alone is known by.
    `who`: their number in the run that erases them."""

    person: str
    store: str
    collection: str
    identities: Mapping[str, Sequence[object]] = field(repr=False)
    keys: list[Key] = field(default_factory=list, repr=False)
    who: Who = 0


def own_edges(part: StorePlan) -> Iterator[Edge]:
    """The ways that start from a person's own row, and from identity values."""
    for node in part.graph.values():
        yield from (edge for edge in node.edges if edge.target is None)


def own_rows(plan: Plan, people: People, sessions: Mapping[str, Session]) -> list[OwnRows]:
    """Each person's own rows and those linked directly to their identities, to be asked before anything is changed.

    A person without such rows has one entry without a collection, for what they are known by. Sessions begin anew.
    """
    identities = [{n: many for n, many in one.items() if people.kind.identities[n]} for one in people.identities]
    person = people.kind.name
    found: dict[tuple[Who, str, str], OwnRows] = {}

    def note(who: Who, store: str, collection: str, key: Key) -> None:
        rows = found.setdefault((who, store, collection), OwnRows(person, store, collection, identities[who], who=who))
        if key and len(rows.keys) < MOST:
            rows.keys.append(key)

    for (store, collection), keys in people.anchors.items():
        for key, who in keys.items():
            note(who, store, collection, key)
    for part in plan.parts:
        linked = [edge for edge in own_edges(part) if edge.link is not None]
        if linked:
            sessions[part.store].begin(part, people.roots(part.store, {}, {}))
        for edge in linked:
            for who, key in sessions[part.store].linked(edge):
                note(who, part.store, edge.collection, key)
    known = {who for who, _, _ in found}
    others = [who for who in range(people.count) if who not in known]
    return [*found.values(), *(OwnRows(person, "", "", identities[who], who=who) for who in others)]
