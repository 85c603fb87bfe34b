"""What the help desk holds: tickets, and messages that two people share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from sqlite3 import Connection

from people import TODAY, Person
from stores.shop import insert

STAFF = (
    ("S-01", "mo.adeyemi@pedal.example", "Mo Adeyemi"),
    ("S-02", "ilse.tamm@pedal.example", "Ilse Tamm"),
    ("S-03", "per.nygaard@pedal.example", "Per Nygaard"),
)
ASKED = (
    ("Where is my order?", "It should have been here on Monday. {name}, {phone}"),
    ("Wrong lamp", "The lamp does not fit. Best, {name}"),
    ("Insurance", "Please send the papers to {email}."),
)
OFFER = "Hello {other}, I would take the child's bicycle. Call me on {phone}. {name}"


def fill(database: Connection, people: Sequence[Person], nadia: Person, _philipp: Person, chance: Random) -> None:
    """A ticket and its answer for every third customer; some write to each other about used bicycles."""
    insert(database, "staff", STAFF)
    for one in people:
        if one is nadia or one.number % 3 == 0:
            _ask(database, one, chance)
    pairs = [(nadia, people[16]), (people[16], nadia), *zip(people[120:160:4], people[220:260:4], strict=True)]
    for sender, recipient in pairs:
        body = OFFER.format(other=recipient.name, name=sender.name, phone=sender.phone)
        _send(database, None, _customer(sender), _customer(recipient), body, chance)
    # Somebody reopened a ticket: the trigger remembers what it was before.
    database.execute("UPDATE tickets SET status = 'reopened' WHERE email = ? OR id % 10 = 0", (nadia.email,))
    database.execute("UPDATE ticket_history SET changed_at = ?", (f"{TODAY} 08:00:00",))


def _ask(database: Connection, one: Person, chance: Random) -> None:
    subject, body = chance.choice(ASKED)
    body = body.format(name=one.name, phone=one.phone, email=one.email)
    ticket = _next(database, "tickets")
    insert(database, "tickets", [(ticket, one.email, _moment(chance), subject, body, "solved")])
    _, address, name = chance.choice(STAFF)
    employee = ("staff", address, name)
    _send(database, ticket, _customer(one), employee, body, chance, file=f"receipt {one.name}.txt")
    _send(database, ticket, employee, _customer(one), f"Dear {one.name}, we are looking into it.", chance)


def _customer(one: Person) -> tuple[str, str, str]:
    return "customer", one.email, one.name


def _send(
    database: Connection,
    ticket: int | None,
    sender: tuple[str, str, str],
    recipient: tuple[str, str, str],
    body: str,
    chance: Random,
    file: str = "",
) -> None:
    message = _next(database, "messages")
    insert(database, "messages", [(message, ticket, _moment(chance), *sender, *recipient, body)])
    if file:
        content = f"Pedal & Thistle, thank you! {chance.randint(10, 900)},00 EUR".encode()
        insert(database, "attachments", [(None, message, file, content)])


def _next(database: Connection, table: str) -> int:
    (last,) = database.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    return int(last) + 1


def _moment(chance: Random) -> str:
    day = TODAY - timedelta(days=chance.randint(1, 400))
    return str(datetime.combine(day, time(chance.randint(7, 20), chance.randint(0, 59))))
