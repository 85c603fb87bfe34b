"""Replay erases again whom a restored backup brings back, and nobody else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from swept_shop import KEY, Shop, shop

from pellucid.engine.datamap.loading import load
from pellucid.engine.errors import MapError
from pellucid.engine.proving.erasures import Likeness
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.replaying import InPart, Replayed, only, replay
from pellucid.engine.proving.tombstones import Tombstones
from pellucid.engine.running.engine import Engine
from pellucid.sealing.keys import Key

ERASED = datetime(2026, 1, 30, 9, tzinfo=UTC)
DAY = timedelta(days=1)
CRM = """
store: crm
url: {url}
collections:
  contacts:
    person: customer
    identities: {email: email}
    erase: delete
    fields: {email: user.contact.email}
"""
Rows = Mapping[str, list[tuple[object, ...]]]
ANNA = {"id": 17, "email": "anna@x.org", "name": "Anna"}
BOB = {"id": 18, "email": "bob@x.org", "name": "Bob"}


@dataclass
class Restored:
    """A shop whose rows can be put back as they were in a backup."""

    shop: Shop
    tombstones: Tombstones
    asked: list[Sequence[object]] = field(default_factory=list)

    def erase(self, *people: Mapping[str, str], at: datetime = ERASED) -> None:
        entries = self.tombstones.entries(self.shop.own_rows(*people), "run1")
        self.shop.engine.erase(list(people))
        self.tombstones.add(entries, at)

    def restore(self, rows: Rows) -> None:
        columns = {
            "customers": ("id", "email", "phone", "name"),
            "tickets": ("id", "email", "body"),
            "invoices": ("id", "customer_id", "bill_to", "note"),
        }
        for table, names in columns.items():
            self.shop.run(f"DELETE FROM {table}")
            if rows[table]:
                self.shop.insert(table, *(dict(zip(names, row, strict=True)) for row in rows[table]))

    def replay(self, backup_of: datetime = ERASED - DAY) -> Replayed:
        def erase(people: Sequence[Mapping[str, str | Sequence[str]]], *, person: str) -> object:
            self.asked.append(people)
            return self.shop.engine.erase(people, person=person)

        return replay(self.shop.engine, self.tombstones.read(), backup_of, erase)


@pytest.fixture(params=["sqlite", "postgresql"])
def restored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Restored]:
    tombstones = Tombstones(Home(tmp_path / "home"), Key(b"i" * 16, b"s" * 32), 60 * DAY)
    with shop(tmp_path, request.getfixturevalue(f"{request.param}_url")) as made:
        yield Restored(made, tombstones)


def test_the_erased_go_again_and_a_second_replay_changes_nothing(restored: Restored) -> None:
    restored.shop.insert("customers", ANNA, BOB)
    restored.shop.insert(
        "tickets", {"id": 1, "email": "anna@x.org", "body": "Help"}, {"id": 2, "email": "bob@x.org", "body": ""}
    )
    restored.shop.insert("invoices", {"id": 1, "customer_id": 17, "bill_to": None, "note": None})
    backup = restored.shop.tables()
    restored.erase({"email": "anna@x.org"})
    erased = restored.shop.tables()
    restored.restore(backup)
    assert restored.replay() == Replayed(rows=4, erased=1, unclear=0, left=())
    assert restored.shop.tables() == erased
    assert restored.replay() == Replayed(rows=3, erased=0, unclear=0, left=())
    assert restored.shop.tables() == erased
    assert len(restored.asked) == 1


def test_a_new_person_with_the_same_key_is_reported_and_not_touched(restored: Restored) -> None:
    restored.shop.insert("customers", ANNA)
    restored.erase({"email": "anna@x.org"})
    restored.shop.insert("customers", {**BOB, "id": 17})
    before = restored.shop.tables()
    assert restored.replay() == Replayed(1, 0, 0, (InPart("shop", "customers", Likeness.KEY, 1),))
    assert restored.shop.tables() == before


def test_the_same_address_under_another_key_is_reported_and_not_touched(restored: Restored) -> None:
    restored.shop.insert("customers", ANNA)
    restored.erase({"email": "anna@x.org"})
    restored.shop.insert("customers", {**ANNA, "id": 99})
    before = restored.shop.tables()
    assert restored.replay() == Replayed(1, 0, 0, (InPart("shop", "customers", Likeness.IDENTITY, 1),))
    assert restored.shop.tables() == before


@pytest.mark.parametrize("key", [17, 99])
def test_who_came_back_before_the_backup_was_made_stays(restored: Restored, key: int) -> None:
    restored.shop.insert("customers", ANNA)
    restored.erase({"email": "anna@x.org"})
    restored.shop.insert("customers", {**ANNA, "id": key})
    assert restored.replay(backup_of=ERASED + DAY) == Replayed(1, 0, 0, ())
    assert restored.shop.rows("customers", "id") == [(key,)]


def test_who_came_back_after_the_backup_was_made_is_left_to_a_human(restored: Restored) -> None:
    restored.shop.insert("customers", ANNA)
    backup = restored.shop.tables()
    restored.erase({"email": "anna@x.org"})
    restored.tombstones.returned("customer", {"email": ["anna@x.org"]}, ERASED + DAY)
    restored.restore(backup)
    assert restored.replay() == Replayed(1, 0, 0, (InPart("shop", "customers", Likeness.RETURNED, 1),))
    assert restored.shop.tables() == backup


def test_who_is_known_by_tickets_only_goes_again_too_with_all_of_them(restored: Restored) -> None:
    mine = {"email": "guest@x.org", "body": "Help"}
    restored.shop.insert("tickets", {"id": 1, **mine}, {"id": 2, **mine}, {"id": 3, "email": "bob@x.org", "body": "Hi"})
    backup = restored.shop.tables()
    restored.shop.run("DELETE FROM tickets WHERE id = 2")
    restored.erase({"email": "guest@x.org"})
    restored.restore(backup)
    assert restored.replay() == Replayed(rows=3, erased=1, unclear=0, left=())
    assert [row[2] for row in restored.shop.rows("tickets")] == [None, None, "Hi"]
    assert restored.replay().erased == 0


def test_all_rows_of_a_person_are_one_person(restored: Restored) -> None:
    restored.shop.insert("customers", ANNA)
    restored.shop.insert("tickets", {"id": 1, "email": "anna@x.org"}, {"id": 2, "email": "anna@x.org"})
    backup = restored.shop.tables()
    restored.erase({"email": "anna@x.org"})
    restored.restore(backup)
    assert restored.replay().erased == 1
    assert restored.asked == [[{"user_id": ["17"], "email": ["anna@x.org"]}]]


def test_one_of_whom_it_is_not_clear_who_is_meant_does_not_stop_the_others(restored: Restored) -> None:
    restored.shop.insert("customers", ANNA, BOB)
    backup = restored.shop.tables()
    restored.erase({"email": "anna@x.org"}, {"email": "bob@x.org"})
    restored.restore(backup)
    restored.shop.insert("customers", {**ANNA, "id": 99})
    left = (InPart("shop", "customers", Likeness.IDENTITY, 1), InPart("shop", "customers", Likeness.FULL, 1))
    found = restored.replay()
    assert (found.erased, found.unclear, set(found.left)) == (1, 1, set(left))
    assert restored.shop.rows("customers", "id") == [(17,), (99,)]


def test_no_value_is_in_what_it_says(restored: Restored) -> None:
    restored.shop.insert("customers", ANNA)
    restored.erase({"email": "anna@x.org"})
    restored.shop.insert("customers", {**ANNA, "id": 99})
    assert "anna" not in repr(restored.replay())


def test_what_was_put_into_a_store_that_was_not_restored_stays(restored: Restored, tmp_path: Path) -> None:
    crm = tmp_path / "crm.db"
    with closing(sqlite3.connect(crm)) as contacts:
        contacts.executescript("CREATE TABLE contacts (id INTEGER PRIMARY KEY, email TEXT)")
        contacts.execute("INSERT INTO contacts VALUES (1, 'anna@x.org')")
        contacts.commit()
        (tmp_path / "crm.yml").write_text(CRM.replace("{url}", f"sqlite:///{crm}"))
        (tmp_path / "map.yml").write_text((tmp_path / "map.yml").read_text() + "include: [crm.yml]\n")
        whole = load(tmp_path / "map.yml")
        restored.shop.insert("customers", ANNA)
        restored.erase({"email": "anna@x.org"})
        restored.shop.insert("customers", ANNA)
        with Engine(only(whole, "shop"), key=KEY) as engine:
            found = replay(engine, restored.tombstones.read(), ERASED - DAY, engine.erase)
        assert found == Replayed(rows=1, erased=1, unclear=0, left=())
        assert restored.shop.rows("customers") == []
        assert contacts.execute("SELECT email FROM contacts").fetchall() == [("anna@x.org",)]
    with pytest.raises(MapError, match="no store 'chop'"):
        only(whole, "chop")


def test_thousands_go_again(restored: Restored) -> None:
    people = [{"id": number, "email": f"p{number}@x.org", "name": "P"} for number in range(2_500)]
    restored.shop.insert("customers", *people)
    backup = restored.shop.tables()
    restored.erase(*({"email": str(one["email"])} for one in people[:2_200]))
    restored.restore(backup)
    assert restored.replay() == Replayed(rows=2_500, erased=2_200, unclear=0, left=())
    assert restored.shop.rows("customers", "count(*)") == [(300,)]
    assert [len(asked) for asked in restored.asked] == [1_000, 1_000, 200]
