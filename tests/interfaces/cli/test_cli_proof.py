"""An erasure gives receipts that anyone can verify, and says it where it is only partly done."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_shop import Ended, Shop

from pellucid.engine.proving import erasing
from pellucid.proofs.receipts import MOST_BYTES

Pellucid = Callable[..., Ended]
ADA = ("--identity", "email=ada@example.org")


@pytest.fixture
def receipt(shop: Shop, pellucid: Pellucid) -> Path:
    """Ada's, after she was erased."""
    assert pellucid("erase", "--map", shop.map, *ADA, "--yes", "--receipt", "ada.json").code == 0
    return shop.folder / "ada.json"


def test_a_receipt_says_what_was_done_and_names_nobody(receipt: Path, pellucid: Pellucid) -> None:
    assert stat.S_IMODE(receipt.stat().st_mode) == 0o600
    assert not {word for word in ("ada@example", "lovelace") if word in receipt.read_text().lower()}
    ended = pellucid("verify", str(receipt))
    assert (ended.code, ended.err) == (0, "")
    for sentence in (
        "The receipt: verified.",
        "What was asked: erasure (GDPR Art. 17).",
        "4 rows were erased in 3 places: crm.contacts (1), shop.orders (2) and shop.customers (1).",
        "1 row was masked in shop.invoices: billing_name.",
        "1 row was kept in shop.invoices until 10 years after issued_on: Tax law asks us to keep invoices.",
        "nothing was left that should be gone",
        "entry 1 of 1",
        "That the statement was true of the databases",
    ):
        assert sentence in ended.out


