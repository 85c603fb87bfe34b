"""Accounts with nothing but the printed grants, on real servers: what the map needs works, and nothing else does."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from pellucid.engine.datamap.model import (
    Collection,
    DataMap,
    Erase,
    EraseAction,
    Field,
    Keep,
    Link,
    LinkKind,
    MaskSpec,
    PersonKind,
    StoreMap,
)
from pellucid.engine.discover.granting import grants
from pellucid.engine.errors import StoreError
from pellucid.engine.running.engine import Engine as PellucidEngine
from pellucid.engine.schema import Schema
from pellucid.engine.stores.describe import describe
from pellucid.engine.stores.urls import engine_url

TABLES = (
    "CREATE TABLE {customers} (id INT PRIMARY KEY, email VARCHAR(50), name VARCHAR(50), locale VARCHAR(5), pin INT)",
    "CREATE TABLE invoices (id INT PRIMARY KEY, customer_id INT, billed VARCHAR(50), total INT, internal INT,"
    " FOREIGN KEY (customer_id) REFERENCES {customers} (id))",
    "CREATE TABLE visits (id INT PRIMARY KEY, customer_id INT, ip VARCHAR(50), page INT,"
    " FOREIGN KEY (customer_id) REFERENCES {customers} (id))",
    "CREATE TABLE secrets (id INT PRIMARY KEY, word VARCHAR(50))",
    "INSERT INTO {customers} VALUES (1, 'anna@example.org', 'Anna', 'de', 1234)",
    "INSERT INTO invoices VALUES (1, 1, 'Anna', 5, 6)",
    "INSERT INTO visits VALUES (1, 1, '192.0.2.1', 7)",
)
AWKWARD = 'the "cust`omers"'

_OWNS = (Link(LinkKind.OWNS, "customer", "customers", (("customer_id", "id"),)),)
STORE = StoreMap(
    "shop",
    "${SHOP}",
    collections={
        "customers": Collection(
            "customers",
            "shop",
            AWKWARD,
            person="customer",
            identities={"email": "email"},
            erase=Erase(EraseAction.MASK),
            fields={
                "email": Field("email", "email", "user.contact.email", erase=MaskSpec("email")),
                "name": Field("name", "name", "user.name"),
                "locale": Field("locale", "locale", "none"),
            },
        ),
        "invoices": Collection(
            "invoices",
            "shop",
            "invoices",
            links=_OWNS,
            erase=Erase(EraseAction.KEEP, Keep("Tax law."), unlink=True),
            fields={
                "billed": Field("billed", "billed", "user.name", erase=MaskSpec("null")),
                "total": Field("total", "total", "user.behavior.purchase_history"),
            },
        ),
        "visits": Collection(
            "visits",
            "shop",
            "visits",
            links=_OWNS,
            erase=Erase(EraseAction.DELETE),
            fields={"ip": Field("ip", "ip", "user.device.ip_address")},
        ),
    },
)

READS = (
    "SELECT id, email, name FROM {customers}",
    "SELECT i.id, i.customer_id, billed, total FROM invoices i JOIN {customers} c ON c.id = i.customer_id",
    "SELECT id, customer_id, ip FROM visits",
)
NEVER = (
    "SELECT pin FROM {customers}",
    "SELECT locale FROM {customers}",
    "SELECT * FROM invoices",
    "SELECT internal FROM invoices",
    "SELECT page FROM visits",
    "SELECT word FROM secrets",
    "SELECT count(*) FROM secrets",
    "UPDATE {customers} SET pin = 1 WHERE id = 1",
    "UPDATE {customers} SET id = 2 WHERE id = 1",
    "UPDATE invoices SET total = 0 WHERE id = 1",
    "DELETE FROM invoices WHERE id = 1",
    "DELETE FROM {customers} WHERE id = 1",
    "DELETE FROM secrets WHERE id = 1",
    "INSERT INTO visits (id) VALUES (2)",
    "CREATE TABLE mine (id INT)",
    "DROP TABLE visits",
)
CHANGES = (
    "UPDATE {customers} SET email = 'x', name = NULL WHERE id = 1",
    "UPDATE invoices SET billed = NULL, customer_id = NULL WHERE id = 1",
    "DELETE FROM visits WHERE customer_id = 1",
)


_GOING = replace(STORE.collections["customers"], erase=Erase(EraseAction.DELETE))
DELETING = replace(STORE, collections={**STORE.collections, "customers": _GOING})
"""The same, but the persons' own rows go."""


