"""The draft of a real database, as it stands: a valid map, with which a customer can be found and erased."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from drafted import CHINOOK
from sqlalchemy import create_engine

from pellucid.engine.datamap.loading import load
from pellucid.engine.datamap.model import DataMap
from pellucid.engine.discover.drafting import write_draft
from pellucid.engine.discover.drifting import drift
from pellucid.engine.export.copy import Copy
from pellucid.engine.export.model import About
from pellucid.engine.masks import make
from pellucid.engine.planning import copying, erasing, graph, ordering
from pellucid.engine.planning.plan import Action, Right, Step
from pellucid.engine.running.engine import Engine
from pellucid.engine.schema import Schema
from pellucid.engine.stores.describe import describe

pytestmark = pytest.mark.skipif(not CHINOOK.is_file(), reason="the Chinook database is not there")

OF_A_CUSTOMER = {
    *("FirstName", "LastName", "Company", "Address", "City", "State", "Country", "PostalCode", "Phone", "Fax", "Email")
}
OF_A_BILL = {"BillingAddress", "BillingCity", "BillingState", "BillingCountry", "BillingPostalCode"}


@pytest.fixture
def schema() -> Schema:
    engine = create_engine(f"sqlite:///file:{CHINOOK}?mode=ro&uri=true")
    with engine.connect() as connection:
        found = describe(connection)
    engine.dispose()
    return found


@pytest.fixture
def datamap(schema: Schema, tmp_path: Path) -> DataMap:
    write_draft(tmp_path, schema, store="chinook", url="sqlite:///chinook.sqlite")
    return load(tmp_path)


def erasure(datamap: DataMap, schema: Schema, person: str) -> list[Step]:
    store = datamap.stores["chinook"]
    nodes = graph.build(store, person, leaving=True)
    steps, problems = ordering.ordered(
        erasing.steps(store, schema, nodes, person), store, schema, nodes, row_by_row=False
    )
    assert problems == []
    return steps


def test_the_draft_is_a_valid_map_that_has_not_drifted(datamap: DataMap, schema: Schema) -> None:
    assert drift(datamap, "chinook", schema) == []


def test_a_customer_is_found_by_email_and_gets_a_copy_of_all_that_is_theirs(datamap: DataMap) -> None:
    store = datamap.stores["chinook"]
    assert datamap.persons["customer"].identities["email"]
    assert store.collections["Customer"].identities["email"] == "Email"
    read = {
        step.collection: {one.field.column for one in step.reads}
        for step in copying.steps(store, graph.build(store, "customer"), Right.ACCESS)
    }
    assert read == {
        "Customer": OF_A_CUSTOMER | {"CustomerId"},
        "Invoice": OF_A_BILL | {"InvoiceDate", "Total"},
        "InvoiceLine": {"UnitPrice", "Quantity"},
    }


def test_erasure_takes_a_customer_out_of_every_column_and_keeps_the_invoices(datamap: DataMap, schema: Schema) -> None:
    steps = erasure(datamap, schema, "customer")
    masked = {step.collection: {change.column for change in step.sets} for step in steps if step.sets}
    assert masked == {"Customer": OF_A_CUSTOMER, "Invoice": OF_A_BILL}
    assert {step.collection for step in steps if step.action is Action.KEEP} == {"Invoice", "InvoiceLine"}
    assert not [step for step in steps if step.action is Action.DELETE]


@pytest.mark.parametrize("person", ["customer", "employee"])
def test_every_mask_suits_its_column(datamap: DataMap, schema: Schema, person: str) -> None:
    for step in erasure(datamap, schema, person):
        table = schema.tables[datamap.stores["chinook"].collections[step.collection].table]
        for change in step.sets:
            unique = any(change.column in key for key in table.unique)
            assert make(change.mask).problem(table.columns[change.column], unique) is None


def test_an_employee_leaves_without_taking_customers_along(datamap: DataMap, schema: Schema) -> None:
    steps = erasure(datamap, schema, "employee")
    assert [(step.action, step.collection, [change.column for change in step.sets]) for step in steps] == [
        (Action.UNLINK, "Customer", ["SupportRepId"]),
        (Action.UNLINK, "Employee", ["ReportsTo"]),
        (Action.DELETE, "Employee", []),
    ]


def test_after_erasure_no_column_of_any_table_knows_the_customer_and_nobody_else_has_changed(tmp_path: Path) -> None:
    database = tmp_path / "chinook.sqlite"
    shutil.copy(CHINOOK, database)
    before = contents(database)
    theirs = next(row for row in before["Customer"] if row["CustomerId"] == 5)
    told = [str(theirs[name]) for name in ("Email", "FirstName", "LastName", "Phone", "Address")]
    copy = io.BytesIO()

    with engine_on(tmp_path, database) as engine:
        about = About("access", "customer", datetime(2026, 1, 1, tzinfo=UTC), "Chinook")
        with Copy(copy, about) as writer:
            engine.access([{"email": [told[0]]}], [writer], person="customer")
        engine.erase([{"email": [told[0]]}], person="customer")

    with zipfile.ZipFile(copy) as unzipped:
        data = unzipped.read("data.json").decode()
    assert all(json.dumps(value, ensure_ascii=False) in data for value in told)
    after = contents(database)
    everything = "\n".join(str(value) for rows in after.values() for row in rows for value in row.values())
    assert [value for value in told if value in everything] == []
    for table, rows in before.items():
        masked = {"Customer": OF_A_CUSTOMER, "Invoice": OF_A_BILL}.get(table, set())
        for old, new in zip(rows, after[table], strict=True):
            changed = {name for name in old if old[name] != new[name]}
            assert changed <= (masked if old.get("CustomerId") == 5 else set())


def engine_on(folder: Path, database: Path) -> Engine:
    live = create_engine(f"sqlite:///{database}")
    with live.connect() as connection:
        write_draft(folder / "map", describe(connection), store="chinook", url=f"sqlite:///{database}")
    live.dispose()
    return Engine(load(folder / "map"), key=bytes(32))


def contents(database: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, in the order of their keys."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2")] for name in tables}
    connection.close()
    return found
