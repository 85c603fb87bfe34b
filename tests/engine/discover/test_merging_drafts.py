"""Drafting again over what people have made of the first draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from drafted import plain, schema_from
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pellucid.engine.datamap.loading import check, load
from pellucid.engine.discover.drafting import write_draft
from pellucid.engine.discover.drifting import drift
from pellucid.engine.errors import MapError
from pellucid.engine.schema import Schema

FIRST = """
    CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, note TEXT,
        old TEXT);
"""
LATER = """
    CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, phone TEXT);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, note TEXT,
        approved_by INTEGER REFERENCES customers);
    CREATE TABLE letters (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, body TEXT);
    CREATE TABLE employees (id INTEGER PRIMARY KEY, email TEXT);
"""
WRITTEN = """\
# The shop. Ask Anna before changing anything.
store: shop
url: ${SHOP}

collections:
  # Everybody who bought something.
  clients:
    table: customers   # renamed in 2024
    person: buyer
    identities: {buyer_no: id}
    fields:
      name: user.name   # no title
      email: 'user.contact.email'

      # the end of the clients

  # What they bought.
  orders:
    erase: delete
    fields: {customer_id: none, note: user.content, old: none}  # done

# the end
"""
PERSONS = """\
pellucid: 1
persons:
  buyer:   # our word for customers
    identities: {buyer_no: unique}
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    (tmp_path / "shop.yml").write_text(WRITTEN)
    (tmp_path / "map.yml").write_text(PERSONS)
    return tmp_path


def again(folder: Path, definitions: str, store: str = "shop") -> list[Path]:
    return write_draft(folder, schema_from(definitions), store=store, url="sqlite:///shop.db")


def read(path: Path) -> Any:
    return plain(YAML().load(path.read_text()))


def test_a_second_draft_changes_no_byte(tmp_path: Path) -> None:
    again(tmp_path, FIRST)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert again(tmp_path, FIRST) == []
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_map_that_says_everything_is_not_written_however_it_is_laid_out(written: Path) -> None:
    again(written, FIRST)
    odd = written / "shop.yml"
    odd.write_text(odd.read_text().replace("note: user.content", "note:     user.content"))
    before = odd.read_bytes()
    assert again(written, FIRST) == []
    assert odd.read_bytes() == before


def test_nothing_that_people_wrote_is_lost(written: Path) -> None:
    again(written, LATER)
    text = (written / "shop.yml").read_text()
    for line in WRITTEN.splitlines():
        comment = line.partition("#")[2].strip()
        assert comment in text
    clients = read(written / "shop.yml")["collections"]["clients"]
    assert clients["table"] == "customers"
    assert clients["person"] == "buyer"
    assert list(clients["fields"]) == ["name", "email", "phone"]
    assert "email: 'user.contact.email'" in text
    assert "our word for customers" in (written / "map.yml").read_text()


def test_what_was_taken_out_stays_out(written: Path) -> None:
    again(written, LATER)
    collections = read(written / "shop.yml")["collections"]
    assert "erase" not in collections["clients"]
    assert "owns" not in collections["orders"]
    assert read(written / "map.yml")["persons"]["buyer"] == {"identities": {"buyer_no": "unique"}}


def test_comments_stay_with_what_they_are_about(written: Path) -> None:
    again(written, LATER)
    lines = (written / "shop.yml").read_text().splitlines()
    assert lines[lines.index("  # What they bought.") + 1] == "  orders:"
    assert lines[lines.index("  # Everybody who bought something.") + 1] == "  clients:"
    assert lines[-1] == "# the end"


def test_new_tables_columns_and_persons_are_added_as_proposals(written: Path) -> None:
    again(written, LATER)
    collections = read(written / "shop.yml")["collections"]
    assert collections["letters"]["owns"] == {"buyer": "clients", "by": {"customer_id": "id"}}
    assert collections["orders"]["refers"] == {"buyer": "clients", "by": {"approved_by": "id"}}
    assert read(written / "map.yml")["persons"]["employee"] == {
        "identities": {"employee_id": "unique", "email": "unique"}
    }
    phone = next(line for line in (written / "shop.yml").read_text().splitlines() if "phone:" in line)
    assert phone.strip() == "phone: user.contact.phone_number # proposed"


