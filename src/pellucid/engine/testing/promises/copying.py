"""Access: who gets which rows, and nobody another's."""

from __future__ import annotations

from pellucid.engine.planning.plan import Right
from pellucid.engine.stores.base import Mode, Roots
from pellucid.engine.testing.bench import STORE, Bench, Filling, copies, same
from pellucid.engine.testing.stand import Stand

_TABLES = """
customers: id integer key; email string 200 unique; name string 100 null
orders: id integer key; customer_id integer null -> customers.id; note string null
lines: order_id integer key -> orders.id; no integer key; gift string null
"""
_MAP = """
  customers: {person: customer, identities: {user_id: id, email: email}, erase: delete, fields: {name: user.name}}
  orders: {owns: {customer: customers, by: {customer_id: id}}, erase: delete, fields: {note: user.content}}
  lines: {owns: {customer: orders, by: {order_id: id}}, erase: delete, fields: {gift: user.content, no: none}}
"""
_ROWS: Filling = {
    "customers": [(1, "anna@x.org", "Anna"), (2, "ben@x.org", "Ben"), (3, "cleo@x.org", None)],
    "orders": [(10, 1, "a"), (11, 2, "b"), (12, 1, None), (13, None, "nobody's")],
    "lines": [(10, 1, "x"), (10, 2, "y"), (11, 1, "z"), (13, 1, "nobody's")],
}


def each_person_gets_their_own_rows(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        ben, anna, cleo = copies(engine, {"email": "ben@x.org"}, {"user_id": "1"}, {"user_id": "3"})
    same(anna.rows("customers"), [{"name": "Anna"}])
    same(anna.rows("orders"), [{"note": "a"}, {"note": None}])
    same(anna.rows("lines"), [{"gift": "x"}, {"gift": "y"}])
    same((ben.rows("orders"), ben.rows("lines")), ([{"note": "b"}], [{"gift": "z"}]))
    same((cleo.rows("customers"), cleo.rows("orders"), cleo.rows("lines")), ([{"name": None}], [], []))


def nobody_known_is_nobody_found(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        run = engine.erase([{"email": "nobody@x.org"}])
    same((run.known, run.rows(), run.outcome(0).known), (frozenset(), (0, 0), False))
    same(len(bench.rows("customers")), 3)


def rows_come_person_by_person_in_the_order_of_their_key(bench: Bench[Stand]) -> None:
    rows: Filling = {
        "customers": [(at, f"{at}@x.org", f"Name {at}") for at in (3, 1, 2)],
        "orders": [(at, 1 + at % 3, str(at)) for at in reversed(range(3, 9))],
        "lines": [],
    }
    with bench.engine(_TABLES, rows, _MAP) as engine:
        (part,) = engine.plan(Right.ACCESS).parts
        step = next(step for step in part.steps if step.collection == "orders")
        with engine.store(STORE).open(Mode.SCRATCH) as session:
            session.begin(part, Roots(2, {"customers": [(0, (3,)), (1, (1,))]}))
            found = list(session.find(step))
    same(found, [(0, ("5",)), (0, ("8",)), (1, ("3",)), (1, ("6",))])


def many_rows_arrive_whole(bench: Bench[Stand]) -> None:
    rows: Filling = {
        "customers": _ROWS["customers"],
        "orders": [(at, 1 + at % 2, str(at)) for at in range(4_001)],
        "lines": [],
    }
    with bench.engine(_TABLES, rows, _MAP) as engine:
        anna, ben = copies(engine, {"user_id": "1"}, {"user_id": "2"})
    same([row["note"] for row in anna.rows("orders")], [str(at) for at in range(0, 4_001, 2)])
    same([row["note"] for row in ben.rows("orders")], [str(at) for at in range(1, 4_001, 2)])


def very_many_persons_are_found_at_once(bench: Bench[Stand]) -> None:
    rows: Filling = {
        "customers": [(at, f"{at}@x.org", f"Name {at}") for at in range(1_500)],
        "orders": [(at, at, str(at)) for at in range(0, 1_500, 3)],
        "lines": [],
    }
    with bench.engine(_TABLES, rows, _MAP) as engine:
        found = copies(engine, *({"email": f"{at}@x.org"} for at in range(1_200)))
        run = engine.erase([{"user_id": str(at)} for at in range(1_200)])
    same([one.rows("orders") for one in found[:4]], [[{"note": "0"}], [], [], [{"note": "3"}]])
    same(run.rows(), (1_600, 1_600))
    same((len(bench.rows("customers")), len(bench.rows("orders"))), (300, 100))


def what_is_counted_is_what_then_changes(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        (part,) = engine.plan(Right.ERASURE).parts
        with engine.store(STORE).open(Mode.WRITE) as session:
            session.begin(part, Roots(2, {"customers": [(0, (1,)), (1, (3,))]}))
            counted = session.count(part.steps)
            same(session.apply(part.steps, None), counted)
    found = {step.collection: one.found for step, one in zip(part.steps, counted, strict=True)}
    same(found, {"customers": {0: 1, 1: 1}, "orders": {0: 2}, "lines": {0: 2}})
    same([one.changed for one in counted], [one.found for one in counted])
