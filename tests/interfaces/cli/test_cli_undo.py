"""An erasure is taken back by whoever holds its code, while its window is open, and by nobody else."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli_shop import Ended, Shop

Pellucid = Callable[..., Ended]
ADA = ("--identity", "email=ada@example.org")
CODE = re.compile(r"^  ((?:[0-9A-Z]{4}-){6}[0-9A-Z]{4})$", re.MULTILINE)


@pytest.fixture
def before(shop: Shop) -> list[str]:
    """The stores before anything was erased."""
    return shop.dump()


@pytest.fixture
def code(shop: Shop, pellucid: Pellucid, before: list[str]) -> str:
    """Of Ada, who was erased; her receipt is ada.json."""
    ended = pellucid("erase", "--map", shop.map, *ADA, "--yes", "--undo-days", "14", "--receipt", "ada.json")
    until = (datetime.now(UTC) + timedelta(days=14)).date().isoformat()
    assert ended.code == 0
    assert f"Erasure for 1 customer: all as planned, reversible until {until}." in ended.out
    found = CODE.findall(ended.out)
    assert len(found) == 1
    assert shop.dump() != before
    return str(found[0])


def test_who_holds_the_code_gets_everything_back(shop: Shop, pellucid: Pellucid, code: str, before: list[str]) -> None:
    assert "It can still be undone, with the undo code, until" in pellucid("verify", "ada.json").out
    ended = pellucid("undo", "ada.json", "--map", shop.map, "--code", code)
    assert (ended.code, ended.err) == (0, "")
    assert "Undone: what was erased is as it was before." in ended.out
    assert "Lovelace" not in ended.out
    assert shop.dump() == before
    again = pellucid("undo", "ada.json", "--map", shop.map, "--code", code)
    assert (again.code, "already undone" in again.err) == (2, True)
    assert pellucid("ledger", "verify").code == 0


def test_the_code_is_kept_nowhere(shop: Shop, code: str) -> None:
    files = [path for path in shop.folder.rglob("*") if path.is_file()]
    forms = (code.encode(), code.replace("-", "").encode())
    assert [path for path in files if any(form in path.read_bytes() for form in forms)] == []


def test_the_code_can_be_typed_where_no_shell_remembers_it(
    shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch, code: str, before: list[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(code.lower().replace("-", " ") + "\n"))
    assert pellucid("undo", "ada.json", "--map", shop.map, "--code", "-").code == 0
    assert shop.dump() == before


def test_each_of_many_has_a_code_of_their_own(shop: Shop, pellucid: Pellucid, before: list[str]) -> None:
    (shop.folder / "people.csv").write_text("email\nada@example.org\nnobody@example.org\nbob@example.org\n")
    many = ("erase", "--map", shop.map, "--identities", "people.csv", "--yes", "--undo-days", "1")
    report = json.loads(pellucid(*many, "--receipt", "receipts", "--json").out)
    codes = {one["number"]: one["undo_code"] for one in report["outcomes"] if one["known"]}
    assert sorted(codes) == [1, 3]
    assert pellucid("undo", "receipts/3.json", "--map", shop.map, "--code", codes[1]).code == 2
    assert [pellucid("undo", f"receipts/{n}.json", "--map", shop.map, "--code", codes[n]).code for n in (1, 3)] == [
        0,
        0,
    ]
    assert shop.dump() == before


def test_what_was_changed_since_is_left_unless_the_rest_is_wanted(shop: Shop, pellucid: Pellucid, code: str) -> None:
    with sqlite3.connect(shop.folder / "shop.db") as connection:
        connection.execute("UPDATE invoices SET billing_name = 'Another' WHERE id = 1")
    connection.close()
    erased = shop.dump()
    undo = ("undo", "ada.json", "--map", shop.map, "--code", code)
    refused = pellucid(*undo)
    assert (refused.code, refused.out) == (2, "")
    assert "shop.invoices" in refused.err
    assert shop.dump() == erased
    rest = pellucid(*undo, "--rest")
    assert (rest.code, "Undone in part." in rest.out, "shop.invoices" in rest.out) == (1, True, True)
    assert shop.rows("SELECT count(*) FROM orders WHERE customer_id = 1") == [(2,)]
    assert shop.rows("SELECT billing_name FROM invoices WHERE id = 1") == [("Another",)]


def test_after_the_window_nothing_comes_back(shop: Shop, pellucid: Pellucid, code: str) -> None:
    (record,) = (shop.folder / "home/undo").glob("*/run.json")
    ended = json.loads(record.read_text()) | {"expires": "2001-01-01T00:00:00+00:00"}
    record.write_text(json.dumps(ended))
    erased = shop.dump()
    undo = ("undo", "ada.json", "--map", shop.map, "--code", code)
    late = pellucid(*undo)
    assert (late.code, late.out, "ended on 2001-01-01" in late.err) == (2, "", True)
    assert "1 erasure can no longer be undone. The ledger says so." in pellucid("tidy").out
    assert "undo.end" in Path("home/ledger/entries.jsonl").read_text()
    assert shop.files("home/undo") == []
    assert pellucid("tidy").out == "Nothing has expired.\n"
    assert pellucid(*undo).code == 2
    assert shop.dump() == erased


def test_the_wrong_code_opens_nothing(shop: Shop, pellucid: Pellucid, code: str) -> None:
    erased = shop.dump()
    for wrong in (code[:-1] + ("0" if code[-1] != "0" else "1"), "", "ada"):
        ended = pellucid("undo", "ada.json", "--map", shop.map, "--code", wrong)
        assert (ended.code, "not the one of this person" in ended.err, code in ended.err) == (2, True, False)
    assert shop.dump() == erased


@pytest.mark.parametrize(
    ("receipt", "wrong"),
    [
        ("ada.json", "nothing is kept to undo this run with"),
        ("foreign.json", "this installation has not given that receipt"),
        ("letter.json", "not JSON"),
        ("none.json", "cannot be read"),
        ("long.json", "larger than"),
    ],
)
def test_what_cannot_be_undone_is_said_and_nothing_is_changed(
    shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch, receipt: str, wrong: str
) -> None:
    erase = ("erase", "--map", shop.map, "--yes")
    assert pellucid(*erase, *ADA, "--receipt", "ada.json").code == 0
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("PELLUCID_HOME", str(shop.folder / "elsewhere"))
        pellucid(*erase, "--identity", "email=bob@example.org", "--receipt", "foreign.json")
    (shop.folder / "letter.json").write_text("A letter.\n")
    with (shop.folder / "long.json").open("wb") as file:
        file.truncate(2**30)
    before = shop.dump()
    ended = pellucid("undo", receipt, "--map", shop.map, "--code", "7GZK-0000")
    assert (ended.code, ended.out, wrong in ended.err) == (2, "", True)
    assert shop.dump() == before
