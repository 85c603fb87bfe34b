"""Generated worlds: tables with links of all kinds, a data map over them, and the rows of a few persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from pellucid.engine.datamap.categories import built_in
from pellucid.engine.datamap.model import (
    IDENTITIES,
    Collection,
    Condition,
    DataMap,
    Duration,
    Erase,
    EraseAction,
    Field,
    Keep,
    Link,
    LinkKind,
    MaskSpec,
    PersonKind,
    StoreMap,
)
from pellucid.engine.schema import Column, ForeignKey, Kind, Schema, Table

PEOPLE = "people"
PERSONS = range(1, 7)
STORE = "world"

Row = dict[str, object]
Draw = st.DrawFn

_LONG_AGO, _LATELY = date(2001, 1, 1), date.today()
_NAME_MASKS = [None, MaskSpec("hash"), MaskSpec("pseudonym"), MaskSpec("constant", (("value", "gone"),))]
_NOTE_MASKS = [
    MaskSpec("hash"),
    MaskSpec("constant", (("value", "-"),)),
    MaskSpec("redact", (("categories", ("user.name",)),)),
]
_NULLABLE = st.sampled_from([True, True, True, True, False])


@dataclass(frozen=True, repr=False)
class World:
    """`rows` by table. Every person has a row in PEOPLE, whose id is their number."""

    datamap: DataMap
    schema: Schema
    rows: Mapping[str, list[Row]]

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:
        printer.text(repr(self))

    def __repr__(self) -> str:
        lines = [
            f"{name} {self.schema.tables[name].primary_key}: {_told(one)}" for name, one in self.collections.items()
        ]
        keys = [f"{t.name}{key.columns} -> {key.target}" for t in self.schema.tables.values() for key in t.foreign_keys]
        rows = [f"{name}: {row}" for name, many in self.rows.items() for row in many if name != PEOPLE or len(row) > 3]
        return "\n".join(["", *lines, *keys, *rows])

    @property
    def collections(self) -> Mapping[str, Collection]:
        return self.datamap.stores[STORE].collections


def _told(collection: Collection) -> str:
    erase = collection.erase
    links = [
        f"{link.kind} {link.target} by {dict(link.on)}{''.join(f' when {one}' for one in link.when)}"
        f"{f' mask {link.mask}' if link.mask else ''}{f' unlink {link.unlink}' if link.unlink else ''}"
        for link in collection.links
    ]
    kept = f" until {erase.keep.until} then {erase.then} unlink={erase.unlink}" if erase and erase.keep else ""
    masks = {field.name: str(field.erase) for field in collection.fields.values() if field.erase}
    return f"{erase.action if erase else ''}{kept}; {'; '.join(links)}; {masks}"


@dataclass(frozen=True)
class _Way:
    """A link with the columns and the foreign key that carry it."""

    link: Link
    columns: tuple[Column, ...]
    key: ForeignKey | None


@st.composite
def worlds(draw: Draw) -> World:
    names = [f"c{at}" for at in range(draw(st.integers(1, 4)))]
    keys = {PEOPLE: ("id",)} | {name: draw(st.sampled_from([("id",), ("id",), ("a", "b")])) for name in names}
    ways = {name: draw(_ways(name, keys, links=(1, 2))) for name in names}
    ways[PEOPLE] = draw(_ways(PEOPLE, keys, links=(0, 1)))
    collections = {PEOPLE: _people(draw(st.sampled_from([EraseAction.DELETE, EraseAction.MASK])), ways[PEOPLE])}
    collections |= {name: draw(_collection(name, ways[name])) for name in names}
    schema = Schema({name: _table(name, keys[name], ways[name]) for name in collections})
    rows = {PEOPLE: [{"id": at, "email": f"p{at}@x.org", "name": f"Name{at}"} for at in PERSONS]}
    rows |= {name: [_keyed(keys[name], at) for at in range(draw(st.integers(1, 5)))] for name in names}
    for name, many in rows.items():
        for at, row in enumerate(many):
            row |= {**(_values(name, at) if name != PEOPLE else {}), **row}
            draw(_filled(row, name, ways[name], rows))
    kinds = {"customer": PersonKind("customer", {"user_id": True, "email": True})}
    return World(DataMap(kinds, {STORE: StoreMap(STORE, "", collections=collections)}, built_in()), schema, rows)


@st.composite
def _ways(draw: Draw, name: str, keys: Mapping[str, tuple[str, ...]], links: tuple[int, int]) -> list[_Way]:
    found = []
    for at in range(draw(st.integers(*links))):
        kind = draw(st.sampled_from([LinkKind.REFERS] if name == PEOPLE else list(LinkKind)))
        shape = draw(st.sampled_from(["key"] * 5 + ["identity", "many"])) if name != PEOPLE else "key"
        when = draw(st.sampled_from([(), (), (Condition("kind", ("a",)),), (Condition("kind", null=True),)]))
        mask = draw(st.sampled_from([(), ("name",)])) if name != PEOPLE and kind is not LinkKind.OWNS else ()
        hide = draw(st.sampled_from([(), ("name",)])) if name != PEOPLE else ()
        if shape == "identity":
            link = Link(kind, "customer", IDENTITIES, (("mail", "email"),), when, hide, mask)
            found.append(_Way(link, (), None))
            continue
        target = draw(st.sampled_from(list(keys)))
        many = (
            shape == "many" and keys[name] == ("id",) and target != PEOPLE and kind in (LinkKind.SHARES, LinkKind.SEES)
        )
        if many:
            found.append(_Way(Link(kind, "customer", target, (("id", "ref"),), when, hide, mask), (), None))
            continue
        nullable, foreign = draw(_NULLABLE), draw(st.booleans())
        columns = tuple(Column(f"l{at}{key}", Kind.INTEGER, "", nullable, 64) for key in keys[target])
        here = tuple(column.name for column in columns)
        unlink = None if nullable or foreign else tuple((column, 0) for column in here)
        link = Link(
            kind,
            "customer",
            target,
            tuple(zip(here, keys[target], strict=True)),
            when if name != PEOPLE else (),
            hide,
            mask,
            unlink,
        )
        found.append(_Way(link, columns, ForeignKey(here, target, keys[target]) if foreign else None))
    return found


@st.composite
def _collection(draw: Draw, name: str, ways: list[_Way]) -> Collection:
    fields = {
        "tag": Field("tag", "tag", "user.content"),
        "name": Field("name", "name", "user.account", erase=draw(st.sampled_from(_NAME_MASKS))),
        "note": Field("note", "note", "user.content", erase=draw(st.sampled_from(_NOTE_MASKS))),
        "mail": Field("mail", "mail", "user.contact.email", erase=MaskSpec("email")),
    }
    links = tuple(way.link for way in ways)
    return Collection(name, STORE, name, links=links, erase=draw(_erase()), fields=fields)


@st.composite
def _erase(draw: Draw) -> Erase:
    action = draw(st.sampled_from(list(EraseAction)))
    if action is not EraseAction.KEEP:
        return Erase(action)
    until = draw(st.sampled_from([None, Duration(1, "year", "since")]))
    then = draw(st.sampled_from([EraseAction.DELETE, EraseAction.MASK, EraseAction.UNLINK]))
    return Erase(action, Keep("The law asks us to.", until), then, unlink=draw(st.booleans()))


def _people(action: EraseAction, ways: list[_Way]) -> Collection:
    masked = action is EraseAction.MASK
    fields = {
        "email": Field("email", "email", "user.contact.email", erase=MaskSpec("email") if masked else None),
        "name": Field("name", "name", "user.name"),
    }
    links = tuple(way.link for way in ways)
    identities = {"user_id": "id", "email": "email"}
    return Collection(PEOPLE, STORE, PEOPLE, "customer", identities, links, Erase(action), fields=fields)


def _table(name: str, key: tuple[str, ...], ways: list[_Way]) -> Table:
    columns = [Column(one, Kind.INTEGER, "", False, 64) for one in key]
    unique = [frozenset(key)]
    if name == PEOPLE:
        columns += [Column("email", Kind.STRING, "", True, 60), Column("name", Kind.STRING, "", True, 40)]
        unique.append(frozenset({"email"}))
    else:
        columns += [Column(one, Kind.STRING, "", True, 60) for one in ("tag", "name", "mail", "kind")]
        columns += [Column("note", Kind.STRING, "", False), Column("since", Kind.DATE, "")]
        columns.append(Column("ref", Kind.INTEGER, "", True, 64))
    columns += [column for way in ways for column in way.columns]
    foreign = tuple(way.key for way in ways if way.key)
    return Table(name, {column.name: column for column in columns}, key, tuple(unique), foreign)


def _keyed(key: tuple[str, ...], at: int) -> Row:
    return {"id": at} if key == ("id",) else {"a": at // 2, "b": at % 2}


def _values(name: str, at: int) -> Row:
    return {"tag": f"{name}.{at}", "name": f"name of {name}.{at}"}


@st.composite
def _filled(draw: Draw, row: Row, name: str, ways: list[_Way], rows: Mapping[str, list[Row]]) -> None:
    """Values for the columns that are random."""
    if name != PEOPLE:
        row["kind"] = draw(st.sampled_from(["a", "b", None]))
        row["since"] = draw(st.sampled_from([_LONG_AGO, _LATELY, None]))
        row["ref"] = draw(st.sampled_from([None, *range(4)]))
        row["mail"] = draw(st.sampled_from([None, *(f"p{at}@x.org" for at in PERSONS)]))
        row["note"] = "to " + draw(st.sampled_from([f"Name{at}" for at in PERSONS]))
    for way in ways:
        if way.columns:
            there = [tuple(other[key] for _, key in way.link.on) for other in rows[way.link.target]]
            nothing = (None if way.columns[0].nullable else 0,) * len(way.columns)
            chosen = draw(st.sampled_from([*there, nothing] if not way.key or way.columns[0].nullable else there))
            row |= dict(zip((column.name for column in way.columns), chosen, strict=True))
