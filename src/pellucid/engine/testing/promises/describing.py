"""The live schema, told in words common to all stores, and a sign that changes with it."""

from __future__ import annotations

from pellucid.engine.schema import Table
from pellucid.engine.stores.base import Mode, Store
from pellucid.engine.testing.bench import STORE, Bench, same
from pellucid.engine.testing.stand import Stand
from pellucid.engine.testing.tables import schema, table

_TABLES = """
customers: id integer key; email string 200 unique; name string 100 null
kinds: id integer key; b boolean null; t string null; n decimal null; d date null; at datetime null; h time null; j json
orders: id integer key; customer_id integer -> customers.id
parts: order_id integer key -> orders.id; no integer key; data bytes null; u uuid null
notes: id integer key; a integer null; b integer null; (a, b) -> parts(order_id, no)
"""
_MAP = """
  customers: {person: customer, identities: {user_id: id}, erase: delete, fields: {name: user.name}}
"""


def columns_keys_and_foreign_keys_are_described(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, {}, _MAP) as engine:
        live = engine.store(STORE).describe()
    for name, wanted in schema(_TABLES).tables.items():
        same(_told(live.tables[name]), _told(wanted))
    same([live.tables["customers"].columns[name].length for name in ("email", "name")], [200, 100])


def a_new_column_changes_the_fingerprint(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, {}, _MAP) as engine:
        before = fingerprint(engine.store(STORE))
        same(fingerprint(engine.store(STORE)), before)
        bench.stand.add_column("customers", table("t", "more integer null").columns["more"])
        same(fingerprint(engine.store(STORE)) == before, False)


def a_new_foreign_key_at_a_touched_table_changes_the_fingerprint(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, {}, _MAP) as engine:
        before = fingerprint(engine.store(STORE))
        bench.stand.add_table(table("visits", "id integer key; customer_id integer null -> customers.id"))
        same(fingerprint(engine.store(STORE)) == before, False)


def fingerprint(store: Store) -> str:
    with store.open(Mode.READ) as session:
        return session.fingerprint(["customers"])


def _told(found: Table) -> object:
    columns = {one.name: (one.kind, one.nullable, one.generated) for one in found.columns.values()}
    keys = sorted((key.columns, key.target, key.target_columns) for key in found.foreign_keys)
    return columns, found.primary_key, set(found.unique), keys, found.hidden, found.view
