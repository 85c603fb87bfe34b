"""A stand for each store of our own, on the databases of tests/conftest.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pellucid.engine.testing import SQLStand


@contextmanager
def sql_stand(url: str) -> Iterator[SQLStand]:
    stand = SQLStand(url)
    try:
        yield stand
    finally:
        stand.close()
