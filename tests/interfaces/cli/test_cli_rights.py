"""What the commands of the rights do, print and exit with."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_shop import HOSTILE, Ended, Shop

Pellucid = Callable[..., Ended]
ADA = ("--identity", "email=ada@example.org")
NOBODY = ("--identity", "email=nobody@example.org")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_access_writes_one_copy_that_only_its_owner_can_read(shop: Shop, pellucid: Pellucid) -> None:
    ended = pellucid("access", "--map", shop.map, *ADA, "-o", "ada.zip")
    assert ended.code == 0
    assert "In crm: 1 row copied.\nIn shop: 4 rows copied." in ended.out
    assert mode(shop.folder / "ada.zip") == 0o600
    data = zipfile.ZipFile(shop.folder / "ada.zip").read("data.json").decode()
    assert "Ada Lovelace" in data
    assert "Bob Babbage" not in data


def test_access_as_json_is_one_document_and_one_file_for_programs(shop: Shop, pellucid: Pellucid) -> None:
    ended = pellucid("access", "--map", shop.map, *ADA, "--format", "json", "--json")
    report = json.loads(ended.out)
    assert ended.code == 0
    assert ended.err == ""
    assert (report["right"], report["person"], report["as_planned"]) == ("access", "customer", True)
    (outcome,) = report["outcomes"]
    assert (outcome["number"], outcome["file"], outcome["known"]) == (1, "copy.json", True)
    assert {entry["collection"]: entry["rows"] for entry in outcome["entries"]} == {
        "contacts": 1,
        "customers": 1,
        "orders": 2,
        "invoices": 1,
    }
    assert json.loads((shop.folder / "copy.json").read_text())


def test_portability_is_a_copy_too(shop: Shop, pellucid: Pellucid) -> None:
    ended = pellucid("portability", "--map", shop.map, *ADA)
    assert (ended.code, (shop.folder / "copy.zip").exists()) == (0, True)


def test_a_copy_never_replaces_a_file(shop: Shop, pellucid: Pellucid) -> None:
    (shop.folder / "copy.zip").write_text("kept")
    ended = pellucid("access", "--map", shop.map, *ADA)
    assert (ended.code, ended.err.splitlines()[0]) == (2, "Error: copy.zip: it is already there")
    assert (shop.folder / "copy.zip").read_text() == "kept"


def test_many_copies_stand_in_a_folder_by_number(shop: Shop, pellucid: Pellucid) -> None:
    (shop.folder / "people.csv").write_text("email,phone\nada@example.org,111\nno@example.org,\nbob@example.org,\n")
    ended = pellucid("access", "--map", shop.map, "--identities", "people.csv", "-o", "copies")
    assert ended.code == 1
    assert "Access for 3 persons (customer): 2 as planned, 1 not." in ended.out
    assert "Person 2: no store knows them." in ended.out
    assert mode(shop.folder / "copies") == 0o700
    assert shop.files("copies") == ["1.zip", "3.zip"]
    assert b"Bob Babbage" in zipfile.ZipFile(shop.folder / "copies/3.zip").read("data.json")


def test_more_persons_than_files_may_be_open_get_their_own_copies(shop: Shop, pellucid: Pellucid) -> None:
    lines = [f'{{"email": "nobody{number}@example.org"}}' for number in range(250)]
    lines[120], lines[249] = '{"email": ["ada@example.org"]}', '{"email": "bob@example.org", "phone": 222}'
    (shop.folder / "people.jsonl").write_text("\n".join(lines))
    ended = pellucid("access", "--map", shop.map, "--identities", "people.jsonl", "--json")
    outcomes = json.loads(ended.out)["outcomes"]
    assert [one["number"] for one in outcomes if one["known"]] == [121, 250]
    assert shop.files("copies") == ["121.zip", "250.zip"]
    assert b"Ada" in zipfile.ZipFile(shop.folder / "copies/121.zip").read("data.json")


def test_copies_of_many_are_all_there_or_none(shop: Shop, pellucid: Pellucid) -> None:
    lines = [f"nobody{number}@example.org" for number in range(150)] + ["twin@example.org"]
    (shop.folder / "people.csv").write_text("email\n" + "\n".join(lines))
    ended = pellucid("access", "--map", shop.map, "--identities", "people.csv")
    assert ended.code == 2
    assert "one email matches several rows" in ended.err
    assert "(counted from person 101 of 151)" in ended.err
    assert not (shop.folder / "copies").exists()


def test_erase_says_what_was_deleted_and_what_is_kept_and_why(shop: Shop, pellucid: Pellucid) -> None:
    ended = pellucid("erase", "--map", shop.map, *ADA, "--yes")
    assert ended.code == 0
    assert "In shop: 1 row kept, 1 masked, 1 unlinked and 3 deleted." in ended.out
    assert "Kept in shop.invoices until 10 years after issued_on: Tax law asks us to keep invoices." in ended.out
    assert "ada@example.org" not in ended.out + ended.err
    everything = "\n".join(shop.dump())
    assert "ada@" not in everything
    assert "Lovelace" not in everything
    assert "Bob Babbage" in everything


def test_a_second_erase_changes_nothing_and_finds_nobody(shop: Shop, pellucid: Pellucid) -> None:
    pellucid("erase", "--map", shop.map, *ADA, "--yes")
    before = shop.dump()
    ended = pellucid("erase", "--map", shop.map, *ADA, "--yes")
    assert ended.code == 1
    assert ended.out.startswith("No store knows this person as a customer. Nothing was done.\n")
    assert "All of it was erased by an earlier run. The receipt is " in ended.out
    assert shop.dump() == before


def test_erase_of_many_counts_them_all_and_names_those_that_failed(shop: Shop, pellucid: Pellucid) -> None:
    people = '{"email": "ada@example.org"}\n\n{"email": "nobody@example.org"}\n{"email": "bob@example.org"}\n'
    (shop.folder / "people.jsonl").write_text(people)
    ended = pellucid("erase", "--map", shop.map, "--identities", "people.jsonl", "--yes", "--json")
    report = json.loads(ended.out)
    assert (ended.code, report["as_planned"]) == (1, False)
    assert [one["known"] for one in report["outcomes"]] == [True, False, True]
    kept = [entry for one in report["outcomes"] for entry in one["entries"] if entry["result"] == "kept"]
    assert [entry["reason"] for entry in kept] == ["Tax law asks us to keep invoices."] * 2
    assert shop.rows("SELECT count(*) FROM customers") == [(1,)]


def test_rectify_writes_what_was_given_and_repeats_none_of_it(shop: Shop, pellucid: Pellucid) -> None:
    ended = pellucid("rectify", "--map", shop.map, *ADA, "--set", "user.name=Ada King", "--set", "orders.item=")
    assert ended.code == 0
    assert "corrected: name" in ended.out
    assert "King" not in ended.out
    assert shop.rows("SELECT name FROM customers WHERE id = 1") == [("Ada King",)]
    assert shop.rows("SELECT item FROM orders ORDER BY id") == [(None,), (None,), ("gears",), ("tea",)]


def test_restrict_says_where_it_is_not_possible(shop: Shop, pellucid: Pellucid) -> None:
    ended = pellucid("restrict", "--map", shop.map, *ADA)
    assert ended.code == 1
    assert "Not as planned: not possible in crm, the data map names no column" in ended.out
    assert shop.rows("SELECT id FROM customers WHERE restricted = 1") == [(1,)]


@pytest.mark.parametrize("command", ["access", "portability", "restrict"])
def test_nobody_is_said_and_leaves_nothing(shop: Shop, pellucid: Pellucid, command: str) -> None:
    before = shop.files()
    ended = pellucid(command, "--map", shop.map, *NOBODY)
    assert (ended.code, ended.out) == (1, "No store knows this person as a customer. Nothing was done.\n")
    assert shop.files() == before


def test_a_hostile_identity_finds_just_its_person(shop: Shop, pellucid: Pellucid) -> None:
    assert pellucid("erase", "--map", shop.map, "--identity", f"email={HOSTILE}", "--yes").code == 0
    assert shop.rows("SELECT id FROM customers ORDER BY id") == [(1,), (2,)]


def test_the_program_itself_exits_with_the_code(shop: Shop) -> None:
    def ended(*arguments: str) -> int:
        program = "import sys; from pellucid.interfaces.cli.main import main; sys.exit(main())"
        called = [sys.executable, "-c", program, *arguments]
        return subprocess.run(called, env=dict(shop.environment), capture_output=True, check=False).returncode

    assert ended("access", "--map", "map", *ADA) == 0
    assert ended("access", "--map", "map", *NOBODY, "-o", "other.zip") == 1
    assert ended("access", "--map", "nowhere", *ADA) == 2
