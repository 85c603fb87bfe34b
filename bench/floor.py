"""The floor: the hand-written SQL that does the same work. No plan, no counts, no audit, no proof."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

_KEY = b"k" * 32
_SELECTS = {
    "customers": "SELECT id, email, name, phone, birth_date, country FROM customers WHERE email = %(email)s",
    "addresses": "SELECT kind, street, city, postcode, country FROM addresses WHERE customer_id = %(id)s",
    "orders": "SELECT id, status, total_cents, note, created_at FROM orders WHERE customer_id = %(id)s",
    "order_items": "SELECT order_id, sku, quantity, unit_cents, gift_message FROM order_items"
    " WHERE order_id = ANY(%(orders)s)",
    "payments": "SELECT order_id, method, card_last4, billing_name, amount_cents, paid_at FROM payments"
    " WHERE order_id = ANY(%(orders)s)",
    "support_tickets": "SELECT subject, body, status, created_at FROM support_tickets WHERE email = %(email)s",
    "login_events": "SELECT ip, user_agent, ok, at FROM login_events WHERE customer_id = %(id)s",
}
_UPDATES = (
    "UPDATE order_items i SET gift_message = NULL FROM orders o WHERE i.order_id = o.id AND o.customer_id {who}",
    "UPDATE payments p SET card_last4 = NULL, billing_name = NULL FROM orders o"
    " WHERE p.order_id = o.id AND o.customer_id {who}",
    "UPDATE orders SET note = NULL WHERE customer_id {who}",
    "UPDATE addresses SET street = NULL, city = NULL, postcode = NULL, country = NULL WHERE customer_id {who}",
    "UPDATE login_events SET ip = NULL, user_agent = NULL WHERE customer_id {who}",
)
_TICKETS = "UPDATE support_tickets SET email = %s, subject = NULL, body = NULL WHERE email = %s"
_CUSTOMER = "UPDATE customers SET email = %s, name = NULL, phone = NULL, birth_date = NULL WHERE id = %s"
_MANY_TICKETS = (
    "UPDATE support_tickets t SET email = p.masked, subject = NULL, body = NULL FROM person p WHERE t.email = p.email"
)
_MANY_CUSTOMERS = (
    "UPDATE customers c SET email = p.masked, name = NULL, phone = NULL, birth_date = NULL FROM person p"
    " WHERE c.id = p.id"
)


def access(connection: psycopg.Connection, email: str, target: Path) -> None:
    """Seven SELECTs into one JSON file."""
    known: dict[str, object] = {"email": email, "id": None, "orders": []}
    found: dict[str, object] = {}
    with connection.cursor(row_factory=dict_row) as cursor:
        for table, query in _SELECTS.items():
            rows = found[table] = cursor.execute(query, known).fetchall()
            if table == "customers":
                known["id"] = rows[0]["id"]
            if table == "orders":
                known["orders"] = [row["id"] for row in rows]
    connection.commit()
    target.write_text(json.dumps(found, default=str))


def erase(connection: psycopg.Connection, email: str) -> None:
    """Seven UPDATEs in one transaction."""
    with connection.cursor() as cursor:
        row = cursor.execute("SELECT id FROM customers WHERE email = %s FOR UPDATE", (email,)).fetchone()
        person = row[0] if row else None
        for update in _UPDATES:
            cursor.execute(update.format(who="= %(id)s"), {"id": person})
        cursor.execute(_TICKETS, (_masked(email), email))
        cursor.execute(_CUSTOMER, (_masked(email), person))
    connection.commit()


def erase_many(connection: psycopg.Connection, emails: Sequence[str]) -> None:
    """The ids in a temporary table, the same UPDATEs joined to it, one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE person (email text, masked text, id int) ON COMMIT DROP")
        with cursor.copy("COPY person (email, masked) FROM STDIN") as copy:
            for email in emails:
                copy.write_row((email, _masked(email)))
        cursor.execute("UPDATE person p SET id = c.id FROM customers c WHERE c.email = p.email")
        cursor.execute("ANALYZE person")
        for update in _UPDATES:
            cursor.execute(update.format(who="IN (SELECT id FROM person)"))
        cursor.execute(_MANY_TICKETS)
        cursor.execute(_MANY_CUSTOMERS)
    connection.commit()


def _masked(email: str) -> str:
    return hmac.new(_KEY, email.encode(), hashlib.sha256).hexdigest() + "@masked.invalid"
