"""What a database does by itself is seen, and refused until the map says it."""

from __future__ import annotations

from pellucid.engine.errors import PlanError, StoreBusyError
from pellucid.engine.planning.plan import Right
from pellucid.engine.running.engine import Engine
from pellucid.engine.testing.bench import KEY, STORE, Bench, Filling, refused, same
from pellucid.engine.testing.promises.describing import fingerprint
from pellucid.engine.testing.stand import DatabaseStand

_TABLES = """
customers: id integer key; email string 200 null; name string 100 null
audit: id integer key; name string 100 null
"""
_ROWS: Filling = {"customers": [(1, "anna@x.org", "Anna"), (2, "ben@x.org", "Ben")]}
_MAP = """limits: {lock_timeout: 1s}
collections:
  customers:
    person: customer
    identities: {user_id: id, email: email}
    erase: delete
    fields: {name: user.name}
"""
_AUDITED = """
    effects: {keep_old: {does: Writes the old row to audit., writes: [audit]}}
  audit: {owns: {customer: customers, by: {id: id}}, erase: delete, fields: {name: user.name}}
"""
_CASCADED = """
    effects: {cascade to children: {does: Removes what hangs on the customer.}}
"""


def an_undeclared_trigger_is_refused(bench: Bench[DatabaseStand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        before = fingerprint(engine.store(STORE))
        engine.plan(Right.ERASURE)
        bench.stand.add_trigger("customers")
        same(fingerprint(engine.store(STORE)) == before, False)
        with refused(PlanError):
            engine.erase([{"user_id": "1"}])
    same((len(bench.rows("customers")), bench.rows("audit")), (2, []))


def what_a_declared_trigger_writes_goes_too(bench: Bench[DatabaseStand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP):
        bench.stand.add_trigger("customers")
    with Engine(bench.map(_MAP + _AUDITED), key=KEY) as engine:
        engine.erase([{"user_id": "1"}])
    same((bench.column("customers", "id"), bench.rows("audit")), ([2], []))


def an_undeclared_cascade_is_refused(bench: Bench[DatabaseStand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        engine.plan(Right.ERASURE)
        bench.stand.cascading("children", "customer_id", "customers")
        bench.stand.insert("children", [{"id": 1, "customer_id": 1}, {"id": 2, "customer_id": 2}])
        with refused(PlanError):
            engine.erase([{"user_id": "1"}])
    same(len(bench.rows("children")), 2)
    with Engine(bench.map(_MAP + _CASCADED), key=KEY) as engine:
        engine.erase([{"user_id": "1"}])
    same(bench.column("children", "id"), [2])


def a_new_unique_index_changes_the_fingerprint(bench: Bench[DatabaseStand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        before = fingerprint(engine.store(STORE))
        bench.stand.add_unique("customers", "email")
        same(fingerprint(engine.store(STORE)) == before, False)
        same(frozenset({"email"}) in engine.store(STORE).describe().tables["customers"].unique, True)


def locked_rows_are_not_waited_for_too_long(bench: Bench[DatabaseStand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        engine.plan(Right.ERASURE)
        with bench.stand.locked("customers"), refused(StoreBusyError, hides="anna"):
            engine.erase([{"email": "anna@x.org"}])
        same(engine.erase([{"email": "anna@x.org"}]).rows(), (1, 1))
