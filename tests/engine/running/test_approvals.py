"""A plan is approved for what it does: as long as it does the same, the approval holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pellucid.engine.errors import PlanChangedError, PlanError
from pellucid.engine.planning.plan import Approval, Right
from pellucid.engine.running.engine import Engine
from pellucid.engine.testing import Bench, SQLStand
from pellucid.engine.testing.bench import KEY
from pellucid.engine.testing.tables import table

TABLES = """
customers: id integer key; email string 200 null; name string 100 null
orders: id integer key; customer_id integer null -> customers.id
"""
MAP = """
  customers: {person: customer, identities: {user_id: id}, erase: delete, fields: {name: user.name}}
  orders: {owns: {customer: customers, by: {customer_id: id}}, erase: delete}
"""
ROWS = {"customers": [(1, "anna@x.org", "Anna"), (2, "ben@x.org", "Ben")], "orders": [(1, 1), (2, 2)]}
ANNA = {"user_id": "1"}


@pytest.fixture
def bench(sqlite_url: str) -> Iterator[Bench[SQLStand]]:
    stand = SQLStand(sqlite_url)
    yield Bench(stand)
    stand.close()


def approval(engine: Engine) -> Approval:
    return Approval.of(engine.plan(Right.ERASURE).as_json())


def test_an_approved_plan_runs(bench: Bench[SQLStand]) -> None:
    with bench.engine(TABLES, ROWS, MAP) as engine:
        run = engine.erase([ANNA], approved=approval(engine))
        assert (run.rows(), run.notes) == ((2, 2), ())


def test_a_plan_has_one_digest_in_every_process(bench: Bench[SQLStand]) -> None:
    with bench.engine(TABLES, ROWS, MAP) as engine, Engine(bench.map(MAP), key=b"another key") as other:
        assert approval(engine) == approval(other)


def test_a_changed_schema_with_equal_effects_keeps_the_approval_and_says_so(bench: Bench[SQLStand]) -> None:
    with bench.engine(TABLES, ROWS, MAP) as engine:
        approved = approval(engine)
        bench.stand.add_column("orders", table("t", "note string null").columns["note"])
        run = engine.erase([ANNA], approved=approved)
        assert approval(engine).digest != approved.digest
        assert (run.rows(), run.plan.digest) == ((2, 2), approval(engine).digest)
        assert "the effects are the same" in run.notes[0]


def test_a_changed_table_that_the_plan_does_not_touch_changes_nothing(bench: Bench[SQLStand]) -> None:
    with bench.engine(TABLES, ROWS, MAP) as engine:
        approved = approval(engine)
        bench.stand.add_table(table("products", "id integer key; name string null"))
        assert approval(engine) == approved


def test_other_effects_are_refused_and_nothing_is_changed(bench: Bench[SQLStand]) -> None:
    with bench.engine(TABLES, ROWS, MAP) as engine:
        approved = approval(engine)
    masking = MAP.replace("orders: {", "orders: {fields: {customer_id: user.unique_id}, ").replace(
        "erase: delete}\n", "erase: unlink}\n", 1
    )
    with Engine(bench.map(masking), key=KEY) as engine, pytest.raises(PlanChangedError, match="not what was approved"):
        engine.erase([ANNA], approved=approved)
    assert [len(bench.rows(name)) for name in ROWS] == [2, 2]


def test_a_plan_that_can_no_longer_be_carried_out_stops_before_anything(bench: Bench[SQLStand]) -> None:
    with bench.engine(TABLES, ROWS, MAP) as engine:
        approved = approval(engine)
        bench.stand.add_table(table("visits", "id integer key; customer_id integer null -> customers.id"))
        with pytest.raises(PlanError, match=r"visits\.customer_id points at them"):
            engine.erase([ANNA], approved=approved)
    assert [len(bench.rows(name)) for name in ROWS] == [2, 2]
