"""A small shop in any SQL database, with tables that the data map does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from pellucid.engine.datamap.loading import load
from pellucid.engine.planning.plan import Right
from pellucid.engine.proving.own_rows import OwnRows, own_rows
from pellucid.engine.running.engine import Engine
from pellucid.engine.running.remnants import remnants
from pellucid.engine.running.resolving import resolve
from pellucid.engine.stores.base import Mode
from pellucid.engine.stores.urls import engine_url

KEY = b"k" * 32

MAP = """
pellucid: 1
persons:
  customer: {identities: {user_id: unique, email: unique, phone: shared}}
store: shop
url: {url}
collections:
  customers:
    person: customer
    identities: {user_id: id, email: email, phone: phone}
    erase: delete
    fields: {email: user.contact.email, phone: user.contact.phone_number, name: user.name}
  tickets:
    owns: {customer: identities, by: {email: email}}
    erase: mask
    fields: {email: {is: user.contact.email, erase: email}, body: user.content}
  invoices:
    owns: {customer: customers, by: {customer_id: id}}
    erase: {keep: always, because: Tax law.}
    fields: {bill_to: user.contact.email, customer_id: user.unique_id}
"""

TABLES = (
    "CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(200), phone VARCHAR(40), name VARCHAR(200))",
    "CREATE TABLE tickets (id INTEGER PRIMARY KEY, email VARCHAR(200), body TEXT)",
    "CREATE TABLE invoices (id INTEGER PRIMARY KEY, customer_id INTEGER, bill_to VARCHAR(200), note TEXT)",
    "CREATE TABLE mail_log (id INTEGER PRIMARY KEY, line TEXT, document JSON, code VARCHAR(20))",
)

Record = Mapping[str, object]


class Shop:
    """A database with the shop's tables, empty, and an engine for it."""

    def __init__(self, url: str, engine: Engine, database: sa.Engine) -> None:
        self.url, self.engine, self._database = url, engine, database

    def run(self, *statements: str) -> None:
        with self._database.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))

    def insert(self, table: str, *rows: Record) -> None:
        names = list(rows[0])
        into = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})"
        with self._database.begin() as connection:
            connection.execute(sa.text(into), list(map(dict, rows)))

    def rows(self, table: str, columns: str = "*") -> list[tuple[object, ...]]:
        with self._database.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(f"SELECT {columns} FROM {table} ORDER BY 1"))]

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        return {table: self.rows(table) for table in ("customers", "tickets", "invoices")}

    def own_rows(self, *people: Mapping[str, str | Sequence[str]]) -> list[OwnRows]:
        """What the tombstones of these persons would be made from."""
        kind, meant = self.engine.meant(people, None)
        with self.engine.sessions(Mode.SCRATCH) as sessions:
            plan = self.engine.current((Right.ERASURE, kind.name, ()), sessions)
            found = resolve(plan, kind, meant, sessions, remnants(KEY))
            return own_rows(plan, found, sessions)


@contextmanager
def shop(folder: Path, url: str) -> Iterator[Shop]:
    database = sa.create_engine(engine_url(url))
    with database.begin() as connection:
        for statement in TABLES:
            connection.exec_driver_sql(statement)
    (folder / "map.yml").write_text(MAP.replace("{url}", url))
    with Engine(load(folder / "map.yml"), key=KEY) as engine:
        yield Shop(url, engine, database)
    database.dispose()
