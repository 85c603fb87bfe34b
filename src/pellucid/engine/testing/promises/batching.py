"""Very many rows go in batches, which come to the same."""

from __future__ import annotations

from pellucid.engine.planning.plan import Right
from pellucid.engine.stores.base import Mode, Roots
from pellucid.engine.testing.bench import STORE, Bench, Filling, same
from pellucid.engine.testing.stand import Stand

_TABLES = """
customers: id integer key; email string 200 unique
orders: id integer key; customer_id integer null -> customers.id; note string null; name string 100 null
lines: id integer key; order_id integer null -> orders.id
"""
_MAP = """limits: {batch_above: 3, rows_per_second: 10000}
collections:
  customers: {person: customer, identities: {user_id: id, email: email}, erase: delete}
  orders:
    owns: {customer: customers, by: {customer_id: id}}
    erase: unlink
    fields: {note: {is: user.content, erase: "null"}, name: {is: user.name, erase: pseudonym}}
  lines: {owns: {customer: orders, by: {order_id: id}}, erase: delete}
"""
_ROWS: Filling = {
    "customers": [(at, f"{at}@x.org") for at in range(1, 4)],
    "orders": [(at, 1 + at % 3, "note", f"Name {at}") for at in range(30)],
    "lines": [(at, at % 30) for at in range(90)],
}


def batches_come_to_the_same_as_one_transaction(bench: Bench[Stand]) -> None:
    people = [{"user_id": "1"}, {"user_id": "2"}]
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        run = engine.erase(people)
        found = {(step.collection, step.action.value): sum(c.found.values()) for step, c in run.counts}
        same(found[("lines", "DELETE")], 60)
        same(run.rows()[1], 2 + 20 + 20 + 60)
        same(engine.erase(people).rows(), (0, 0))
    same(len(bench.rows("lines")), 30)
    orders = bench.rows("orders")
    same({(row["customer_id"], row["note"]) for row in orders}, {(None, None), (3, "note")})
    same(sum(1 for row in orders if str(row["name"]).startswith("Person ")), 20)


def a_batch_takes_no_more_than_it_may_and_goes_on(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        (part,) = engine.plan(Right.ERASURE).parts
        roots = Roots(1, {"customers": [(0, (1,))]})
        for action, collection in (("DELETE", "lines"), ("MASK", "orders")):
            step = next(s for s in part.steps if (s.action.value, s.collection) == (action, collection))
            handled = []
            with engine.store(STORE).open(Mode.WRITE) as session:
                session.begin(part, roots)
                while rows := session.batch(step, 4):
                    handled.append(rows)
                    session.commit()
            same((sum(handled), max(handled) <= 4), (30 if collection == "lines" else 10, True))
    same(len(bench.rows("lines")), 60)


def too_many_rows_for_one_transaction_change_nothing(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        (part,) = engine.plan(Right.ERASURE).parts
        with engine.store(STORE).open(Mode.WRITE) as session:
            session.begin(part, Roots(1, {"customers": [(0, (1,))]}))
            same(session.apply(part.steps, 5), None)
            session.commit()
    same([len(bench.rows(name)) for name in _ROWS], [3, 30, 90])
