"""Which tables hold persons, one a row, and what these are known by. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pellucid.engine.discover.classifying import classify
from pellucid.engine.discover.naming import singular, word_set, words
from pellucid.engine.schema import Kind, Schema, Table

_STRONG = word_set(
    "customer client user employee staff patient person student pupil teacher doctor physician nurse visitor "
    "passenger driver applicant candidate donor attendee participant resident citizen worker volunteer consumer "
    "buyer seller kunde kunden nutzer benutzer mitarbeiter patienten personen utilisateur salarie cliente usuario "
    "empleado paciente yonghu kehu yuangong huiyuan huanzhe"
)
_WEAK = word_set("contact account profile member lead subscriber guest agent")
STAFF = word_set("employee staff teacher doctor physician nurse worker agent mitarbeiter salarie empleado")
"""Kinds of person who look after the rows of other persons."""

_TELLING = ("user.contact.email", "user.contact.phone_number", "user.name", "user.account.username")


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity that `column` holds; `sure`: the database itself says whether two rows may share it."""

    name: str
    column: str
    unique: bool
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Persons:
    """A table whose rows are persons of one kind."""

    kind: str
    table: str
    identities: tuple[Identity, ...] = ()


def find(schema: Schema, known: Mapping[str, str | None]) -> dict[str, Persons]:
    """By table. `known`: tables that the map already speaks of, with their kind of person or None; these stay so."""
    candidates = {
        table.name: word
        for table in schema.tables.values()
        if table.name not in known and not table.view and (word := _person_word(table))
    }
    kinds = {table: kind for table, kind in known.items() if kind is not None and table in schema.tables}
    fresh = [name for name in candidates if not _extends(schema.tables[name], {*candidates, *kinds})]
    for name in fresh:
        alone = [candidates[other] for other in fresh].count(candidates[name]) == 1
        short = alone and candidates[name] not in kinds.values()
        kinds[name] = candidates[name] if short else "_".join(singular(w) for w in words(name) if w.isascii())
    return {name: Persons(kind, name, tuple(_identities(schema.tables[name], kind))) for name, kind in kinds.items()}


def _person_word(table: Table) -> str | None:
    word = _last_word(table)
    if table.primary_key and (word in _STRONG or (word in _WEAK and _tells(table))):
        return word
    return None


def _last_word(table: Table) -> str:
    name = words(table.name)
    return singular(name[-1]) if name else ""


def _tells(table: Table) -> bool:
    """Whether a column says who somebody is."""
    guesses = (classify(column, persons_table=True) for column in table.columns.values())
    return any(guess.category.startswith(_TELLING) for guess in guesses)


def _extends(table: Table, persons: set[str]) -> bool:
    """Whether a row only adds to a person of another table, or joins one to something: `group_users.user_id`."""
    unsure = _last_word(table) in _WEAK or not _tells(table)
    return any(
        key.target in persons - {table.name}
        and not any(table.columns[column].nullable for column in key.columns)
        and (unsure or table.is_unique(frozenset(key.columns)))
        for key in table.foreign_keys
    )


def _identities(table: Table, kind: str) -> Iterator[Identity]:
    if len(table.primary_key) == 1:
        yield Identity(f"{kind}_id", table.primary_key[0], unique=True)
    seen = set[str]()
    for column in table.columns.values():
        category = classify(column, persons_table=True).category
        if category in seen or column.kind is not Kind.STRING or column.name in table.primary_key:
            continue
        seen.add(category)
        unique = table.is_unique(frozenset({column.name}))
        if category == "user.contact.email":
            yield Identity("email", column.name, unique=True, sure=unique)
        elif category == "user.contact.phone_number":
            yield Identity("phone", column.name, unique=False)
        elif category == "user.account.username" and unique:
            yield Identity("username", column.name, unique=True)
