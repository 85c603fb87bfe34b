"""Copies are read from the replica where the data map names one; changes go to the primary."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pellucid.engine.datamap.loading import load
from pellucid.engine.export.json_copy import JsonCopy
from pellucid.engine.export.model import About
from pellucid.engine.running.engine import Engine

MAP = """
pellucid: 1
persons: {customer: {identities: {email: unique}}}
store: shop
url: sqlite:///PRIMARY
replica: sqlite:///REPLICA
collections:
  customers:
    person: customer
    identities: {email: email}
    erase: delete
    fields: {email: user.contact.email, name: user.name}
"""
TABLE = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT UNIQUE, name TEXT);
INSERT INTO customers VALUES (1, 'ann@example.org', 'Ann');
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    primary, replica = tmp_path / "primary.db", tmp_path / "replica.db"
    with closing(sqlite3.connect(primary)) as database:
        database.executescript(TABLE)
    shutil.copy(primary, replica)
    with closing(sqlite3.connect(replica)) as database, database:
        database.execute("UPDATE customers SET name = 'Ann, as the replica knows her'")
    datamap = tmp_path / "map.yml"
    datamap.write_text(MAP.replace("PRIMARY", str(primary)).replace("REPLICA", str(replica)))
    with Engine(load(datamap), key=b"k" * 32) as engine:
        yield engine


def test_a_copy_comes_from_the_replica(engine: Engine) -> None:
    written = io.BytesIO()
    with JsonCopy(written, About("access", "customer", datetime.now(UTC))) as copy:
        engine.access([{"email": "ann@example.org"}], [copy])
    (section,) = json.loads(written.getvalue())["sections"]
    assert section["rows"] == [{"email": "ann@example.org", "name": "Ann, as the replica knows her"}]


def test_an_erasure_goes_to_the_primary(engine: Engine, tmp_path: Path) -> None:
    engine.erase([{"email": "ann@example.org"}])
    with closing(sqlite3.connect(tmp_path / "primary.db")) as database:
        assert database.execute("SELECT count(*) FROM customers").fetchone() == (0,)
    with closing(sqlite3.connect(tmp_path / "replica.db")) as database:
        assert database.execute("SELECT count(*) FROM customers").fetchone() == (1,)
