"""A row that two people share goes with the last of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from pellucid.engine.datamap.loading import load
from pellucid.engine.running.engine import Engine

MAP = """
pellucid: 1
persons: {customer: {identities: {email: unique}}}
store: s
url: sqlite:///{file}
collections:
  people: {person: customer, identities: {email: email}, erase: delete, fields: {email: user.contact.email}}
  messages:
    shares:
      - {customer: people, by: {sender: id}}
      - {customer: people, by: {recipient: id}}
    erase: delete
    fields: {body: user.content}
"""

TABLES = """
CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, sender INTEGER REFERENCES people, recipient INTEGER REFERENCES people, body TEXT
);
INSERT INTO people VALUES (1, 'ann@example.org'), (2, 'bob@example.org');
INSERT INTO messages VALUES (1, 1, 2, 'from Ann to Bob'), (2, 1, NULL, 'from Ann to somebody who left');
"""


def test_it_stays_for_the_other_and_goes_with_the_last(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    (tmp_path / "map.yml").write_text(MAP.replace("{file}", str(file)))
    with closing(sqlite3.connect(file)) as database:
        database.executescript(TABLES)
        with Engine(load(tmp_path / "map.yml"), key=b"k" * 32) as engine:
            engine.erase([{"email": "ann@example.org"}])
            assert database.execute("SELECT * FROM messages").fetchall() == [(1, None, 2, "from Ann to Bob")]
            engine.erase([{"email": "bob@example.org"}])
            assert database.execute("SELECT * FROM messages").fetchall() == []
