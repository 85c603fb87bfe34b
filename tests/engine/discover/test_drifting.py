"""What of a changed schema is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from drafted import schema_from

from pellucid.engine.datamap.model import (
    Collection,
    DataMap,
    Duration,
    Effect,
    Erase,
    EraseAction,
    Field,
    Link,
    LinkKind,
    MaskSpec,
    PersonKind,
    Place,
    StoreMap,
)
from pellucid.engine.discover.drifting import drift
from pellucid.engine.errors import MapError
from pellucid.engine.stores.describe import dumps

CUSTOMERS = "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, name VARCHAR(20), locale TEXT);"
ORDERS = """
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, placed DATE, note TEXT);
"""

CUSTOMER = Collection(
    name="clients",
    store="shop",
    table="customers",
    person="customer",
    identities={"customer_id": "id"},
    erase=Erase(EraseAction.MASK),
    fields={
        "email": Field("email", "email", "user.contact.email", erase=MaskSpec("email")),
        "name": Field("name", "name", "user.name", erase=MaskSpec("pseudonym"), place=Place("shop.yml", 9)),
        "locale": Field("locale", "locale", "none"),
    },
    place=Place("shop.yml", 4),
)
ORDER = Collection(
    name="orders",
    store="shop",
    table="orders",
    links=(Link(LinkKind.OWNS, "customer", "clients", (("customer_id", "id"),)),),
    erase=Erase(EraseAction.DELETE),
    keep_for=Duration(3, "year", "placed"),
    fields={"note.text": Field("note.text", "note", "user.content", "text", MaskSpec("null"))},
    place=Place("shop.yml", 12),
)


def found(*definitions: str, customers: Collection = CUSTOMER, orders: Collection = ORDER) -> list[tuple[str, str]]:
    store = StoreMap(
        "shop", "${SHOP}", collections={"clients": customers, "orders": orders}, place=Place("shop.yml", 1)
    )
    datamap = DataMap({"customer": PersonKind("customer", {"customer_id": True})}, {"shop": store}, {})
    return [(problem.where, problem.wrong) for problem in drift(datamap, "shop", schema_from("\n".join(definitions)))]


def test_a_schema_that_the_map_describes_has_not_drifted() -> None:
    assert found(CUSTOMERS, ORDERS, "CREATE VIEW v AS SELECT * FROM orders;") == []


def test_new_columns_and_tables_are_told_with_what_they_point_at() -> None:
    new = "CREATE TABLE sessions (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, ip TEXT);"
    assert found(CUSTOMERS.replace("locale", "locale TEXT, phone"), ORDERS, new) == [
        ("shop.yml:4", "column phone of customers is not in the map"),
        ("shop.yml:1", "table sessions is not in the map, and it points at clients"),
    ]


def test_what_is_gone_is_told() -> None:
    assert found(CUSTOMERS.replace(", locale TEXT", "")) == [
        ("shop.yml:4", "there is no column locale in customers"),
        ("shop.yml:12", "there is no table orders"),
    ]


def test_columns_that_links_and_times_rest_on_may_not_go_unseen() -> None:
    bare = "CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT);"
    assert found(CUSTOMERS, bare) == [
        ("shop.yml:12", "there is no column customer_id in orders"),
        ("shop.yml:12", "there is no column placed in orders"),
    ]


@pytest.mark.parametrize("change", ["name VARCHAR(5)", "name INTEGER", "name VARCHAR(20) UNIQUE"])
def test_a_type_that_breaks_a_mask_is_told_at_the_field(change: str) -> None:
    assert found(CUSTOMERS.replace("name VARCHAR(20)", change), ORDERS) == [
        ("shop.yml:9", "pseudonym no longer suits shop.clients.name")
    ]


def test_a_column_that_may_no_longer_be_null_breaks_the_mask_that_nobody_wrote() -> None:
    fields = {**CUSTOMER.fields, "email": Field("email", "email", "user.contact.email")}
    customers = replace(CUSTOMER, fields=fields)
    assert found(CUSTOMERS, ORDERS, customers=customers) == []
    assert found(CUSTOMERS.replace("email TEXT", "email TEXT NOT NULL"), ORDERS, customers=customers) == [
        ("shop.clients.email", "null no longer suits shop.clients.email")
    ]


def test_a_path_needs_a_column_that_can_hold_json() -> None:
    assert found(CUSTOMERS, ORDERS.replace("note TEXT", "note INTEGER")) == [
        ("shop.orders.note.text", "null no longer suits shop.orders.note.text")
    ]


def test_a_trigger_is_told_until_it_is_declared() -> None:
    trigger = "CREATE TRIGGER audit AFTER UPDATE ON customers BEGIN SELECT 1; END;"
    wrong = "trigger audit acts on customers, and the map does not say what it does"
    assert found(CUSTOMERS, ORDERS, trigger) == [("shop.yml:4", wrong)]
    declared = replace(CUSTOMER, effects=(Effect("audit", "Nothing."),))
    assert found(CUSTOMERS, ORDERS, trigger, customers=declared) == []


def test_a_dump_serves_as_well_as_the_database(tmp_path: Path) -> None:
    dump = tmp_path / "schema.sql"
    dump.write_text(CUSTOMERS.replace("locale", "locale TEXT, phone") + ORDERS)
    store = StoreMap("shop", "${SHOP}", collections={"clients": CUSTOMER, "orders": ORDER})
    problems = drift(DataMap({}, {"shop": store}, {}), "shop", dumps.read(dump))
    assert [problem.wrong for problem in problems] == ["column phone of customers is not in the map"]


def test_an_unknown_store_is_refused() -> None:
    with pytest.raises(MapError):
        drift(DataMap({}, {}, {}), "shop", schema_from(CUSTOMERS))
