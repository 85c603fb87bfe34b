"""From foreign keys to links: how rows probably belong to persons. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pellucid.engine.datamap.model import IDENTITIES
from pellucid.engine.discover.classifying import classify
from pellucid.engine.discover.persons import STAFF, Persons
from pellucid.engine.discover.pointing import OWNS, REFERS, SHARES, Pointer, Way, pointers
from pellucid.engine.schema import Schema


def links(schema: Schema, persons: Mapping[str, Persons]) -> list[Way]:
    """The proposed links of every table.

    A column that must point at somebody whose row it is not gets none: such a reference could not be cut.
    """
    every = pointers(schema, persons)
    found: list[Way] = []
    for one in sorted(persons.values(), key=lambda p: p.kind in STAFF):
        found += _of_one_kind(one, every, persons, {one.table}, found)
    one_meant = _known_by_email(persons)
    if one_meant is not None:
        joined = list(
            _by_email(one_meant, schema, {way.table for way in found if way.kind is not REFERS} | persons.keys())
        )
        found += joined
        found += _of_one_kind(one_meant, every, persons, {way.table for way in joined}, found)
    return [_together(way, found) for way in found]


def _together(way: Way, every: Iterable[Way]) -> Way:
    """A row that a buyer and a seller both own must not go with the first who leaves."""
    others = [w for w in every if w.table == way.table and w.kind in (OWNS, SHARES)]
    several = len({w.person for w in others}) > 1 and len({(w.target, w.on) for w in others}) > 1
    if way.kind is OWNS and (several or any(w.kind is SHARES for w in others)):
        return replace(way, kind=SHARES, check="is the row really of all of them?")
    return way


def _of_one_kind(
    one: Persons, every: list[Pointer], persons: Mapping[str, Persons], start: set[str], earlier: Iterable[Way]
) -> list[Way]:
    """Table by table from those of `start` on, nearest to the persons first."""
    taken = {way.table for way in earlier if way.kind is not REFERS}
    theirs = set(start)
    found: dict[Pointer, Way] = {}
    growing = True
    while growing:
        growing = False
        for name, inner in _by_table(p for p in every if p.key.target in theirs):
            if name in persons or name in theirs:
                continue
            holding = _holding(one, inner, staff=one.kind in STAFF and name in taken)
            found |= holding
            if holding:
                theirs.add(name)
                growing = True
    for pointer in every:
        if pointer.key.target in theirs and pointer not in found:
            again = pointer.table.name in theirs - {one.table} and pointer.required and not pointer.handling
            if again and pointer.table.name != pointer.key.target:
                found[pointer] = pointer.way(OWNS, one.kind, "a second way to the same person")
            elif not pointer.required:
                found[pointer] = pointer.way(REFERS, one.kind)
    return list(found.values())


def _holding(one: Persons, inner: list[Pointer], *, staff: bool) -> dict[Pointer, Way]:
    """The links by which rows of one table are the person's; none if they only point at the person."""
    if staff:
        return {}
    direct = [p for p in inner if p.key.target == one.table and not p.handling]
    if len(direct) > 1:
        fixed = "NOT NULL, say with unlink what it becomes"
        return {p: p.way(SHARES, one.kind, fixed if p.required else "") for p in direct}
    if direct:
        return {direct[0]: direct[0].way(OWNS, one.kind, "" if direct[0].required else "optional")}
    chained = [p for p in inner if p.key.target != one.table and p.required and not p.handling]
    chained.sort(key=lambda p: p.key.on_delete != "CASCADE")
    return {chained[0]: chained[0].way(OWNS, one.kind)} if chained else {}


def _by_table(inner: Iterable[Pointer]) -> list[tuple[str, list[Pointer]]]:
    tables: dict[str, list[Pointer]] = {}
    for pointer in inner:
        tables.setdefault(pointer.table.name, []).append(pointer)
    return list(tables.items())


def _known_by_email(persons: Mapping[str, Persons]) -> Persons | None:
    """The one kind of person that an e-mail address can be meant for, those who look after others aside."""
    known = [p for p in persons.values() if any(i.name == "email" for i in p.identities)]
    meant = [p for p in known if p.kind not in STAFF] or known
    return meant[0] if len(meant) == 1 else None


def _by_email(one: Persons, schema: Schema, reached: set[str]) -> Iterator[Way]:
    """Tables with an e-mail address that nothing else leads to."""
    for table in schema.tables.values():
        if table.view or table.name in reached:
            continue
        for column in table.columns.values():
            if classify(column, persons_table=False).category == "user.contact.email":
                on = ((column.name, "email"),)
                yield Way(OWNS, one.kind, table.name, IDENTITIES, on, "joined by e-mail address", by_identity=True)
                break