def test_a_receipt_can_be_verified_without_an_installation(
    receipt: Path, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("PELLUCID_KEY", "SHOP_URL", "CRM_URL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PELLUCID_HOME", str(tmp_path / "another"))
    report = json.loads(pellucid("verify", str(receipt), "--json").out)
    assert report["ok"]
    assert report["statement"]["right"] == "erasure"
    assert not (tmp_path / "another").exists()


def test_it_is_also_kept_where_the_installation_keeps_its_own(shop: Shop, pellucid: Pellucid) -> None:
    report = json.loads(pellucid("erase", "--map", shop.map, *ADA, "--yes", "--json").out)
    kept = Path(report["receipts"])
    assert (kept.parent, stat.S_IMODE(kept.stat().st_mode)) == (shop.folder / "home/receipts", 0o600)
    assert pellucid("verify", str(kept)).code == 0
    assert (report["resumed"], report["outcomes"][0]["partly"], report["outcomes"][0]["left"]) == (False, False, [])


def test_each_of_many_gets_a_receipt_of_their_own(shop: Shop, pellucid: Pellucid) -> None:
    (shop.folder / "people.csv").write_text("email\nada@example.org\nnobody@example.org\nbob@example.org\n")
    many = ("erase", "--map", shop.map, "--identities", "people.csv", "--yes")
    assert "The 3 receipts are in receipts, by person's number." in pellucid(*many, "--receipt", "receipts").out
    assert shop.files("receipts") == ["1.json", "2.json", "3.json"]
    found = [pellucid("verify", f"receipts/{number}.json") for number in (1, 2, 3)]
    assert [ended.code for ended in found] == [0, 0, 0]
    assert ["Nothing of the person was there." in ended.out for ended in found] == [False, True, False]


@pytest.mark.parametrize("place", ["taken.json", "no/such/folder.json"])
def test_nothing_is_erased_where_the_receipt_cannot_be_put(shop: Shop, pellucid: Pellucid, place: str) -> None:
    (shop.folder / "taken.json").write_text("kept")
    before = shop.dump()
    ended = pellucid("erase", "--map", shop.map, *ADA, "--yes", "--receipt", place)
    assert (ended.code, ended.out, place in ended.err) == (2, "", True)
    assert shop.dump() == before
    assert (shop.folder / "taken.json").read_text() == "kept"


def test_what_the_check_finds_makes_it_partly_done(
    shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch
) -> None:
    def commit(*given: object) -> None:
        committed(*given)
        with sqlite3.connect(shop.folder / "shop.db") as connection:
            connection.execute("INSERT INTO customers VALUES (1, 'ada@example.org', 'Ada', 0)")
        connection.close()

    committed = erasing.commit
    monkeypatch.setattr(erasing, "commit", commit)
    ended = pellucid("erase", "--map", shop.map, *ADA, "--yes", "--receipt", "ada.json")
    assert ended.code == 1
    assert "Erasure for 1 customer: partly done." in ended.out
    assert "Partly done: still in shop.customers: 1 row that should be gone." in ended.out
    assert "1 row that should be gone" in pellucid("verify", "ada.json").out


def test_an_interrupted_erasure_goes_on_and_says_so(
    shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erasing, "issue", stop)
        assert pellucid("erase", "--map", shop.map, *ADA, "--yes").code == 130
    ended = pellucid("erase", "--map", shop.map, *ADA, "--yes", "--receipt", "ada.json")
    assert ended.code == 0
    assert "An earlier run of the same erasure had been interrupted." in ended.out
    assert "shop.orders (2)" in pellucid("verify", "ada.json").out
    assert len(shop.files("home/receipts")) == 1


def test_a_sweep_finds_a_copy_that_the_map_does_not_know(shop: Shop, pellucid: Pellucid) -> None:
    with sqlite3.connect(shop.folder / "crm.db") as connection:
        connection.execute("CREATE TABLE scratch (id INTEGER PRIMARY KEY, note TEXT)")
        connection.execute("""INSERT INTO scratch VALUES (1, '{"to": "ADA@example.org"}')""")
    connection.close()
    swept = ("erase", "--map", shop.map, *ADA, "--yes", "--sweep")
    ended = pellucid(*swept, "--receipt", "partly.json")
    assert ended.code == 1
    assert "Erasure for 1 customer: partly done." in ended.out
    assert "Partly done: still in crm.scratch.note: 1 row with an identity of theirs." in ended.out
    assert "ada@" not in ended.out.lower()
    assert "It is still in crm.scratch.note (1)." in pellucid("verify", "partly.json").out
    again = json.loads(pellucid(*swept, "--json").out)
    assert again["outcomes"][0]["swept"][0]["column"] == "note"
    with sqlite3.connect(shop.folder / "crm.db") as connection:
        connection.execute("DELETE FROM scratch")
    connection.close()
    clean = pellucid(*swept, "--receipt", "clean.json")
    assert "Every text of the stores was searched: no identity is left" in clean.out
    assert "it is in none" in pellucid("verify", "clean.json").out


def test_a_receipt_with_another_character_is_not_verified(receipt: Path, pellucid: Pellucid) -> None:
    receipt.write_text(receipt.read_text().replace('"before":2', '"before":3', 1))
    ended = pellucid("verify", str(receipt))
    assert ended.code == 1
    assert "NOT verified" in ended.out
    assert "shop.orders" not in ended.out


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (lambda text: text.replace("pellucid-receipt/1", "pellucid-receipt/2"), "reads pellucid-receipt/1"),
        (lambda text: text[: len(text) // 2], "cut off"),
        (lambda text: text[: len(text) // 2] + "\n", "cut off"),
        (lambda _: "A letter.\n", "not JSON"),
        (lambda _: "[" * 100_000 + "\n", "not JSON"),
        (lambda _: "", "cut off"),
        (lambda text: text.replace('"index":0', '"index":0 '), "not in canonical form"),
    ],
    ids=["another version", "cut", "cut, with an end", "no JSON", "deep", "empty", "a space"],
)
def test_what_is_no_receipt_is_told_apart(
    receipt: Path, pellucid: Pellucid, content: Callable[[str], str], wrong: str
) -> None:
    receipt.write_text(content(receipt.read_text()))
    ended = pellucid("verify", str(receipt))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"Error: {receipt}: ")
    assert wrong in ended.err


def test_a_receipt_of_a_gigabyte_is_not_read(shop: Shop, pellucid: Pellucid) -> None:
    with (shop.folder / "long").open("wb") as file:
        file.truncate(2**30)
    ended = pellucid("verify", "long")
    assert (ended.code, f"larger than {MOST_BYTES // 2**20} MB" in ended.err) == (2, True)
    assert pellucid("verify", "none").code == pellucid("verify", ".").code == 2


def test_a_key_that_is_not_the_signers_is_told(receipt: Path, pellucid: Pellucid) -> None:
    own = pellucid("ledger", "key").out.strip()
    assert "which you trust" in pellucid("verify", str(receipt), "--key", own).out
    for key, wrong in (("00" * 32, "none of those that you trust"), ("00", "not a public key"), ("", "not a public")):
        ended = pellucid("verify", str(receipt), "--key", key)
        assert (ended.code, ended.out, wrong in ended.err) == (2, "", True)


def test_a_forger_cannot_move_the_cursor(receipt: Path, shop: Shop, pellucid: Pellucid) -> None:
    (shop.folder / "map/shop.yml").write_text(
        (shop.folder / "map/shop.yml").read_text().replace("Tax law", "\\e[2J\\u202e\\nTax law")
    )
    given = ("--identity", "email=bob@example.org", "--yes", "--receipt", "bob.json")
    assert pellucid("erase", "--map", shop.map, *given).code == 0
    out = pellucid("verify", "bob.json").out
    assert "Tax law" in out
    assert not {"\x1b", "\u202e"} & set(out)
    assert pellucid("verify", str(receipt)).code == 0