def test_what_is_gone_is_marked_and_the_mark_goes_when_it_returns(written: Path) -> None:
    again(written, "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, note TEXT);")
    text = (written / "shop.yml").read_text()
    assert "  clients: # gone from the database" in text
    assert "old: none # gone from the database" in text
    assert "name: user.name   # no title" in text
    again(written, FIRST)
    assert "gone" not in (written / "shop.yml").read_text()


def test_a_comment_and_the_mark_share_a_line(tmp_path: Path) -> None:
    again(tmp_path, FIRST)
    again(tmp_path, LATER)
    assert "old: none # proposed, check: not recognised; gone from the database" in (tmp_path / "shop.yml").read_text()


def test_the_keys_of_two_stores_are_never_taken_for_the_same_identity(tmp_path: Path) -> None:
    again(tmp_path, FIRST, "shop")
    again(tmp_path, FIRST, "crm")
    identities = read(tmp_path / "map.yml")["persons"]["customer"]["identities"]
    assert identities == {"customer_id": "unique", "email": "unique", "crm_customer_id": "unique"}
    crm = read(tmp_path / "crm.yml")["collections"]["customers"]
    assert crm["identities"] == {"crm_customer_id": "id", "email": "email"}


@pytest.mark.parametrize("text", ["- a list\n", "store: [\n", "store: shop\ncollections: [a]\n", "\0"])
def test_files_that_are_no_map_are_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "shop.yml").write_text(text)
    with pytest.raises(MapError):
        again(tmp_path, FIRST)
    assert (tmp_path / "shop.yml").read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["shop.yml"]


_names = st.sampled_from(
    ["users", "orders", "invoices", "items", "staff", "notes", "email", "name", "phone", "city", "user_id", "order_id"]
)
_columns = st.dictionaries(_names, st.sampled_from(["TEXT", "INTEGER", "TEXT NOT NULL", "DATE"]), max_size=5)


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    tables = draw(st.dictionaries(_names, _columns, min_size=1, max_size=4))
    definitions = []
    for name, columns in tables.items():
        keys = draw(st.lists(st.sampled_from([*tables]), max_size=2))
        parts = ["id INTEGER PRIMARY KEY", *(f"{column} {kind}" for column, kind in columns.items())]
        parts += [f"k{at} INTEGER {draw(_required)} REFERENCES {target} (id)" for at, target in enumerate(keys)]
        definitions.append(f"CREATE TABLE {name} ({', '.join(parts)});")
    return schema_from("\n".join(definitions))


_required = st.sampled_from(["", "NOT NULL"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(schemas(), schemas())
def test_whatever_the_schemas_a_draft_settles_at_once(
    tmp_path_factory: pytest.TempPathFactory, first: Schema, later: Schema
) -> None:
    folder = tmp_path_factory.mktemp("map")
    for schema in (first, later):
        write_draft(folder, schema, store="shop", url="sqlite:///shop.db")
        before = {path: path.read_bytes() for path in folder.iterdir()}
        assert write_draft(folder, schema, store="shop", url="sqlite:///shop.db") == []
        assert {path: path.read_bytes() for path in folder.iterdir()} == before
    text = (folder / "shop.yml").read_text()
    assert all(f"{table}:" in text for table in {*first.tables, *later.tables})


@settings(max_examples=80, deadline=None)
@given(schemas())
def test_whatever_the_schema_a_draft_is_a_valid_map_but_for_what_no_person_reaches(
    tmp_path_factory: pytest.TempPathFactory, schema: Schema
) -> None:
    folder = tmp_path_factory.mktemp("map")
    write_draft(folder, schema, store="shop", url="sqlite:///shop.db")
    open_ = ("no identity reaches it", "the map names no kind of person")
    assert [problem for problem in check(folder) if not problem.wrong.endswith(open_)] == []


@settings(max_examples=50, deadline=None)
@given(schemas())
def test_whatever_the_schema_a_draft_has_not_drifted(tmp_path_factory: pytest.TempPathFactory, schema: Schema) -> None:
    folder = tmp_path_factory.mktemp("map")
    write_draft(folder, schema, store="shop", url="sqlite:///shop.db")
    if not check(folder):
        assert drift(load(folder), "shop", schema) == []
