"""Connections break: nothing is half done, and the next run has a new one."""

from __future__ import annotations

from pellucid.engine.errors import StoreUnavailableError
from pellucid.engine.planning.plan import Right
from pellucid.engine.stores.base import Mode, Roots
from pellucid.engine.testing.bench import STORE, Bench, Filling, refused, same
from pellucid.engine.testing.stand import DatabaseStand

_TABLES = "customers: id integer key; email string 200 null"
_ROWS: Filling = {"customers": [(1, "anna@x.org"), (2, "ben@x.org")]}
_MAP = "  customers: {person: customer, identities: {user_id: id, email: email}, erase: delete}\n"


def a_connection_lost_in_mid_run_rolls_back(bench: Bench[DatabaseStand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        (part,) = engine.plan(Right.ERASURE).parts
        with engine.store(STORE).open(Mode.WRITE) as session, refused(StoreUnavailableError, hides="anna"):
            session.begin(part, Roots(1, {"customers": [(0, (1,))]}))
            session.apply(part.steps, None)
            bench.stand.disconnect()
            session.commit()
        same(len(bench.rows("customers")), 2)
        same(engine.erase([{"email": "anna@x.org"}]).rows(), (1, 1))


def a_connection_lost_while_idle_is_replaced(bench: Bench[DatabaseStand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        engine.plan(Right.ERASURE)
        bench.stand.disconnect()
        same(engine.erase([{"email": "anna@x.org"}]).rows(), (1, 1))
