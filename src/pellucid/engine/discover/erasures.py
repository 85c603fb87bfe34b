"""What erasure probably has to do with each table: delete, keep what tax law asks for, mask who must stay. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pellucid.engine.datamap.model import EraseAction
from pellucid.engine.discover.naming import singular, word_set, words
from pellucid.engine.discover.persons import Persons
from pellucid.engine.discover.pointing import OWNS, SHARES, Pointer, Way, pointers
from pellucid.engine.schema import Schema

_KEPT = word_set(
    "invoice bill billing receipt payment ledger accounting transaction refund tax payroll rechnung rechnungen "
    "beleg belege buchung zahlung facture paiement factura pago fapiao fukuan"
)
_KEPT_ANYWHERE = word_set("invoice tax rechnung rechnungen facture factura fapiao")


@dataclass(frozen=True, slots=True)
class Erasure:
    """`unlink`: a kept row lets go of its person. `why` is for the person who reads the draft."""

    action: EraseAction
    why: str = ""
    unlink: bool = False


def erasures(schema: Schema, persons: Mapping[str, Persons], ways: Iterable[Way]) -> dict[str, Erasure]:
    """By table, for all tables whose rows somebody owns; rows that are shared go with the last, by themselves."""
    ways = list(ways)
    every = pointers(schema, persons)
    owned = {way.table for way in ways if way.kind is OWNS} - persons.keys()
    kept = _kept(owned, ways, every)
    found = {name: Erasure(EraseAction.DELETE) for name in owned}
    for name, why in kept.items():
        free = [p for p in every if p.table.name == name and p.key.target in persons and not p.required]
        found[name] = Erasure(EraseAction.KEEP, why, unlink=bool(free))
    for name in persons:
        held = _holder(name, kept, ways, every)
        why = f"{held} cannot let go of it" if held else ""
        found[name] = Erasure(EraseAction.MASK if held else EraseAction.DELETE, why)
    return found


def _kept(owned: set[str], ways: list[Way], every: list[Pointer]) -> dict[str, str]:
    """Tables with a telling name, the lines below them, and what they all must go on pointing at."""
    kept = {name: "by its name" for name in sorted(owned) if _tells(name)}
    growing = True
    while growing:
        growing = False
        for way in ways:
            if way.kind is OWNS and way.target in kept and way.table in owned - kept.keys():
                kept[way.table] = f"part of {way.target}"
                growing = True
    open_ = list(kept)
    while open_:
        name = open_.pop()
        for pointer in every:
            if pointer.table.name == name and pointer.required and pointer.key.target in owned - kept.keys():
                kept[pointer.key.target] = f"{name} points at it"
                open_.append(pointer.key.target)
    return kept


def _tells(table: str) -> bool:
    name = words(table)
    return singular(name[-1]) in _KEPT or any(singular(word) in _KEPT_ANYWHERE for word in name) if name else False


def _holder(person: str, kept: Mapping[str, str], ways: list[Way], every: list[Pointer]) -> str | None:
    """A table whose rows stay and that cannot do without a row of `person`."""
    linked = {(way.table, way.on) for way in ways if way.target == person}
    for pointer in every:
        if pointer.key.target != person or not pointer.required or pointer.guessed:
            continue
        on = tuple(zip(pointer.key.columns, pointer.key.target_columns, strict=True))
        if pointer.table.name in kept or (pointer.table.name, on) not in linked:
            return pointer.table.name
    return None


def is_shared(table: str, ways: Iterable[Way]) -> bool:
    """Whether rows of `table` are of several persons."""
    return any(way.kind is SHARES for way in ways if way.table == table)
