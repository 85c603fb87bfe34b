"""Whose a row is, told without the engine: by walking from each person through the rows, link by link."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Iterator

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
    """The rows that go when these people leave: what one of them owns, what they share with nobody else, and what
    such rows own."""
    found = {
        place
        for place, known in roles(world).items()
        if any(LinkKind.OWNS in known.get(who, ()) for who in people)
        or (
            {who for who, mine in known.items() if mine & {LinkKind.OWNS, LinkKind.SHARES}} & set(people)
            and {who for who, mine in known.items() if mine & {LinkKind.OWNS, LinkKind.SHARES}} <= set(people)
        )
    }
    open_ = list(found)
    while open_:
        for place, link in _pointing_at(world, open_.pop()):
            if link.kind is LinkKind.OWNS and place not in found:
                found.add(place)
                open_.append(place)
    return found


def leading(world: World, place: Place, to: Several[Place], people: Several[int]) -> Iterator[Link]:
    """The links by which a row leads to one of these rows, or to the identity of one of these people."""
    for there in to:
        yield from (link for found, link in _pointing_at(world, there) if found == place)
    for who in people:
        yield from (link for found, link in _by_identity(world, who) if found == place)


def _by_identity(world: World, who: int) -> Iterator[tuple[Place, Link]]:
    for place, row, link in _links(world):
        if link.target == IDENTITIES and row["mail"] == f"p{who}@x.org":
            yield place, link


def _pointing_at(world: World, there: Place) -> Iterator[tuple[Place, Link]]:
    target = world.rows[there[0]][there[1]]
    for place, row, link in _links(world):
        if link.target == there[0] and all(row[a] is not None and row[a] == target[b] for a, b in link.on):
            yield place, link


def _links(world: World) -> Iterator[tuple[Place, Row, Link]]:
    for name, collection in world.collections.items():
        for at, row in enumerate(world.rows[name]):
            for link in collection.links:
                if all(_holds(row, condition) for condition in link.when):
                    yield (name, at), row, link


def _holds(row: Row, condition: Condition) -> bool:
    return row[condition.column] is None if condition.null else row[condition.column] in condition.values
