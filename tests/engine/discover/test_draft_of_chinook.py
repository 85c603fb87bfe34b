"""The draft of a real database, as it stands: a valid map, with which a customer can be found and erased."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from drafted import CHINOOK
from sqlalchemy import create_engine

from pellucid.engine.discover.drafting import write_draft
from pellucid.engine.discover.drifting import drift
from pellucid.engine.masks import make
from pellucid.engine.planning import copying, erasing, graph, ordering
from pellucid.engine.planning.plan import Action, Right, Step
from pellucid.engine.schema import Schema
from pellucid.engine.stores.describe import describe

if TYPE_CHECKING:
    from pellucid.engine.datamap.model import DataMap

pytestmark = pytest.mark.skipif(not CHINOOK.is_file(), reason="the Chinook database is not there")
loading = pytest.importorskip("pellucid.engine.datamap.loading")

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
    found: DataMap = loading.load(tmp_path)
    return found


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
