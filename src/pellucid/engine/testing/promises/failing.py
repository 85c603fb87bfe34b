"""Whatever goes wrong, nothing is half done and no value is told."""

from __future__ import annotations

from pellucid.engine.errors import StoreError
from pellucid.engine.planning.plan import Right
from pellucid.engine.stores.base import Mode, Roots
from pellucid.engine.testing.bench import STORE, Bench, Filling, refused, same
from pellucid.engine.testing.stand import Stand

_TABLES = """
customers: id integer key; email string 200 unique; name string 100 null
orders: id integer key; customer_id integer null -> customers.id; note string null
"""
_MAP = """
  customers:
    person: customer
    identities: {user_id: id}
    erase: delete
    fields: {name: user.name, email: user.contact.email}
  orders: {owns: {customer: customers, by: {customer_id: id}}, erase: delete, fields: {note: user.content}}
"""
_ROWS: Filling = {
    "customers": [(1, "anna@x.org", "Anna"), (2, "ben@x.org", "Ben")],
    "orders": [(1, 1, "a"), (2, 2, "b")],
}


def an_error_in_the_middle_leaves_nothing_changed(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        given = {"orders.note": "new", "customers.name": "Anne", "customers.email": "ben@x.org"}
        with refused(StoreError, hides="ben@x.org"):
            engine.rectify([{"user_id": "1"}], given)
        same((bench.column("orders", "note"), bench.column("customers", "name")), (["a", "b"], ["Anna", "Ben"]))
        same(engine.rectify([{"user_id": "1"}], {**given, "customers.email": "anne@x.org"}).rows()[1], 2)
    same(bench.column("orders", "note"), ["new", "b"])


def what_is_not_committed_never_was(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        (part,) = engine.plan(Right.ERASURE).parts
        with engine.store(STORE).open(Mode.WRITE) as session:
            session.begin(part, Roots(1, {"customers": [(0, (1,))]}))
            session.apply(part.steps, None)
        same([len(bench.rows(name)) for name in _ROWS], [2, 2])
        with engine.store(STORE).open(Mode.WRITE) as session:
            session.begin(part, Roots(1, {"customers": [(0, (1,))]}))
            session.apply(part.steps, None)
            session.commit()
    same([len(bench.rows(name)) for name in _ROWS], [1, 1])


def a_session_for_reading_changes_nothing(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        (part,) = engine.plan(Right.ERASURE).parts
        for mode in (Mode.READ, Mode.SCRATCH):
            with engine.store(STORE).open(mode) as session, refused(StoreError):
                session.begin(part, Roots(1, {"customers": [(0, (1,))]}))
                session.apply(part.steps, None)
                session.commit()
    same([len(bench.rows(name)) for name in _ROWS], [2, 2])


def a_step_of_another_plan_is_refused(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        (erasure,) = engine.plan(Right.ERASURE).parts
        (access,) = engine.plan(Right.ACCESS).parts
        with engine.store(STORE).open(Mode.WRITE) as session:
            with refused(StoreError):
                session.count(erasure.steps)
            session.begin(access, Roots(1, {"customers": [(0, (1,))]}))
            with refused(StoreError):
                session.apply(erasure.steps, None)
    same(len(bench.rows("customers")), 2)


def other_connections_see_only_what_is_committed(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        (part,) = engine.plan(Right.ERASURE).parts
        (reads,) = engine.plan(Right.ACCESS).parts
        roots = Roots(1, {"customers": [(0, (1,))]})
        step = next(step for step in reads.steps if step.collection == "orders")
        with engine.store(STORE).open(Mode.WRITE) as writing:
            writing.begin(part, roots)
            writing.apply(part.steps, None)
            with engine.store(STORE).open(Mode.SCRATCH) as reading:
                reading.begin(reads, roots)
                same(list(reading.find(step)), [(0, ("a",))])
            writing.commit()
        with engine.store(STORE).open(Mode.SCRATCH) as reading:
            reading.begin(reads, roots)
            same(list(reading.find(step)), [])
