"""Which rows an undo restores: those that are as the erasure left them; the others it names, without their values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from undo_stands import UndoStand, undo_stand

from pellucid.engine.errors import PlanError, UndoError
from pellucid.engine.proving.undoing import undo

MAP = """
  customers:
    person: customer
    identities: {user_id: id}
    refers: {customer: customers, by: {referred_by: id}}
    erase: delete
    fields: {email: user.contact.email, name: user.name}
  orders:
    owns:
      - {customer: customers, by: {customer_id: id}}
      - {customer: orders, by: {before: id}}
    erase: delete
    fields: {note: user.content}
  invoices:
    owns: {customer: customers, by: {customer_id: id}}
    erase: {keep: always, because: Tax law asks us to keep invoices., unlink: true}
    fields: {name: {is: user.name, erase: "null"}}
  messages:
    shares:
      - {customer: customers, by: {sender: id}, mask: [sender_name]}
      - {customer: customers, by: {recipient: id}, mask: [recipient_name]}
    erase: delete
    fields:
      sender_name: user.name
      recipient_name: user.name
      body: {is: user.content, erase: {redact: [user.name]}}
  tickets:
    owns: {customer: customers, by: {customer_id: id}}
    erase: mask
    fields: {customer_id: none, body: user.content}
    effects: {remember: {does: Writes the old body to history., writes: [history]}}
  history:
    owns: {customer: customers, by: {customer_id: id}}
    erase: delete
    fields: {body: user.content}
"""
TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(80) UNIQUE, name VARCHAR(80),
    referred_by INTEGER REFERENCES customers (id));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
    before INTEGER NOT NULL REFERENCES orders (id), note VARCHAR(80));
CREATE TABLE invoices (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), name VARCHAR(80));
CREATE TABLE messages (id INTEGER PRIMARY KEY, sender INTEGER REFERENCES customers (id),
    recipient INTEGER REFERENCES customers (id), sender_name VARCHAR(80), recipient_name VARCHAR(80), body VARCHAR(80));
CREATE TABLE tickets (id INTEGER PRIMARY KEY, customer_id INTEGER, body VARCHAR(80));
INSERT INTO customers VALUES (1, 'ann@x.org', 'Ann', NULL), (2, 'bob@x.org', 'Bob', 1), (3, 'cy@x.org', 'Cy', 2);
INSERT INTO orders VALUES (1, 1, 1, 'first'), (2, 1, 1, 'second'), (3, 2, 3, 'other');
INSERT INTO invoices VALUES (1, 1, 'Ann'), (2, 2, 'Bob');
INSERT INTO messages VALUES (1, 1, 2, 'Ann', 'Bob', 'Dear Bob, Ann'), (2, 1, 3, 'Ann', 'Cy', 'Hi Cy, Ann');
INSERT INTO tickets VALUES (1, 1, 'Help'), (2, 2, 'More help');
"""
SQLITE = """
CREATE TABLE history (id INTEGER PRIMARY KEY, customer_id INTEGER, body VARCHAR(80));
INSERT INTO history VALUES (7, 1, 'Helo'), (8, 2, 'More');
"""
TRIGGER = """CREATE TRIGGER remember AFTER UPDATE ON tickets BEGIN
    INSERT INTO history (customer_id, body) VALUES (OLD.customer_id, OLD.body); END"""
POSTGRESQL = """
CREATE TABLE history (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id INTEGER, body VARCHAR(80));
INSERT INTO history OVERRIDING SYSTEM VALUE VALUES (7, 1, 'Helo'), (8, 2, 'More');
"""
FUNCTION = """CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO history (customer_id, body) VALUES (OLD.customer_id, OLD.body); RETURN NEW; END $$"""


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[UndoStand]:
    url: str = request.getfixturevalue(f"{request.param}_url")
    if request.param == "sqlite":
        made = [*_statements(SQLITE), TRIGGER]
    else:
        made = [*_statements(POSTGRESQL), FUNCTION]
        made.append("CREATE TRIGGER remember AFTER UPDATE ON tickets FOR EACH ROW EXECUTE FUNCTION remember()")
    with undo_stand(url, tmp_path, MAP, *_statements(TABLES), *made) as found:
        yield found


def test_rows_that_point_at_each_other_and_rows_of_triggers(shop: UndoStand) -> None:
    before = shop.rows()
    run = shop.erase(1, 2)
    assert shop.rows()["orders"] == shop.rows()["history"] == []
    undo(shop.engine, shop.home, run.run, run.all)
    assert shop.rows() == before


def test_rows_that_a_trigger_wrote_for_others_meanwhile_stay(shop: UndoStand) -> None:
    run = shop.erase(1)
    shop.run("UPDATE tickets SET body = 'Thanks' WHERE id = 2")
    meanwhile = shop.rows()["history"]
    undo(shop.engine, shop.home, run.run, run.all)
    assert [row for row in shop.rows()["history"] if "Helo" not in row] == meanwhile
    assert len(shop.rows()["history"]) == 3


