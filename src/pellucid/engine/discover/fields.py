"""What to say of each column of a table: its category, and the mask it needs where the row stays. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pellucid.engine.datamap.model import NOT_PERSONAL, EraseAction, MaskSpec
from pellucid.engine.discover.classifying import classify
from pellucid.engine.discover.naming import singular, word_set, words
from pellucid.engine.discover.pointing import polymorphic
from pellucid.engine.masks import make
from pellucid.engine.schema import Column, Kind, Table

_PURCHASES = word_set("order purchase invoice payment receipt refund transaction booking bestellung rechnung")
_MASKS_BY_CATEGORY: Mapping[str, MaskSpec] = {
    "user.contact.email": MaskSpec("email"),
    "user.contact.phone_number": MaskSpec("phone"),
    "user.contact.fax_number": MaskSpec("phone"),
    "user.name": MaskSpec("pseudonym"),
    "user.account.username": MaskSpec("pseudonym"),
    "user.device.ip_address": MaskSpec("generalise", (("to", "network"),)),
}
_CONSTANTS: tuple[object, ...] = ("removed", "", 0, False, "1900-01-01", "00:00")
_REDACT = MaskSpec("redact", (("categories", ("user.name", "user.contact")),))


@dataclass(frozen=True, slots=True)
class FieldGuess:
    """One column's proposal; `check` says what is doubtful, `why` what it rests on."""

    column: str
    category: str
    mask: MaskSpec | None = None
    why: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a table stands to persons: it is one's own (`person`), its rows are theirs (`reached`) or `shared`."""

    person: bool = False
    reached: bool = False
    shared: bool = False
    action: EraseAction = EraseAction.DELETE

    @property
    def stays(self) -> bool:
        return self.action is not EraseAction.DELETE


def guesses(table: Table, standing: Standing) -> Iterator[FieldGuess]:
    """One for each column, in the table's order."""
    keys = {column for key in table.foreign_keys for column in key.columns}
    various = polymorphic(table)
    for column in table.columns.values():
        if column.name in various:
            yield FieldGuess(column.name, NOT_PERSONAL, check=f"{various[column.name]} says at what it points, link it")
        elif column.name in table.primary_key:
            personal = standing.person and column.name not in keys
            yield FieldGuess(column.name, "user.unique_id" if personal else NOT_PERSONAL, why="key")
        elif column.name in keys:
            yield FieldGuess(column.name, NOT_PERSONAL, why="foreign key")
        else:
            yield _guess(table, column, standing)


def _guess(table: Table, column: Column, standing: Standing) -> FieldGuess:
    guess = classify(column, persons_table=standing.person)
    near = standing.person or standing.reached or standing.shared
    if not guess.personal:
        bought = near and not standing.person and {singular(word) for word in words(table.name)} & _PURCHASES
        if bought and column.kind in (Kind.DECIMAL, Kind.DATE, Kind.DATETIME, Kind.INTEGER):
            return FieldGuess(column.name, "user.behavior.purchase_history", why="what was bought")
        return FieldGuess(column.name, NOT_PERSONAL, check="not recognised" if near else "")
    if not near:
        if guess.sure:
            return FieldGuess(column.name, guess.category, check="nothing leads from here to a person, link it")
        return FieldGuess(column.name, NOT_PERSONAL, check=f"or {guess.category}?")
    if standing.shared and guess.category.startswith("user.content"):
        fits = make(_REDACT).problem(column, _unique(table, column)) is None
        return FieldGuess(column.name, guess.category, _REDACT if fits else None)
    if not standing.stays and (column.nullable or not standing.shared):
        return FieldGuess(column.name, guess.category)
    if column.generated:
        return FieldGuess(column.name, NOT_PERSONAL, check=f"{guess.category}, computed by the database from others")
    mask = fitting(guess.category, column, unique=_unique(table, column))
    return FieldGuess(column.name, guess.category, mask, check="" if mask else "no mask fits")


def fitting(category: str, column: Column, *, unique: bool) -> MaskSpec | None:
    """The first mask that suits the column: nothing at all, one of the category's own, the same for all, a hash."""
    by_category = next((mask for name, mask in _MASKS_BY_CATEGORY.items() if category.startswith(name)), None)
    own = (by_category,) if by_category else ()
    # Nobody knows what a column of another kind, such as an enumeration, takes.
    known = _CONSTANTS if column.kind is not Kind.OTHER else ()
    constants = (MaskSpec("constant", (("value", value),)) for value in known)
    every = (MaskSpec("null"), *own, *constants, MaskSpec("hash"))
    return next((mask for mask in every if make(mask).problem(column, unique) is None), None)


def _unique(table: Table, column: Column) -> bool:
    """Also where the column is only a part of what is unique."""
    return any(column.name in key for key in table.unique)
