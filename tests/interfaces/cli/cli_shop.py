"""A small company for the tests of the command line: a shop and a CRM in SQLite, and their data map."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pellucid.interfaces.cli.main import main

SHOP = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, restricted INTEGER);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id), item TEXT);
CREATE TABLE invoices (
  id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), issued_on DATE, billing_name TEXT
);
INSERT INTO customers VALUES
  (1, 'ada@example.org', 'Ada Lovelace', 0), (2, 'bob@example.org', 'Bob Babbage', 0), (3, '{hostile}', 'Eve', 0);
INSERT INTO orders VALUES (1, 1, 'engine'), (2, 1, 'cards'), (3, 2, 'gears'), (4, 3, 'tea');
INSERT INTO invoices VALUES (1, 1, '2999-01-01', 'Ada Lovelace'), (2, 2, '2999-01-01', 'Bob Babbage');
"""
CRM = """
CREATE TABLE contacts (id INTEGER PRIMARY KEY, email TEXT, phone TEXT);
INSERT INTO contacts VALUES (1, 'ada@example.org', '111'), (2, 'twin@example.org', '222'), (3, 'twin@example.org', '3');
"""
HOSTILE = "o'neil\"%_@example.org 👩‍🚀"

MAP = """
pellucid: 1
persons:
  customer:
    identities: {email: unique, phone: shared}
"""
SHOP_MAP = """
store: shop
url: ${SHOP_URL}
collections:
  customers:
    person: customer
    identities: {email: email}
    erase: delete
    restrict: {restricted: 1}
    fields: {email: user.contact.email, name: user.name, restricted: none}
  orders:
    owns: {customer: customers, by: {customer_id: id}}
    erase: delete
    fields: {item: user.content}
  invoices:
    owns: {customer: customers, by: {customer_id: id}}
    erase: {keep: 10 years after issued_on, because: "Tax law asks us to keep invoices.", unlink: true}
    fields: {billing_name: {is: user.name, erase: pseudonym}}
"""
CRM_MAP = """
store: crm
url: ${CRM_URL}
collections:
  contacts:
    person: customer
    identities: {email: email, phone: phone}
    erase: delete
    fields: {email: user.contact.email, phone: user.contact.phone_number}
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shop:
    """The company in `folder`, and the environment in which its commands run."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def map(self) -> str:
        return str(self.folder / "map")

    def rows(self, query: str, store: str = "shop") -> list[tuple[object, ...]]:
        with sqlite3.connect(self.folder / f"{store}.db") as connection:
            rows = connection.execute(query).fetchall()
        connection.close()
        return rows

    def files(self, folder: str = "") -> list[str]:
        return sorted(path.name for path in (self.folder / folder).iterdir())

    def dump(self) -> list[str]:
        """Everything that both stores hold."""
        lines = []
        for store in ("shop", "crm"):
            connection = sqlite3.connect(self.folder / f"{store}.db")
            lines += list(connection.iterdump())
            connection.close()
        return lines


def build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    for store, script in (("shop", SHOP.replace("{hostile}", HOSTILE.replace("'", "''"))), ("crm", CRM)):
        connection = sqlite3.connect(folder / f"{store}.db")
        connection.executescript(script)
        connection.close()
    (folder / "map").mkdir()
    for name, text in (("map", MAP), ("shop", SHOP_MAP), ("crm", CRM_MAP)):
        (folder / "map" / f"{name}.yml").write_text(text)
    environment = {
        "SHOP_URL": f"sqlite:///{folder / 'shop.db'}",
        "CRM_URL": f"sqlite:///{folder / 'crm.db'}",
        "PELLUCID_HOME": str(folder / "home"),
        "PELLUCID_KEY": "ab" * 32,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    return Shop(folder, {**os.environ, **environment, "PYTHONPATH": os.pathsep.join(sys.path)})


def run(arguments: Sequence[str], capfd: pytest.CaptureFixture[str]) -> Ended:
    """Run a command in this process."""
    try:
        code = main(list(arguments))
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capfd.readouterr()
    return Ended(code, out, err)
