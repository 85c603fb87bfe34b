"""What customer care holds: whom they spoke with, and what about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from sqlite3 import Connection

from people import TODAY, Person
from stores.shop import insert
from stores.support import STAFF

INTERESTS = ("touring", "city", "children", "racing", "cargo bicycles")
NOTES = (
    "Asked for a test ride.",
    "{name} would like the newsletter in print.",
    "Prefers to be called on {phone}, after work.",
    "Very happy with the last repair.",
)


def fill(database: Connection, people: Sequence[Person], nadia: Person, _philipp: Person, chance: Random) -> None:
    """Two thirds of the customers, in an order of their own: the contact's number is not the customer's."""
    contacts = [one for one in people if one.family_phone != one.phone or chance.random() < 0.6]
    chance.shuffle(contacts)
    for at, one in enumerate(contacts, 1):
        met = one.joined_on + timedelta(days=chance.randint(0, 20))
        insert(database, "contacts", [(at, one.number, one.family_phone, chance.choice(INTERESTS), met.isoformat())])
        for body in NOTES[1:3] if one is nadia else [chance.choice(NOTES)]:
            written = TODAY - timedelta(days=chance.randint(1, 800))
            told = body.format(name=one.name, phone=one.phone)
            insert(database, "notes", [(None, at, chance.choice(STAFF)[0], written.isoformat(), told)])
