"""From foreign keys to links: how rows probably belong to persons. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pellucid.engine.datamap.model import IDENTITIES, LinkKind
from pellucid.engine.discover.classifying import classify
from pellucid.engine.discover.naming import word_set, words
from pellucid.engine.discover.persons import STAFF, Persons
from pellucid.engine.schema import ForeignKey, Schema, Table

OWNS, SHARES, REFERS = LinkKind.OWNS, LinkKind.SHARES, LinkKind.REFERS

_HANDLING = word_set(
    "by rep manager assignee assigned approver reviewer editor operator handler supervisor parent reports "
    "referrer inviter moderator responsible"
)
"""Words for somebody who deals with a row without its being theirs: `approved_by`, `support_rep_id`."""


@dataclass(frozen=True, slots=True)
class Way:
    """A proposed link of `table` to table `target`, or `by_identity`; `check` says what is doubtful about it."""

    kind: LinkKind
    person: str
    table: str
    target: str
    on: tuple[tuple[str, str], ...]
    check: str = ""
    by_identity: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Pointer:
    """A foreign key, or (`guessed`) a column that is called like one."""

    table: Table
    key: ForeignKey
    guessed: bool = False

    @property
    def required(self) -> bool:
        return not any(self.table.columns[column].nullable for column in self.key.columns if self._known(column))

    @property
    def handling(self) -> bool:
        return any(word in _HANDLING for column in self.key.columns for word in words(column))

    def way(self, kind: LinkKind, person: str, check: str = "") -> Way:
        on = tuple(zip(self.key.columns, self.key.target_columns, strict=True))
        why = "by its name, there is no foreign key" if self.guessed else ""
        return Way(kind, person, self.table.name, self.key.target, on, ", ".join(filter(None, (check, why))))

    def _known(self, column: str) -> bool:
        return column in self.table.columns


def pointers(schema: Schema, persons: Mapping[str, Persons]) -> list[Pointer]:
    """Every foreign key between tables of `schema`, in the columns' order, then what is called like a person's key."""
    found = [
        Pointer(table, key)
        for table in schema.tables.values()
        if not table.view
        for key in sorted(table.foreign_keys, key=lambda key: list(table.columns).index(key.columns[0]))
        if key.target in schema.tables and len(key.columns) == len(key.target_columns)
    ]
    tables = [table for table in schema.tables.values() if not table.view]
    return found + [guess for table in tables for guess in _guessed(table, schema, persons)]


def _guessed(table: Table, schema: Schema, persons: Mapping[str, Persons]) -> Iterator[Pointer]:
    keyed = {column for key in table.foreign_keys for column in key.columns}
    for one in persons.values():
        key = schema.tables[one.table].primary_key
        if len(key) != 1 or one.table == table.name:
            continue
        for column in table.columns.values():
            named = words(column.name) == (*words(one.kind), "id")
            if named and column.name not in keyed and column.kind is schema.tables[one.table].columns[key[0]].kind:
                yield Pointer(table, ForeignKey((column.name,), one.table, key), guessed=True)


def links(schema: Schema, persons: Mapping[str, Persons]) -> list[Way]:
    """The proposed links of every table.

    A column that must point at somebody whose row it is not gets none: such a reference could not be cut.
    """
    every = pointers(schema, persons)
    found: list[Way] = []
    for one in sorted(persons.values(), key=lambda p: p.kind in STAFF):
        found += _of_one_kind(one, every, persons, found)
    found += _by_identity(schema, persons, found)
    return [_of_several_kinds(way, found) for way in found]


def _of_several_kinds(way: Way, every: Iterable[Way]) -> Way:
    """A row that a buyer and a seller both own must not go with the first who leaves."""
    others = {w.person for w in every if w.table == way.table and w.kind is OWNS}
    if way.kind is OWNS and len(others) > 1:
        return replace(way, kind=SHARES, check="several kinds of person, is the row really of all of them?")
    return way


def _of_one_kind(
    one: Persons, every: list[Pointer], persons: Mapping[str, Persons], earlier: Iterable[Way]
) -> list[Way]:
    """Table by table, nearest to the persons first."""
    taken = {way.table for way in earlier if way.kind is not REFERS}
    theirs = {one.table}
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


def _by_identity(schema: Schema, persons: Mapping[str, Persons], found: list[Way]) -> Iterator[Way]:
    """Tables with an e-mail address that nothing else leads to, where only one kind of person can be meant."""
    known = [p for p in persons.values() if any(i.name == "email" for i in p.identities)]
    meant = [p for p in known if p.kind not in STAFF] or known
    reached = {way.table for way in found if way.kind is not REFERS} | persons.keys()
    for table in schema.tables.values():
        if len(meant) != 1 or table.view or table.name in reached:
            continue
        for column in table.columns.values():
            if classify(column, persons_table=False).category == "user.contact.email":
                on = ((column.name, "email"),)
                yield Way(OWNS, meant[0].kind, table.name, IDENTITIES, on, "joined by e-mail address", by_identity=True)
                break


def polymorphic(table: Table) -> dict[str, str]:
    """Columns that point at various tables, with the column that says at which: `{"subject_id": "subject_type"}`."""
    by_words = {words(name): name for name in table.columns}
    keyed = {column for key in table.foreign_keys for column in key.columns}
    pairs = {
        name: by_words[(*spoken[:-1], "type")]
        for spoken, name in by_words.items()
        if len(spoken) > 1 and spoken[-1] == "id" and (*spoken[:-1], "type") in by_words
    }
    return {name: kind for name, kind in pairs.items() if name not in keyed}
