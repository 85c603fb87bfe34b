"""PostgreSQL keeps what every store promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stands import sql_stand

from pellucid.engine.testing import DATABASES, EVERY_STORE, SERVERS, Bench, Promise, SQLStand, named


@pytest.fixture
def stand(postgresql_url: str) -> Iterator[SQLStand]:
    with sql_stand(postgresql_url) as found:
        yield found


@pytest.mark.parametrize("promise", [*EVERY_STORE, *DATABASES, *SERVERS], ids=named)
def test_postgresql(promise: Promise, stand: SQLStand) -> None:
    promise(Bench(stand))
