"""What every store promises, as functions that a store's own tests run.

    from pellucid.engine.testing import EVERY_STORE, Bench

    @pytest.mark.parametrize("promise", EVERY_STORE, ids=named)
    def test_store(promise, stand):      # a fresh `Stand` for each test
        promise(Bench(stand))

Each raises AssertionError where the store breaks its promise. `EVERY_STORE` is for all; `DATABASES` for those with
triggers and locks (they take a `DatabaseStand`); `SERVERS` for those that a connection is kept to.
"""

from pellucid.engine.testing.bench import Bench
from pellucid.engine.testing.promises import DATABASES, EVERY_STORE, SERVERS, Promise, named
from pellucid.engine.testing.sql_stand import SQLStand
from pellucid.engine.testing.stand import DatabaseStand, MemoryStand, Stand

__all__ = [
    "DATABASES",
    "EVERY_STORE",
    "SERVERS",
    "Bench",
    "DatabaseStand",
    "MemoryStand",
    "Promise",
    "SQLStand",
    "Stand",
    "named",
]
