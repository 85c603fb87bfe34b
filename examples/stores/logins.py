"""Who signed in, when and from where (addresses that are set aside for documentation, RFC 5737 and 3849)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from sqlite3 import Connection

from people import TODAY, Person
from stores.shop import insert

AGENTS = ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (iPhone)", "Pedal-App/3.2 (Android 15)")


def fill(database: Connection, people: Sequence[Person], _nadia: Person, _philipp: Person, chance: Random) -> None:
    """One to nine for each customer in the last months."""
    rows = [(None, one.number, *_event(chance)) for one in people for _ in range(chance.randint(1, 9))]
    insert(database, "events", rows)


def _event(chance: Random) -> tuple[object, ...]:
    day = TODAY - timedelta(days=chance.randint(0, 120))
    moment = datetime.combine(day, time(chance.randint(0, 23), chance.randint(0, 59)))
    ip = chance.choice([f"203.0.113.{chance.randint(1, 254)}", f"2001:db8::{chance.randint(1, 65535):x}"])
    return str(moment), ip, chance.choice(AGENTS), chance.random() < 0.95
