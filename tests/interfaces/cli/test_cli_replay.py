"""Who was erased is erased again from a restored backup, and nobody else."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cli_shop import Ended, Shop

Pellucid = Callable[..., Ended]
ADA = ("--identity", "email=ada@example.org")


@pytest.fixture
def backup_of(shop: Shop, pellucid: Pellucid) -> str:
    """When the backup began, from which the shop, where Ada was erased since, has been restored."""
    began = (datetime.now(UTC) - timedelta(seconds=2)).isoformat()
    shutil.copy(shop.folder / "shop.db", shop.folder / "backup.db")
    assert pellucid("erase", "--map", shop.map, *ADA, "--yes").code == 0
    shutil.copy(shop.folder / "backup.db", shop.folder / "shop.db")
    return began


def test_the_erased_go_again_and_others_stay(shop: Shop, pellucid: Pellucid, backup_of: str) -> None:
    given = ("replay", "--map", shop.map, "--store", "shop", "--backup-of", backup_of)
    ended = pellucid(*given)
    assert (ended.code, ended.err) == (0, "")
    assert "1 person erased again." in ended.out
    assert shop.rows("SELECT id FROM customers") == [(2,), (3,)]
    before = shop.dump()
    again = pellucid(*given, "--json")
    assert (again.code, json.loads(again.out)["erased"]) == (0, 0)
    assert shop.dump() == before
    assert len(shop.files("home/receipts")) == 2


def test_somebody_new_under_the_old_address_stays(shop: Shop, pellucid: Pellucid, backup_of: str) -> None:
    with sqlite3.connect(shop.folder / "shop.db") as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE customers SET id = 77 WHERE id = 1")
    connection.close()
    ended = pellucid("replay", "--map", shop.map, "--store", "shop", "--backup-of", backup_of)
    assert ended.code == 1
    assert "shop.customers: 1 row with the identity of an erased person, but another key. Have a look." in ended.out
    assert shop.rows("SELECT count(*) FROM customers") == [(3,)]


def test_a_backup_made_after_the_erasure_is_left_alone(shop: Shop, pellucid: Pellucid, backup_of: str) -> None:
    before = shop.dump()
    later = datetime.now(UTC).isoformat()
    ended = pellucid("replay", "--map", shop.map, "--store", "shop", "--backup-of", later)
    assert (ended.code, "0 persons erased again." in ended.out) == (0, True)
    assert shop.dump() == before
    assert backup_of < later


def test_a_backup_older_than_the_tombstones_is_not_called_done(shop: Shop, pellucid: Pellucid, backup_of: str) -> None:
    ended = pellucid("replay", "--map", shop.map, "--store", "shop", "--backup-of", "2001-01-01")
    assert (ended.code, "The backup is older than tombstones are kept" in ended.out) == (1, True)
    assert backup_of


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (("--store", "shop", "--backup-of", "last week"), "this is no date"),
        (("--store", "shop", "--backup-of", "2999-01-01"), "in the future"),
        (("--store", "shop", "--backup-of", "0001-01-01T00:00+14:00"), "this is no date"),
        (("--store", "stock", "--backup-of", "2026-01-01"), "no store 'stock'"),
        (("--backup-of", "2026-01-01"), "which of them were restored"),
    ],
)
@pytest.mark.usefixtures("backup_of")
def test_what_was_restored_and_of_when_must_be_clear(
    shop: Shop, pellucid: Pellucid, given: tuple[str, ...], wrong: str
) -> None:
    before = shop.dump()
    ended = pellucid("replay", "--map", shop.map, *given)
    assert (ended.code, ended.out, wrong in ended.err) == (2, "", True)
    assert shop.dump() == before


def test_where_no_tombstones_are_it_is_not_called_done(shop: Shop, pellucid: Pellucid) -> None:
    pellucid("erase", "--map", shop.map, *ADA, "--yes", "--backup-days", "0")
    ended = pellucid("replay", "--map", shop.map, "--store", "shop", "--backup-of", "2026-01-01")
    assert (ended.code, "no tombstones are here" in ended.err) == (2, True)


@pytest.mark.usefixtures("backup_of")
def test_tidying_keeps_what_is_still_needed(shop: Shop, pellucid: Pellucid) -> None:
    assert pellucid("tidy").code == 0
    assert shop.files("home/tombstones")
    old = shop.folder / "home/tombstones/2001-01-01.jsonl"
    old.write_text("")
    assert "1 file of expired tombstones removed." in pellucid("tidy").out
    assert not old.exists()
