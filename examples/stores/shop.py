"""What the shop holds: customers and everything they bought, had repaired, wrote and gave away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from sqlite3 import Connection

from people import TODAY, Person

PRODUCTS = (
    ("Thistle Tourer, 54 cm", 129_900),
    ("Thistle City, 50 cm", 89_900),
    ("Child's bicycle, 20 inch", 34_900),
    ("Brass bell, engraved", 2_490),
    ("Dynamo lamp", 5_990),
    ("Saddle bag", 4_590),
    ("Chain and oil", 3_190),
    ("Helmet", 6_490),
)
COMPLAINTS = (
    "Rear brake squeals in the rain.",
    "Gears jump under load, please call {name} when it is ready.",
    "Flat tyre, again. Ring {phone}.",
    "Yearly service before a long trip.",
)
REVIEWS = (
    "Rides like a dream. {name}",
    "Good value, though the bell is a little shy.",
    "Came late, but the workshop was very kind. Write to {email} if you want to know more.",
    "Would buy it again tomorrow.",
)
NOTES = (None, None, "Please leave it with the neighbours.", "Ring at {name}, second floor.", "Call {phone} first.")


def fill(database: Connection, people: Sequence[Person], nadia: Person, philipp: Person, chance: Random) -> None:
    """Write everybody; `nadia` and `philipp` are the two whom the demo looks at."""
    insert(database, "products", [(at, *product) for at, product in enumerate(PRODUCTS, 1)])
    insert(database, "customers", [_customer(one, people, nadia, philipp, chance) for one in people])
    insert(database, "addresses", [(p.number, p.number, p.street, p.postcode, p.city, p.country) for p in people])
    bicycles = [one for one in people if one is nadia or chance.random() < 0.6]
    models = [(p.number, p.number, "Thistle Tourer", f"PT-{chance.randint(10**7, 10**8 - 1)}") for p in bicycles]
    insert(database, "bicycles", models)
    insert(database, "repairs", [(None, p.number, *_repair(p, chance)) for p in bicycles for _ in range(2)])
    _buy(database, people, nadia, chance)
    reviewers = [one for one in people if one is nadia or chance.random() < 0.3]
    insert(database, "reviews", [_review(one, nadia, chance) for one in reviewers])
    insert(database, "vouchers", list(_vouchers(people, nadia, philipp)))


def insert(database: Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Add rows to a table that has as many columns."""
    values = ", ".join("?" for _ in rows[0])
    database.executemany(f"INSERT INTO {table} VALUES ({values})", rows)


def say(text: str | None, person: Person) -> str | None:
    """The text with the person's own name, phone and e-mail in it."""
    return text and text.format(name=person.name, phone=person.phone, email=person.email)


def _customer(
    one: Person, people: Sequence[Person], nadia: Person, philipp: Person, chance: Random
) -> tuple[object, ...]:
    profile = {"delivery": {"phone": one.phone, "hours": "evening"}, "riding": {"level": chance.randint(1, 5)}}
    recommended_by = {philipp.number: nadia.number, nadia.number: 7}.get(one.number)
    if recommended_by is None and one.number > 100 and chance.random() < 0.2:
        recommended_by = nadia.number if one.number % 50 == 0 else chance.choice(people[:90]).number
    joined = (one.joined_on.isoformat(),)
    told = (one.number, one.email, one.name, one.phone, one.birth_date.isoformat(), one.language)
    return (*told, json.dumps(profile), recommended_by, False, *joined)


def _repair(person: Person, chance: Random) -> tuple[object, ...]:
    brought = TODAY - timedelta(days=chance.randint(1, 900))
    return brought.isoformat(), say(chance.choice(COMPLAINTS), person), chance.randint(15, 180) * 100


def _buy(database: Connection, people: Sequence[Person], nadia: Person, chance: Random) -> None:
    """Orders with their items and invoices."""
    order = 0
    for one in people:
        for bought in _days(one, nadia, chance):
            order += 1
            note = say(chance.choice(NOTES), one)
            insert(database, "orders", [(order, one.number, bought.isoformat(), note, "delivered")])
            chosen = chance.sample(range(len(PRODUCTS)), chance.randint(1, 3))
            engraved = f"For {one.name}" if one is nadia else None
            items = [(order, line, at + 1, 1, engraved) for line, at in enumerate(chosen, 1)]
            insert(database, "order_items", items)
            total = sum(PRODUCTS[at][1] for at in chosen)
            number = f"{bought.year}-{order:05}"
            address = f"{one.street}, {one.postcode} {one.city}, {one.country}"
            bill = (order, number, one.number, order, bought.isoformat(), one.name, address, total)
            insert(database, "invoices", [bill])


def _days(person: Person, nadia: Person, chance: Random) -> list[date]:
    """When somebody bought; two of Nadia's invoices are past their ten years, three are not."""
    if person is nadia:
        return [date(2013, 4, 2), date(2014, 6, 30), date(2023, 3, 11), date(2024, 12, 5), date(2025, 8, 19)]
    since = (TODAY - person.joined_on).days
    return [TODAY - timedelta(days=chance.randint(1, since)) for _ in range(chance.randint(0, 4))]


def _review(person: Person, nadia: Person, chance: Random) -> tuple[object, ...]:
    written = TODAY - timedelta(days=chance.randint(1, 700))
    body = REVIEWS[0] if person is nadia else chance.choice(REVIEWS)
    product = chance.randint(1, len(PRODUCTS))
    return None, product, person.number, written.isoformat(), chance.randint(2, 5), say(body, person)


def _vouchers(people: Sequence[Person], nadia: Person, philipp: Person) -> Iterator[tuple[object, ...]]:
    """Philipp gave one to Nadia, and she one to somebody else; some other people gave some, too."""
    given = [(philipp, nadia), (nadia, people[11]), *zip(people[100:110], people[200:210], strict=True)]
    for at, (buyer, recipient) in enumerate(given, 1):
        greeting = f"Dear {recipient.name}, happy riding! Yours, {buyer.name}"
        card = f"card ending in {1000 + at}"
        yield f"GIFT-{at:04}", buyer.number, recipient.number, recipient.name, greeting, card, 5_000
