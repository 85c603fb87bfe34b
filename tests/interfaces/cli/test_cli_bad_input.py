"""Input that cannot be used: told on stderr without personal data or secrets, exit code 2, nothing changed."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_shop import Ended, Shop
from sqlalchemy import create_engine, make_url, text

Pellucid = Callable[..., Ended]
SECRET = "s3cret"


@pytest.mark.parametrize(
    ("identities", "wrong"),
    [
        ("email\nada\0@example.org\n", "holds a NUL character"),
        ("email\n" + "a" * 10_240 + "\n", "has 10240 characters"),
        ("email\n   \n", "email is empty"),
        ("email,phone\n,111\n", "nothing was given that is one person's alone"),
        ("email\nada@example.org,,\n", "there are 3 values under 1 names"),
        ('email\n"ada@example.org\n', "this is no CSV"),
        ("ada@example.org\n", "does not name identities"),
        ("", "the file names nobody"),
        ('{"email": "ada@example.org"', "this is no JSON object"),
        ('{"email": {"is": "ada@example.org"}}', "neither a text nor a whole number"),
        ('{"ada@example.org": 1}', "does not name identities"),
        ('{"email": "ada@example.org"}\n{"email": "ada@example.org"}', "persons 1 and 2 of 2 are the same by email"),
        ("email\ntwin@example.org\n", "one email matches several rows"),
    ],
)
def test_identities_that_cannot_be_used(shop: Shop, pellucid: Pellucid, identities: str, wrong: str) -> None:
    (shop.folder / "people").write_text(identities)
    before = shop.dump()
    for command in (["erase", "--yes"], ["access"]):
        ended = pellucid(*command, "--map", shop.map, "--identities", "people")
        if "same by" not in wrong or command[0] == "erase":
            assert (ended.code, ended.out) == (2, "")
            assert wrong in ended.err
            assert "ada@" not in ended.err
            assert "Traceback" not in ended.err
        assert shop.dump() == before


@pytest.mark.parametrize("given", [["ada@example.org"], ["ada=ada@example.org"], []])
def test_options_that_name_nobody(shop: Shop, pellucid: Pellucid, given: list[str]) -> None:
    ended = pellucid("access", "--map", shop.map, *(word for one in given for word in ("--identity", one)))
    assert ended.code == 2
    assert "To mend it:" in ended.err
    assert "ada" not in ended.err


def test_identities_come_from_stdin(shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\ufeffemail\nada@example.org\n".encode())))
    assert pellucid("erase", "--map", shop.map, "--identities", "-", "--yes").code == 0
    assert shop.rows("SELECT count(*) FROM customers") == [(2,)]


@pytest.mark.parametrize("option", ["name=Ada", "nowhere.at_all=Ada", "Ada"])
def test_a_correction_of_nothing(shop: Shop, pellucid: Pellucid, option: str) -> None:
    before = shop.dump()
    ended = pellucid("rectify", "--map", shop.map, "--identity", "email=ada@example.org", "--set", option)
    assert (ended.code, ended.out, "Ada" in ended.err) == (2, "", False)
    assert shop.dump() == before


@pytest.mark.parametrize(
    ("environment", "wrong"),
    [
        ({"SHOP_URL": "sqlite:///missing.db"}, "shop: the database cannot be reached"),
        ({"SHOP_URL": ""}, "not set in the environment: SHOP_URL"),
        ({"SHOP_URL": f"postgresql://ada:{SECRET}@127.0.0.1:1/shop"}, "shop: the database cannot be reached"),
        ({"SHOP_URL": f"nosuch://ada:{SECRET}@127.0.0.1/shop"}, "names no kind of store that we know"),
    ],
)
def test_a_store_that_is_not_there(
    shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], wrong: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    before = shop.dump()
    ended = pellucid("erase", "--map", shop.map, "--identity", "email=ada@example.org", "--yes")
    assert (ended.code, ended.out) == (2, "")
    assert wrong in ended.err
    assert SECRET not in ended.err
    assert shop.dump() == before
    assert not (shop.folder / "missing.db").exists()


def test_a_map_with_problems_is_not_used(shop: Shop, pellucid: Pellucid) -> None:
    Path(shop.map, "crm.yml").write_text("store: [crm\n")
    ended = pellucid("erase", "--map", shop.map, "--identity", "email=ada@example.org", "--yes")
    assert ended.code == 2
    assert "crm.yml:" in ended.err


def test_a_table_that_the_map_invents_stops_before_anything_changes(shop: Shop, pellucid: Pellucid) -> None:
    store = Path(shop.map, "shop.yml")
    store.write_text(store.read_text().replace("  orders:\n", "  order_history:\n"))
    before = shop.dump()
    ended = pellucid("erase", "--map", shop.map, "--identity", "email=ada@example.org", "--yes")
    assert ended.code == 2
    assert "shop.yml:" in ended.err
    assert shop.dump() == before


def test_a_folder_that_cannot_be_written_to(shop: Shop, pellucid: Pellucid) -> None:
    given = ("--map", shop.map, "--identity", "email=ada@example.org", "-o", "no/such/folder/ada.zip")
    ended = pellucid("access", *given)
    assert ended.code == 2
    assert "No such file or directory" in ended.err


def test_a_fault_of_ours_tells_no_personal_data(
    shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ["ada@example.org"]

    def broken(*_: object, **__: object) -> None:
        raise KeyError(*given)

    monkeypatch.setattr("pellucid.engine.proving.erasing.erase", broken)
    ended = pellucid("erase", "--map", shop.map, "--identity", "email=ada@example.org", "--yes")
    assert ended.code == 70
    assert "a fault in Pellucid (KeyError)" in ended.err
    assert "ada@" not in ended.err


def test_postgresql_with_wrong_credentials_and_with_right_ones(
    shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch, postgresql_url: str
) -> None:
    engine = create_engine(make_url(postgresql_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE contacts (id int PRIMARY KEY, email text, phone text)"))
        connection.execute(text("INSERT INTO contacts VALUES (1, 'ada@example.org', '111'), (2, 'b@example.org', '2')"))
    given = ("erase", "--map", shop.map, "--identity", "email=ada@example.org", "--yes")
    stranger = make_url(postgresql_url).set(username="nobody_of_this_name", password=SECRET)
    monkeypatch.setenv("CRM_URL", stranger.render_as_string(hide_password=False))
    before = shop.dump()
    refused = pellucid(*given)
    assert (refused.code, "crm: the database cannot be reached or refused" in refused.err) == (2, True)
    assert SECRET not in refused.err
    assert shop.dump() == before
    monkeypatch.setenv("CRM_URL", postgresql_url)
    done = pellucid(*given)
    assert (done.code, done.err) == (0, "")
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT id FROM contacts")).all() == [2]
    engine.dispose()


def test_a_password_in_a_failing_url_is_not_told(shop: Shop, pellucid: Pellucid) -> None:
    ended = pellucid("map", "draft", "--store", f"postgresql://ada:{SECRET}@127.0.0.1:1/shop", "-o", "new")
    assert ended.code == 2
    assert SECRET not in ended.err
    assert not os.path.lexists(shop.folder / "new")
