"""The ledger can be verified, its head published, and its key replaced."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable

import pytest
from cli_shop import Ended, Shop

Pellucid = Callable[..., Ended]
LEDGER = "home/ledger"


@pytest.fixture(autouse=True)
def _two_erasures(shop: Shop, pellucid: Pellucid) -> None:
    for name in ("ada", "bob"):
        given = ("--identity", f"email={name}@example.org", "--yes", "--receipt", f"{name}.json")
        assert pellucid("erase", "--map", shop.map, *given).code == 0


def test_a_whole_ledger_is_verified_and_a_rollback_not_excluded(pellucid: Pellucid) -> None:
    ended = pellucid("ledger", "verify")
    assert (ended.code, ended.err) == (0, "")
    assert "2 entries" in ended.out
    assert "That it was not rolled back" in ended.out


def test_it_is_compared_with_what_was_kept_of_it(shop: Shop, pellucid: Pellucid) -> None:
    (shop.folder / "head.json").write_text(pellucid("ledger", "head").out)
    ended = pellucid("ledger", "verify", "--against", "head.json", "--against", "ada.json")
    assert (ended.code, "It still begins with all that you have seen of it" in ended.out) == (0, True)


def test_an_altered_entry_shows(shop: Shop, pellucid: Pellucid) -> None:
    entries = shop.folder / LEDGER / "entries.jsonl"
    entries.write_text(entries.read_text().replace("gdpr.17", "gdpr.15", 1))
    ended = pellucid("ledger", "verify", "--json")
    report = json.loads(ended.out)
    assert (ended.code, report["ok"], report["proven"]) == (1, False, [])
    assert any("some were altered" in problem for problem in report["problems"])


def test_an_older_copy_put_in_its_place_shows_against_a_receipt(shop: Shop, pellucid: Pellucid) -> None:
    shutil.copytree(shop.folder / LEDGER, shop.folder / "older")
    given = ("--identity", "phone=222", "--identity", "email=o'neil", "--yes", "--receipt", "new.json")
    pellucid("erase", "--map", shop.map, *given)
    assert pellucid("ledger", "verify", "older").code == 0
    ended = pellucid("ledger", "verify", "older", "--against", "new.json")
    assert (ended.code, "Entries are missing" in ended.out) == (1, True)


def test_a_new_key_signs_and_what_the_old_one_signed_stays_valid(pellucid: Pellucid) -> None:
    old = pellucid("ledger", "key").out.strip()
    new = pellucid("ledger", "rotate").out.strip()
    assert new != old
    assert pellucid("ledger", "key").out.strip() == new
    assert pellucid("verify", "ada.json", "--key", old).code == 0
    assert pellucid("ledger", "verify", "--key", old).code == pellucid("ledger", "verify", "--against", "ada.json").code


@pytest.mark.parametrize("command", [["verify"], ["head"], ["key"], ["rotate"]])
def test_where_there_is_none_it_is_said_and_none_is_made(
    shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("PELLUCID_HOME", str(shop.folder / "empty"))
    ended = pellucid("ledger", *command)
    assert (ended.code, ended.out, "To mend it:" in ended.err) == (2, "", True)
    assert not list((shop.folder / "empty").rglob("*.jsonl"))


def test_what_is_no_head_is_refused(shop: Shop, pellucid: Pellucid) -> None:
    (shop.folder / "letter").write_text("A letter.\n")
    for given in ("letter", "none"):
        ended = pellucid("ledger", "verify", "--against", given)
        assert (ended.code, ended.out) == (2, "")