@contextmanager
def account(url: str, *, erasure: bool, store: StoreMap = STORE) -> Iterator[tuple[Connection, Schema]]:
    """A connection of an account that has just the grants, in a database with rows; and the schema as its owner sees
    it."""
    admin = create_engine(engine_url(url), isolation_level="AUTOCOMMIT")
    database, role, password = str(make_url(url).database), f"pellucid_{secrets.token_hex(4)}", secrets.token_hex(8)
    mysql = admin.dialect.name == "mysql"
    quoted = f"'{role}'@'%'" if mysql else f'"{role}"'
    with admin.connect() as connection:
        for statement in TABLES:
            connection.execute(text(named(statement, admin)))
        schema = describe(connection)
        identified = f"IDENTIFIED BY '{password}'" if mysql else f"LOGIN PASSWORD '{password}'"
        connection.execute(text(f"CREATE {'USER' if mysql else 'ROLE'} {quoted} {identified}"))
        try:
            for grant in grants(
                store, admin.dialect.name, role=role, database=database, erasure=erasure, schema=schema
            ):
                connection.execute(text(grant))
            engine = create_engine(engine_url(url).set(username=role, password=password))
            with engine.connect() as restricted:
                yield restricted, schema
            engine.dispose()
        finally:
            if not mysql:
                connection.execute(text(f"DROP OWNED BY {quoted}"))
            connection.execute(text(f"DROP {'USER' if mysql else 'ROLE'} {quoted}"))
    admin.dispose()


def named(statement: str, engine: Engine) -> str:
    mysql = engine.dialect.name == "mysql"
    customers = "`" + AWKWARD.replace("`", "``") + "`" if mysql else '"' + AWKWARD.replace('"', '""') + '"'
    return statement.format(customers=customers)


def may(connection: Connection, statement: str) -> bool:
    """Whether the server lets the account do it; nothing is changed."""
    try:
        connection.execute(text(named(statement, connection.engine)))
    except DBAPIError:
        return False
    finally:
        connection.rollback()
    return True


@pytest.fixture(params=["postgresql_url", "mariadb_url"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def test_for_access_what_the_map_reads_can_be_read_and_nothing_changed(url: str) -> None:
    with account(url, erasure=False) as (connection, _):
        assert [statement for statement in READS if not may(connection, statement)] == []
        assert [statement for statement in (*NEVER, *CHANGES) if may(connection, statement)] == []


def test_for_erasure_what_it_masks_cuts_and_deletes_can_be_changed_and_nothing_else(url: str) -> None:
    with account(url, erasure=True) as (connection, _):
        assert [statement for statement in (*READS, *CHANGES) if not may(connection, statement)] == []
        assert [statement for statement in NEVER if may(connection, statement)] == []


def test_a_run_can_write_its_keys_into_a_temporary_table(url: str) -> None:
    with account(url, erasure=False) as (connection, _):
        connection.execute(text("CREATE TEMPORARY TABLE keys_of_run (who INT, id INT)"))
        connection.execute(text("INSERT INTO keys_of_run VALUES (0, 1)"))
        joined = text("SELECT k.who FROM keys_of_run k JOIN visits v ON v.customer_id = k.id")
        assert connection.scalars(joined).all() == [0]


def test_the_account_sees_the_whole_schema_so_that_nothing_hides_from_its_plans(url: str) -> None:
    with account(url, erasure=True) as (connection, schema):
        seen = describe(connection)
    touched = {collection.table for collection in STORE.collections.values()}
    assert seen.tables.keys() == schema.tables.keys()
    for name, table in schema.tables.items():
        assert seen.tables[name].columns == table.columns
        assert seen.tables[name].foreign_keys == table.foreign_keys
        if name in touched:
            assert seen.tables[name] == table


@pytest.mark.parametrize("declared", [STORE, DELETING])
def test_the_account_can_carry_out_an_erasure(url: str, declared: StoreMap) -> None:
    with account(url, erasure=True, store=declared) as (connection, _):
        login = connection.engine.url.set(drivername=make_url(url).drivername)
        store = replace(declared, url=login.render_as_string(hide_password=False))
        datamap = DataMap({"customer": PersonKind("customer", {"email": True})}, {"shop": store}, {})
        with PellucidEngine(datamap, key=bytes(32)) as engine:
            outcome = next(iter(engine.erase([{"email": ["anna@example.org"]}])))
        assert outcome.known
        assert len(connection.execute(text(named(READS[0], connection.engine))).all()) == (declared is STORE)
        assert connection.scalars(text("SELECT id FROM visits")).all() == []
        assert connection.execute(text("SELECT customer_id, billed, total FROM invoices")).all() == [(None, None, 5)]


def test_without_a_schema_the_map_alone_decides() -> None:
    found = grants(STORE, "postgresql", role="eraser", database="shop", erasure=True)
    assert found[-1] == ('GRANT SELECT ("customer_id", "ip"), DELETE ON "public"."visits" TO "eraser";')


def test_names_are_quoted_whatever_they_hold() -> None:
    found = "\n".join(grants(STORE, "mysql", role="o'neil@10.0.0.%", database="my_shop%", erasure=False))
    assert r"ON `my\_shop\%`.* TO 'o''neil'@'10.0.0.%';" in found
    assert 'ON `my_shop%`.`the "cust``omers"` TO' in found


def test_sqlite_knows_no_accounts_and_says_so() -> None:
    assert all(line.startswith("-- ") for line in grants(STORE, "sqlite", role="x", database="", erasure=True))


def test_an_unknown_database_is_refused() -> None:
    with pytest.raises(StoreError):
        grants(STORE, "oracle", role="x", database="", erasure=True)
