"""Three SQLite stores, of which only the first knows the person by e-mail."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

MAP = """
pellucid: 1
persons: {customer: {identities: {email: unique, user_id: unique}}}
"""
STORES = {
    "shop": """
collections:
  customers:
    person: customer
    identities: {email: email, user_id: id}
    erase: delete
    fields: {email: user.contact.email, name: user.name}
  orders:
    owns: {customer: customers, by: {customer_id: id}}
    erase: {keep: always, because: Tax law asks us to keep orders., unlink: true}
    fields: {address: {is: user.contact.address, erase: "null"}}
""",
    "crm": """
collections:
  contacts:
    person: customer
    identities: {user_id: user_id}
    erase: mask
    fields: {note: {is: user.content, erase: {redact: [user.name]}}, phone: user.contact.phone_number}
""",
    "log": """
collections:
  events:
    owns: {customer: identities, by: {user_id: user_id}}
    erase: delete
    fields: {ip: user.device.ip_address}
""",
}
_TABLES = {
    "shop": """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT UNIQUE, name TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, address TEXT);
INSERT INTO customers VALUES (1, 'ann@example.org', 'Ann Lee'), (2, 'bob@example.org', 'Bob Ray');
INSERT INTO orders VALUES (1, 1, 'Main Street 1'), (2, 1, NULL), (3, 2, 'Side Street 2');
""",
    "crm": """
CREATE TABLE contacts (user_id INTEGER PRIMARY KEY, note TEXT, phone TEXT);
INSERT INTO contacts VALUES (1, 'Ann Lee called', '123'), (2, 'Bob Ray called', '456');
""",
    "log": """
CREATE TABLE events (id INTEGER PRIMARY KEY, user_id INTEGER, ip TEXT);
INSERT INTO events VALUES (1, 1, '10.0.0.1'), (2, 2, '10.0.0.2'), (3, 1, '10.0.0.3');
""",
}


def make(folder: Path) -> Path:
    """The stores and their map, in `folder`; returns the map."""
    datamap = folder / "map"
    datamap.mkdir(parents=True)
    (datamap / "map.yml").write_text(MAP)
    for name, collections in STORES.items():
        (datamap / f"{name}.yml").write_text(f"store: {name}\nurl: sqlite:///{folder / name}.db\n{collections}")
        with closing(sqlite3.connect(folder / f"{name}.db")) as database:
            database.executescript(_TABLES[name])
    return datamap


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of every store."""
    found = {}
    for name in STORES:
        with closing(sqlite3.connect(folder / f"{name}.db")) as database:
            tables = [table for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found |= {
                f"{name}.{table}": database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables
            }
    return found
