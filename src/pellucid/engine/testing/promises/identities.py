"""Identities as people type them, and as somebody types who means harm."""

from __future__ import annotations

from pellucid.engine.errors import AmbiguousIdentityError
from pellucid.engine.testing.bench import Bench, Filling, copies, refused, same
from pellucid.engine.testing.stand import Stand

_TABLES = "customers: id integer key; email string 1000 null; name string null"
_MAP = """
  customers: {person: customer, identities: {user_id: id, email: email}, erase: delete, fields: {name: user.name}}
"""
_HOSTILE = [
    "anna@x.org",
    "o'hara@x.org",
    '"quoted"@x.org',
    "%",
    "_nna@x.org",
    "back\\slash@x.org",
    "'; DROP TABLE customers; --",
    "{anna}",
    "a,b",
    ":name %(name)s ?",
    "\U0001f98a@x.org",
    "żółć@x.org",
    "line\nbreak",
    "\\N",
    "NULL",
    "x" * 1000,
]


def hostile_identities_find_just_their_own_row(bench: Bench[Stand]) -> None:
    rows: Filling = {"customers": [(at, email, str(at)) for at, email in enumerate(_HOSTILE)]}
    with bench.engine(_TABLES, rows, _MAP) as engine:
        together = copies(engine, *({"email": email} for email in _HOSTILE))
        same([one.rows("customers") for one in together], [[{"name": str(at)}] for at in range(len(_HOSTILE))])
        for at, email in enumerate(_HOSTILE):
            same(copies(engine, {"email": email})[0].rows("customers"), [{"name": str(at)}])
        engine.erase([{"email": "%"}])
    same(bench.column("customers", "id"), [at for at in range(len(_HOSTILE)) if at != 3])


def what_no_column_can_hold_finds_nothing(bench: Bench[Stand]) -> None:
    rows: Filling = {"customers": [(1, "anna@x.org", "Anna"), (12, "x" * 1000, "Ben")]}
    with bench.engine(_TABLES, rows, _MAP) as engine:
        for text in ("1 OR 1=1", "1.0", "0x1", "١", " 1", "9" * 30, "true"):
            same(engine.erase([{"user_id": text}]).rows(), (0, 0))
    same(len(bench.rows("customers")), 2)


def one_value_of_several_rows_stops_the_run(bench: Bench[Stand]) -> None:
    rows: Filling = {"customers": [(1, "anna@x.org", "Anna"), (2, "anna@x.org", "Ann"), (3, "ben@x.org", "Ben")]}
    with bench.engine(_TABLES, rows, _MAP) as engine:
        with refused(AmbiguousIdentityError, hides="anna@x.org"):
            engine.erase([{"email": "anna@x.org"}])
        with refused(AmbiguousIdentityError, hides="ben@x.org"):
            engine.erase([{"email": "ben@x.org"}, {"user_id": "3"}])
    same(len(bench.rows("customers")), 3)


def a_person_may_give_several_values(bench: Bench[Stand]) -> None:
    rows: Filling = {"customers": [(1, "anna@x.org", "Anna"), (2, "ann@y.org", "Ann"), (3, "ben@x.org", "Ben")]}
    with bench.engine(_TABLES, rows, _MAP) as engine:
        same(engine.erase([{"email": ["anna@x.org", "ann@y.org"]}]).rows(), (2, 2))
    same(bench.column("customers", "id"), [3])


def other_letters_find_the_same_row_or_none(bench: Bench[Stand]) -> None:
    """Whether capitals matter is the store's to say."""
    rows: Filling = {"customers": [(1, "anna@x.org", "Anna"), (2, "änna@x.org", "Änna"), (3, "ben@x.org", "Ben")]}
    with bench.engine(_TABLES, rows, _MAP) as engine:
        found = copies(engine, {"email": "BEN@X.ORG"})[0].rows("customers")
        same(found in ([], [{"name": "Ben"}]), True)
        same(engine.erase([{"email": "BEN@X.ORG"}]).rows()[1], len(found))
    same(len(bench.rows("customers")), 3 - len(found))
