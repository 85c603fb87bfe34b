"""The store in memory keeps what every store promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pellucid.engine.testing import EVERY_STORE, Bench, MemoryStand, Promise, named


@pytest.fixture
def stand() -> Iterator[MemoryStand]:
    found = MemoryStand()
    yield found
    found.drop()


@pytest.mark.parametrize("promise", EVERY_STORE, ids=named)
def test_memory(promise: Promise, stand: MemoryStand) -> None:
    promise(Bench(stand))
