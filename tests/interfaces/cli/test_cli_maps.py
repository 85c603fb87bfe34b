"""What the commands about the data map print, write and exit with."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_shop import Ended, Shop
from sqlalchemy import create_engine, make_url, text

Pellucid = Callable[..., Ended]
DATASET = """
dataset:
  - fides_key: crm
    collections:
      - name: contacts
        fields:
          - name: email
            data_categories: [user.contact.email]
            fides_meta: {identity: email, primary_key: true}
          - name: nickname
            data_categories: [user.nickname_of_old]
"""


@pytest.mark.usefixtures("shop")
def test_check_of_a_clean_map(pellucid: Pellucid) -> None:
    ended = pellucid("map", "check")
    assert (ended.code, ended.out) == (0, "No problems in map: 2 stores, 4 collections.\n")


def test_check_tells_every_problem_with_its_line(shop: Shop, pellucid: Pellucid) -> None:
    store = Path(shop.map, "shop.yml")
    store.write_text(store.read_text().replace("user.name", "user.nam").replace("customer: customers", "customer: no"))
    ended, as_json = pellucid("map", "check", "map"), pellucid("map", "check", "map", "--json")
    problems = json.loads(as_json.out)["problems"]
    assert (ended.code, as_json.code, as_json.err) == (1, 1, "")
    assert len(problems) >= 4
    for problem in problems:
        assert problem["where"].startswith("map/shop.yml:")
        assert f"{problem['where']}: {problem['wrong']}\n  To mend it: {problem['mend']}\n" in ended.out


@pytest.mark.usefixtures("shop")
def test_check_of_no_map(pellucid: Pellucid) -> None:
    ended = pellucid("map", "check", "nowhere")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no data map" in ended.err


def test_schema_is_json(pellucid: Pellucid) -> None:
    ended = pellucid("map", "schema")
    assert json.loads(ended.out)["$schema"].startswith("https://json-schema.org/draft/2020-12")


def test_a_draft_is_a_clean_map_and_drafting_again_changes_nothing(shop: Shop, pellucid: Pellucid) -> None:
    draft = ("map", "draft", "--store", "sqlite:///shop.db", "-o", "new")
    assert "Written: new/map.yml and new/shop.yml." in pellucid(*draft).out
    assert pellucid("map", "check", "new").code == 0
    before = [path.read_text() for path in sorted((shop.folder / "new").iterdir())]
    assert pellucid(*draft).out == "Nothing is new: new says all of it.\n"
    assert [path.read_text() for path in sorted((shop.folder / "new").iterdir())] == before


def test_a_draft_from_a_variable_keeps_the_url_out_of_the_map(shop: Shop, pellucid: Pellucid) -> None:
    assert pellucid("map", "draft", "--store", "${CRM_URL}", "--name", "crm", "-o", "new").code == 0
    written = (shop.folder / "new/crm.yml").read_text()
    assert "${CRM_URL}" in written
    assert str(shop.folder) not in written


def test_a_draft_of_a_missing_database_writes_nothing(shop: Shop, pellucid: Pellucid) -> None:
    ended = pellucid("map", "draft", "--store", "sqlite:///missing.db", "-o", "new")
    assert (ended.code, shop.files()) == (2, ["crm.db", "map", "shop.db"])


def test_drift_of_a_new_column_live_and_from_a_dump(shop: Shop, pellucid: Pellucid) -> None:
    assert pellucid("map", "drift").code == 0
    with sqlite3.connect(shop.folder / "shop.db") as connection:
        connection.execute("ALTER TABLE customers ADD COLUMN nickname TEXT")
        dump = ";\n".join(row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql > ''"))
    connection.close()
    ended = pellucid("map", "drift", "map")
    assert (ended.code, "column nickname of customers is not in the map" in ended.out) == (1, True)
    (shop.folder / "dump.sql").write_text(dump + ";")
    (shop.folder / "shop.db").unlink()
    ended = pellucid("map", "drift", "map", "--store", "shop", "--schema", "dump.sql", "--json")
    (problem,) = json.loads(ended.out)["problems"]
    assert (ended.code, problem["wrong"]) == (1, "column nickname of customers is not in the map")


@pytest.mark.usefixtures("shop")
def test_a_dump_is_of_one_store(pellucid: Pellucid) -> None:
    ended = pellucid("map", "drift", "map", "--schema", "dump.sql")
    assert (ended.code, "say --store with one of" in ended.err) == (2, True)


def test_grants_for_access_and_for_erasure(shop: Shop, pellucid: Pellucid, postgresql_url: str) -> None:
    engine = create_engine(make_url(postgresql_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE contacts (id int PRIMARY KEY, email text, phone text)"))
    engine.dispose()
    store = Path(shop.map, "crm.yml")
    store.write_text(store.read_text().replace("${CRM_URL}", postgresql_url))
    access = pellucid("map", "grants", "map", "--store", "crm")
    erasure = pellucid("map", "grants", "map", "--store", "crm", "--erasure", "--role", "eraser")
    assert (access.code, erasure.code) == (0, 0)
    assert 'GRANT SELECT ("email", "id", "phone") ON "public"."contacts" TO "pellucid_access";' in access.out
    assert "DELETE" not in access.out
    assert 'DELETE ON "public"."contacts" TO "eraser";' in erasure.out


def test_import_writes_a_map_and_tells_what_to_look_at(shop: Shop, pellucid: Pellucid) -> None:
    (shop.folder / "dataset.yml").write_text(DATASET)
    ended = pellucid("map", "import", "fideslang", "dataset.yml", "-o", "new")
    assert ended.code == 0
    assert "dataset.yml:11: " in ended.out
    assert shop.files("new") == ["crm.yml", "map.yml"]
    assert pellucid("map", "import", "fideslang", "dataset.yml", "-o", "new").code == 2