def test_what_changed_since_is_named_and_nothing_is_changed(shop: UndoStand) -> None:
    run = shop.erase(1)
    shop.run("UPDATE invoices SET name = 'Somebody' WHERE id = 1", "DELETE FROM tickets WHERE id = 1")
    before = shop.rows()
    with pytest.raises(UndoError) as caught:
        undo(shop.engine, shop.home, run.run, run.all)
    told = {problem.where: problem.wrong for problem in caught.value.problems}
    assert told == {
        "shop.invoices": "1 rows have changed since the erasure",
        "shop.tickets": "1 rows are not there any more",
    }
    assert "Somebody" not in str(caught.value)
    assert shop.rows() == before


def test_the_rest_is_restored_on_request(shop: UndoStand) -> None:
    before = shop.rows()
    run = shop.erase(1)
    shop.run("UPDATE invoices SET name = 'Somebody' WHERE id = 1")
    undone = undo(shop.engine, shop.home, run.run, run.all, rest=True)
    assert undone.left == {("shop.invoices", "rows have changed since the erasure"): 1}
    after = shop.rows()
    assert "Somebody" in after.pop("invoices")[0]
    assert after == {name: rows for name, rows in before.items() if name != "invoices"}


def test_a_key_or_a_unique_value_that_somebody_has_taken_is_in_the_way(shop: UndoStand) -> None:
    """And so the rows that point at a row that does not come back."""
    run = shop.erase(1)
    shop.run("INSERT INTO customers VALUES (9, 'ann@x.org', 'Ann again', NULL)")
    before = shop.rows()
    with pytest.raises(UndoError) as caught:
        undo(shop.engine, shop.home, run.run, run.all)
    assert "shop.customers" in {problem.where for problem in caught.value.problems}
    assert shop.rows() == before
    undone = undo(shop.engine, shop.home, run.run, run.all, rest=True)
    unfit = "rows point at what is gone, or have a value that another row has now"
    places = {"customers": 2, "orders": 2, "invoices": 1, "messages": 2}
    assert undone.left == {(f"shop.{name}", unfit): rows for name, rows in places.items()}
    assert any("Helo" in row for row in shop.rows()["history"])


def test_a_shared_row_returns_with_the_last_of_its_persons(shop: UndoStand) -> None:
    before = shop.rows()
    run = shop.erase(1, 2)
    with pytest.raises(UndoError, match="not everything") as caught:
        undo(shop.engine, shop.home, run.run, {0: run.codes[0]})
    told = [problem.wrong for problem in caught.value.problems if problem.where == "shop.messages"]
    assert told == ["1 rows belong to somebody else too who is still erased"]
    first = undo(shop.engine, shop.home, run.run, {0: run.codes[0]}, rest=True)
    assert len(shop.rows()["messages"]) == 1
    assert first.left == {
        ("shop.messages", "rows belong to somebody else too who is still erased"): 1,
        ("shop.customers", "rows are not there any more"): 1,
    }
    second = undo(shop.engine, shop.home, run.run, {1: run.codes[1]})
    assert not second.left
    assert shop.rows() == before


def test_very_many_rows_that_point_at_each_other(shop: UndoStand) -> None:
    """More than a page of them, each at one of another page."""
    rows = ", ".join(f"({at}, 1, {at}, 'of many')" for at in range(1_000, 5_000))
    shop.run(f"INSERT INTO orders VALUES {rows}", "UPDATE orders SET before = 5999 - id WHERE id >= 1000")
    before = shop.rows()
    run = shop.erase(1)
    undone = undo(shop.engine, shop.home, run.run, run.all)
    assert undone.rows["shop.orders"] == 4_002
    assert shop.rows() == before


TABLE = "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(80))"
PEOPLE = """
  people:
    person: customer
    identities: {user_id: id}
    erase: delete
    fields: {name: user.name}
"""


@pytest.mark.parametrize(
    ("collections", "statement", "words"),
    [
        ("  notes: {owns: {customer: people, by: {of: id}}, erase: delete, fields: {text: user.content}}",
         "CREATE TABLE notes (of INTEGER, text VARCHAR(80))", "has no primary key"),
        ("  notes: {owns: {customer: people, by: {of: id}}, erase: mask, "
         "fields: {text: {is: user.content, erase: hash}}}",
         "CREATE TABLE notes (of INTEGER, text VARCHAR(80) PRIMARY KEY)", "is what its rows are found by"),
        ("    effects: {cascade to notes: {does: Deletes their notes.}}",
         "CREATE TABLE notes (id INTEGER PRIMARY KEY, of INTEGER REFERENCES people ON DELETE CASCADE)",
         "change by ON DELETE CASCADE"),
    ],
)  # fmt: skip
def test_what_could_not_be_brought_back_is_not_erased(
    collections: str, statement: str, words: str, sqlite_url: str, tmp_path: Path
) -> None:
    filled = "INSERT INTO people VALUES (1, 'Ann')"
    with undo_stand(sqlite_url, tmp_path, PEOPLE + collections, TABLE, statement, filled) as stand:
        before = stand.rows()
        with pytest.raises(PlanError, match="could not be brought back") as caught:
            stand.erase(1)
        assert words in str(caught.value)
        assert stand.rows() == before
