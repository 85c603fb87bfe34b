"""SQLite keeps what every store promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stands import sql_stand

from pellucid.engine.testing import DATABASES, EVERY_STORE, Bench, Promise, SQLStand, named


@pytest.fixture
def stand(sqlite_url: str) -> Iterator[SQLStand]:
    with sql_stand(sqlite_url) as found:
        yield found


@pytest.mark.parametrize("promise", [*EVERY_STORE, *DATABASES], ids=named)
def test_sqlite(promise: Promise, stand: SQLStand) -> None:
    promise(Bench(stand))
