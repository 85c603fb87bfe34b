"""A look into the stores with plain sqlite3. It knows nothing of Pellucid, so that it can contradict it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

Row = Mapping[str, object]
Tables = Mapping[str, Mapping[int, Row]]
"""Every row of every table, by `store.table` and SQLite's own number of the row."""

GOES = frozenset[str]()
"""Instead of columns that may change: the row goes."""

HER_ORDERS = "SELECT id FROM orders WHERE customer_id = :number"
HER_MESSAGES = "SELECT id FROM messages WHERE :email IN (sender_email, recipient_email)"
TEN_YEARS_AGO = "date('now', '-10 years')"


@dataclass(frozen=True, slots=True)
class Expected:
    """What may become of the rows of a table that are found `where`, written down by hand."""

    table: str
    where: str
    columns: frozenset[str] = GOES


def _stay(table: str, where: str, *columns: str) -> Expected:
    return Expected(table, where, frozenset(columns))


HERS = (
    Expected("shop.customers", "id = :number"),
    _stay("shop.customers", "referred_by = :number", "referred_by"),
    Expected("shop.addresses", "customer_id = :number"),
    Expected("shop.bicycles", "customer_id = :number"),
    Expected("shop.repairs", "bicycle_id IN (SELECT id FROM bicycles WHERE customer_id = :number)"),
    Expected("shop.orders", "customer_id = :number"),
    Expected("shop.order_items", f"order_id IN ({HER_ORDERS})"),
    Expected("shop.invoices", f"customer_id = :number AND issued_on < {TEN_YEARS_AGO}"),
    _stay(
        "shop.invoices",
        f"customer_id = :number AND issued_on >= {TEN_YEARS_AGO}",
        *("customer_id", "order_id", "billing_name", "billing_address"),
    ),
    _stay("shop.reviews", "author_id = :number", "author_id", "body"),
    _stay("shop.vouchers", "buyer_id = :number", "buyer_id", "greeting", "paid_with"),
    _stay("shop.vouchers", "recipient_id = :number", "recipient_id", "recipient_name", "greeting"),
    Expected("crm.contacts", "user_id = :number"),
    Expected("crm.notes", "contact_id IN (SELECT id FROM contacts WHERE user_id = :number)"),
    _stay("support.tickets", "email = :email", "email", "subject", "body"),
    Expected("support.ticket_history", "old_email = :email"),
    _stay("support.messages", "sender_email = :email", "sender_email", "sender_name", "body"),
    _stay("support.messages", "recipient_email = :email", "recipient_email", "recipient_name", "body"),
    _stay("support.attachments", f"message_id IN ({HER_MESSAGES})", "file_name"),
    Expected("logins.events", "user_id = :number"),
)
"""Nadia's rows, and nobody else's."""


def all_rows(files: Mapping[str, Path]) -> Tables:
    """Everything that the stores hold."""
    found: dict[str, dict[int, Row]] = {}
    for store, file in files.items():
        with closing(sqlite3.connect(file)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                rows = database.execute(f"SELECT rowid, * FROM {table}")
                columns = [column[0] for column in rows.description][1:]
                found[f"{store}.{table}"] = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}
    return found


def content(tables: Tables) -> dict[str, list[str]]:
    """The rows of each table without SQLite's own numbers, which are no part of the data."""
    return {name: sorted(repr(sorted(row.items())) for row in rows.values()) for name, rows in tables.items()}


def mentions(tables: Tables, words: Sequence[str]) -> dict[str, int]:
    """In which columns any of the words stands, in any case, and in how many rows."""
    found: dict[str, int] = {}
    for name, rows in tables.items():
        for row in rows.values():
            for column, value in row.items():
                text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                if any(word.casefold() in text.casefold() for word in words):
                    where = f"{name}.{column}"
                    found[where] = found.get(where, 0) + 1
    return found


def hers(files: Mapping[str, Path], number: int, email: str) -> dict[tuple[str, int], frozenset[str]]:
    """Her rows, by table and number of the row, and which of their columns may change."""
    found: dict[tuple[str, int], frozenset[str]] = {}
    for one in HERS:
        store, _, table = one.table.partition(".")
        with closing(sqlite3.connect(files[store])) as database:
            sql = f"SELECT rowid FROM {table} WHERE {one.where}"
            for (row,) in database.execute(sql, {"number": number, "email": email}):
                found[one.table, row] = found.get((one.table, row), GOES) | one.columns
    return found


def surprises(before: Tables, after: Tables, hers: Mapping[tuple[str, int], frozenset[str]]) -> Iterator[str]:
    """Every row that is not as it should be: another's that changed, hers that is still there, a new one."""
    for name, rows in before.items():
        left = after[name]
        for number, row in rows.items():
            now = left.get(number)
            may_change = hers.get((name, number))
            if now is None:
                if may_change != GOES:
                    yield f"{name}: a row is gone that should stay"
            elif may_change == GOES:
                yield f"{name}: a row is still there that should be gone"
            elif not {column for column in row if row[column] != now[column]} <= (may_change or frozenset()):
                yield f"{name}: a value changed that should not"
        yield from (f"{name}: a row is new" for number in left if number not in rows)
