"""Whose a row is, told without the engine: by walking from each person through the rows, link by link."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Iterator, Mapping

from worlds import PEOPLE, PERSONS, Row, World

from pellucid.engine.datamap.model import IDENTITIES, Condition, Link, LinkKind

Place = tuple[str, int]
"""A table, and the number of a row in it."""

STRENGTH = list(LinkKind)


def reached(world: World, who: int) -> dict[Place, set[LinkKind]]:
    """Every row that a person reaches, and as what."""
    start = (PEOPLE, who - 1)
    found: dict[Place, set[LinkKind]] = {start: {LinkKind.OWNS}}
    open_: list[tuple[Place, LinkKind]] = [(start, LinkKind.OWNS)]
    for place, link in _by_identity(world, who):
        if link.kind is not LinkKind.REFERS and link.kind not in found.setdefault(place, set()):
            found[place].add(link.kind)
            open_.append((place, link.kind))
    while open_:
        here, role = open_.pop()
        for place, link in _pointing_at(world, here):
            weakest = max(link.kind, role, key=STRENGTH.index)
            if link.kind is not LinkKind.REFERS and weakest not in found.setdefault(place, set()):
                found[place].add(weakest)
                open_.append((place, weakest))
    return {place: roles for place, roles in found.items() if roles}


def roles(world: World) -> dict[Place, dict[int, set[LinkKind]]]:
    """What each row is to each person who reaches it."""
    found: dict[Place, dict[int, set[LinkKind]]] = {}
    for who in PERSONS:
        for place, known in reached(world, who).items():
            found.setdefault(place, {})[who] = known
    return found


def going(world: World, people: Several[int]) -> set[Place]:
    """The rows that go when these people leave: what one of them owns, what they share with nobody else, what such
    rows own, and what all ways to are through such rows."""
    found = {place for place, known in roles(world).items() if _is_theirs(known, people)}
    before: set[Place] = set()
    while before != found:
        before = set(found)
        ways: dict[Place, list[set[Place]]] = {}
        for link, place, targets in _ways(world):
            ways.setdefault(place, []).append(targets)
            if link.kind is LinkKind.OWNS and targets & found:
                found.add(place)
        found |= {place for place, ends in ways.items() if any(ends) and all(end <= found for end in ends)}
    return found


def _is_theirs(known: Mapping[int, set[LinkKind]], people: Several[int]) -> bool:
    owners = {who for who, mine in known.items() if mine & {LinkKind.OWNS, LinkKind.SHARES}}
    return any(LinkKind.OWNS in known.get(who, ()) for who in people) or (bool(owners) and owners <= set(people))


def _ways(world: World) -> Iterator[tuple[Link, Place, set[Place]]]:
    """Each `owns` and `shares` of each row, and the rows that it leads to; an identity leads to its person's row."""
    for place, row, link in _links(world):
        if link.kind in (LinkKind.OWNS, LinkKind.SHARES):
            yield link, place, set(_targets(world, row, link))


def _targets(world: World, row: Row, link: Link) -> Iterator[Place]:
    if link.target == IDENTITIES:
        yield from ((PEOPLE, who - 1) for who in PERSONS if row["mail"] == f"p{who}@x.org")
        return
    for at, target in enumerate(world.rows[link.target]):
        if all(row[a] is not None and row[a] == target[b] for a, b in link.on):
            yield link.target, at


def leading(world: World, place: Place, to: Several[Place], people: Several[int]) -> Iterator[Link]:
    """The links by which a row leads to one of these rows, or to the identity of one of these people."""
    for there in to:
        yield from (link for found, link in _pointing_at(world, there) if found == place)
    for who in people:
        yield from (link for found, link in _by_identity(world, who) if found == place)


def _by_identity(world: World, who: int) -> Iterator[tuple[Place, Link]]:
    for place, row, link in _links(world):
        if link.target == IDENTITIES and (PEOPLE, who - 1) in _targets(world, row, link):
            yield place, link


def _pointing_at(world: World, there: Place) -> Iterator[tuple[Place, Link]]:
    for place, row, link in _links(world):
        if link.target != IDENTITIES and there in _targets(world, row, link):
            yield place, link


def _links(world: World) -> Iterator[tuple[Place, Row, Link]]:
    for name, collection in world.collections.items():
        for at, row in enumerate(world.rows[name]):
            for link in collection.links:
                if all(_holds(row, condition) for condition in link.when):
                    yield (name, at), row, link


def _holds(row: Row, condition: Condition) -> bool:
    return row[condition.column] is None if condition.null else row[condition.column] in condition.values
