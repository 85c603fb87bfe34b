"""A row that two people share: each sees their own side of it, and it goes with the last of them."""

from __future__ import annotations

import io
import json
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
store: s
url: sqlite:///{file}
collections:
  people:
    person: customer
    identities: {email: email}
    erase: delete
    fields: {email: user.contact.email, name: user.name}
  messages:
    shares:
      - {customer: people, by: {sender: id}, when: {kind: sent}, mask: [sender_name]}
      - {customer: people, by: {sender: id}, when: {kind: draft}, mask: [sender_name]}
      - {customer: people, by: {recipient: id}, mask: [recipient_name]}
    refers: {customer: people, by: {sender: id}}
    erase: delete
    fields:
      sender_name: user.name
      recipient_name: user.name
      body: {is: user.content, erase: {redact: [user.name]}}
"""

TABLES = """
CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, kind TEXT, sender INTEGER, recipient INTEGER REFERENCES people,
  sender_name TEXT, recipient_name TEXT, body TEXT
);
INSERT INTO people VALUES (1, 'ann@example.org', 'Ann'), (2, 'bob@example.org', 'Bob');
INSERT INTO messages VALUES (1, 'sent', 1, 2, 'Ann', 'Bob', 'Hello Bob, Ann'), (2, 'sent', 1, NULL, 'Ann', NULL, '');
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "s.db")) as connection:
        connection.executescript(TABLES)
        yield connection


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "map.yml").write_text(MAP.replace("{file}", str(tmp_path / "s.db")))
    with Engine(load(tmp_path / "map.yml"), key=b"k" * 32) as engine:
        yield engine


def test_it_stays_for_the_other_and_goes_with_the_last(engine: Engine, database: sqlite3.Connection) -> None:
    engine.erase([{"email": "ann@example.org"}])
    left = database.execute("SELECT * FROM messages").fetchall()
    assert left == [(1, "sent", None, 2, None, "Bob", "Hello Bob, [removed]")]
    engine.erase([{"email": "bob@example.org"}])
    assert database.execute("SELECT * FROM messages").fetchall() == []


@pytest.mark.usefixtures("database")
def test_a_person_sees_their_own_side_though_another_link_names_the_same_field(engine: Engine) -> None:
    file = io.BytesIO()
    with JsonCopy(file, About("access", "customer", datetime.now(UTC))) as copy:
        engine.access([{"email": "ann@example.org"}], [copy])
    sections = json.loads(file.getvalue())["sections"]
    rows = [row for section in sections if section["collection"] == "messages" for row in section["rows"]]
    assert [(row["sender_name"], "Bob" in row.values()) for row in rows] == [("Ann", False), ("Ann", False)]
