"""What a draft makes of schemas as they are met."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafted import collections, drafted, plain, schema_from

from pellucid.engine.datamap.writing import text_of
from pellucid.engine.discover.drafting import draft, write_draft
from pellucid.engine.errors import MapError

CUSTOMERS = "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, phone TEXT);"


def links(definitions: str, table: str) -> dict[str, object]:
    body = plain(collections(definitions)[table])
    assert isinstance(body, dict)
    return {kind: body[kind] for kind in ("owns", "shares", "sees", "refers") if kind in body}


def test_a_table_of_persons_becomes_a_kind_of_person_with_its_identities() -> None:
    document = drafted(CUSTOMERS)
    assert plain(document.persons["persons"]) == {
        "customer": {"identities": {"customer_id": "unique", "email": "unique", "phone": "shared"}}
    }
    assert plain(document.store["collections"]["customers"]) == {
        "person": "customer",
        "identities": {"customer_id": "id", "email": "email", "phone": "phone"},
        "erase": "delete",
        "fields": {
            "id": "user.unique_id",
            "email": "user.contact.email",
            "name": "user.name",
            "phone": "user.contact.phone_number",
        },
    }


def test_every_guess_is_marked_at_the_end_of_its_line() -> None:
    document = drafted(CUSTOMERS + "CREATE TABLE colours (id INTEGER PRIMARY KEY, name TEXT);")
    bare = (
        "pellucid: 1",
        "persons:",
        "customer:",
        "customers:",
        "identities:",
        "store: shop",
        "collections:",
        "fields:",
    )
    for text in (text_of(document.store), text_of(document.persons)):
        for line in text.splitlines():
            assert line.strip() in bare or " # proposed" in line, line


def test_an_email_that_the_database_does_not_call_unique_is_to_be_checked() -> None:
    document = drafted("CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT)")
    line = next(line for line in text_of(document.persons).splitlines() if "email" in line)
    assert "unique # proposed, check: " in line


def test_a_chain_of_foreign_keys_to_the_person_owns() -> None:
    sql = (
        CUSTOMERS
        + """
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id));
        CREATE TABLE items (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders, sku TEXT);
    """
    )
    assert links(sql, "orders") == {"owns": {"customer": "customers", "by": {"customer_id": "id"}}}
    assert links(sql, "items") == {"owns": {"customer": "orders", "by": {"order_id": "id"}}}


def test_composite_keys_are_joined_by_all_their_columns() -> None:
    sql = """
        CREATE TABLE users (tenant INTEGER, id INTEGER, email TEXT, PRIMARY KEY (tenant, id));
        CREATE TABLE notes (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, user_id INTEGER NOT NULL, body TEXT,
            FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id));
    """
    assert links(sql, "notes") == {"owns": {"user": "users", "by": {"tenant": "tenant", "user_id": "id"}}}
    assert "user_id" not in plain(drafted(sql).persons["persons"])["user"]["identities"]


def test_two_keys_to_the_same_persons_share_the_row() -> None:
    sql = (
        CUSTOMERS
        + """
        CREATE TABLE messages (id INTEGER PRIMARY KEY, sender_id INTEGER REFERENCES customers,
            recipient_id INTEGER REFERENCES customers, sender_name TEXT, recipient_name TEXT, body TEXT NOT NULL);
    """
    )
    assert links(sql, "messages") == {
        "shares": [
            {"customer": "customers", "by": {"sender_id": "id"}, "mask": ["sender_name"]},
            {"customer": "customers", "by": {"recipient_id": "id"}, "mask": ["recipient_name"]},
        ]
    }
    fields = plain(collections(sql)["messages"]["fields"])
    assert fields["body"] == {"is": "user.content", "erase": {"redact": ["user.name", "user.contact"]}}


def test_a_row_of_two_kinds_of_person_never_goes_with_the_first_who_leaves() -> None:
    sql = """
        CREATE TABLE buyers (id INTEGER PRIMARY KEY, email TEXT);
        CREATE TABLE sellers (id INTEGER PRIMARY KEY, email TEXT);
        CREATE TABLE deals (id INTEGER PRIMARY KEY, buyer_id INTEGER NOT NULL REFERENCES buyers,
            seller_id INTEGER NOT NULL REFERENCES sellers);
    """
    assert links(sql, "deals").keys() == {"shares"}


def test_who_only_looks_after_a_row_does_not_own_it() -> None:
    sql = (
        CUSTOMERS
        + """
        CREATE TABLE employees (id INTEGER PRIMARY KEY, name TEXT, boss INTEGER REFERENCES employees);
        CREATE TABLE tickets (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers,
            approved_by INTEGER REFERENCES customers, agent_id INTEGER REFERENCES employees,
            parent_id INTEGER REFERENCES tickets);
    """
    )
    assert links(sql, "tickets") == {
        "owns": {"customer": "customers", "by": {"customer_id": "id"}},
        "refers": [
            {"customer": "customers", "by": {"approved_by": "id"}},
            {"customer": "tickets", "by": {"parent_id": "id"}},
            {"employee": "employees", "by": {"agent_id": "id"}},
        ],
    }
    assert links(sql, "employees") == {"refers": {"employee": "employees", "by": {"boss": "id"}}}


def test_a_person_whom_another_kind_cannot_let_go_of_is_masked() -> None:
    sql = """
        CREATE TABLE doctors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE patients (id INTEGER PRIMARY KEY, name TEXT, doctor_id INTEGER NOT NULL REFERENCES doctors);
    """
    assert links(sql, "patients") == {}
    assert plain(collections(sql)["doctors"]["fields"]["name"]) == {"is": "user.name", "erase": "pseudonym"}
    assert [collections(sql)[table]["erase"] for table in ("doctors", "patients")] == ["mask", "delete"]


def test_a_table_that_extends_a_person_is_no_person_of_its_own() -> None:
    sql = (
        CUSTOMERS
        + """
        CREATE TABLE profiles (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, name TEXT);
        CREATE TABLE employees (customer_id INTEGER PRIMARY KEY REFERENCES customers, name TEXT);
    """
    )
    assert plain(drafted(sql).persons["persons"]).keys() == {"customer"}
    assert links(sql, "profiles").keys() == links(sql, "employees").keys() == {"owns"}


def test_a_joining_table_is_of_the_persons_whom_it_joins() -> None:
    sql = (
        CUSTOMERS
        + """
        CREATE TABLE groups (id INTEGER PRIMARY KEY, topic TEXT);
        CREATE TABLE group_customers (group_id INTEGER NOT NULL REFERENCES groups,
            customer_id INTEGER NOT NULL REFERENCES customers, PRIMARY KEY (group_id, customer_id));
    """
    )
    assert links(sql, "group_customers") == {"owns": {"customer": "customers", "by": {"customer_id": "id"}}}
    assert links(sql, "groups") == {}


def test_what_hangs_on_a_row_that_is_known_by_email_belongs_to_the_same_person() -> None:
    sql = (
        CUSTOMERS
        + """
        CREATE TABLE signups (id INTEGER PRIMARY KEY, email TEXT);
        CREATE TABLE clicks (id INTEGER PRIMARY KEY, signup_id INTEGER NOT NULL REFERENCES signups);
    """
    )
    assert links(sql, "clicks") == {"owns": {"customer": "signups", "by": {"signup_id": "id"}}}


def test_what_tax_law_may_ask_for_is_kept_with_its_lines_and_the_persons_are_masked() -> None:
    sql = """
        CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(60) NOT NULL UNIQUE, name VARCHAR(20) NOT NULL,
            city TEXT, born DATE NOT NULL, vip BOOLEAN NOT NULL);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers);
        CREATE TABLE invoices (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders,
            billing_name VARCHAR(40) NOT NULL, billing_city VARCHAR(5) NOT NULL);
        CREATE TABLE invoice_lines (id INTEGER PRIMARY KEY, invoice_id INTEGER NOT NULL REFERENCES invoices);
        CREATE TABLE logins (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, ip TEXT);
    """
    document = collections(sql)
    kept = {name for name, body in document.items() if isinstance(body["erase"], dict)}
    assert kept == {"invoices", "invoice_lines", "orders"}
    assert document["logins"]["erase"] == "delete"
    assert document["customers"]["erase"] == "mask"
    assert plain(document["customers"]["fields"]) == {
        "id": "user.unique_id",
        "email": {"is": "user.contact.email", "erase": "email"},
        "name": {"is": "user.name", "erase": "pseudonym"},
        "city": {"is": "user.contact.address.city", "erase": "null"},
        "born": {"is": "user.demographic.date_of_birth", "erase": {"constant": "1900-01-01"}},
        "vip": "none",
    }
    assert plain(document["invoices"]["fields"]["billing_city"])["erase"] == {"constant": ""}


def test_kept_rows_that_can_let_go_of_their_person_do() -> None:
    sql = CUSTOMERS + "CREATE TABLE invoices (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers);"
    document = collections(sql)
    assert document["invoices"]["erase"]["unlink"] is True
    assert document["customers"]["erase"] == "delete"


def test_tables_joined_by_name_or_address_alone_are_to_be_checked() -> None:
    sql = (
        CUSTOMERS
        + """
        CREATE TABLE visits (id INTEGER PRIMARY KEY, customer_id INTEGER);
        CREATE TABLE signups (id INTEGER PRIMARY KEY, email TEXT);
    """
    )
    assert links(sql, "visits") == {"owns": {"customer": "customers", "by": {"customer_id": "id"}}}
    assert links(sql, "signups") == {"owns": {"customer": "identities", "by": {"email": "email"}}}
    lines = [line for line in text_of(drafted(sql).store).splitlines() if "owns:" in line]
    assert all("# proposed, check: " in line for line in lines)


def test_columns_that_point_at_various_tables_are_noted() -> None:
    sql = "CREATE TABLE comments (id INTEGER PRIMARY KEY, subject_type TEXT, subject_id INTEGER);"
    line = next(line for line in text_of(drafted(sql).store).splitlines() if "subject_id" in line)
    assert "check: subject_type says at what it points" in line


def test_triggers_are_noted_and_never_declared_by_guessing() -> None:
    sql = CUSTOMERS + "CREATE TRIGGER audit AFTER DELETE ON customers BEGIN SELECT 1; END;"
    document = drafted(sql).store
    assert "effects" not in document["collections"]["customers"]
    assert "customers: # check: trigger audit acts here" in text_of(document)


def test_views_are_left_out_and_tables_without_persons_hold_nothing_personal() -> None:
    sql = """
        CREATE TABLE genres (id INTEGER PRIMARY KEY, name TEXT, city TEXT);
        CREATE VIEW names AS SELECT name FROM genres;
    """
    assert plain(collections(sql)) == {"genres": {"fields": {"id": "none", "name": "none", "city": "none"}}}


def test_personal_data_that_no_link_reaches_is_not_passed_over() -> None:
    sql = "CREATE TABLE log (id INTEGER PRIMARY KEY, ip_address TEXT);"
    assert plain(collections(sql)["log"]["fields"])["ip_address"] == "user.device.ip_address"


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("sqlite:///shop.db", "sqlite:///shop.db"),
        ("postgresql://anna@localhost/shop", "postgresql://anna@localhost/shop"),
        ("postgresql://anna:geheim@localhost/shop", "${SHOP_URL}"),
        ("postgresql://localhost/shop?password=geheim", "${SHOP_URL}"),
        ("postgresql://anna:${PASSWORD}@localhost/shop", "postgresql://anna:${PASSWORD}@localhost/shop"),
        ("nonsense", "${SHOP_URL}"),
    ],
)
def test_no_password_is_written(url: str, written: str) -> None:
    document = draft(schema_from(CUSTOMERS), store="shop", url=url).store
    assert document["url"] == written


@pytest.mark.parametrize("name", ["", "../shop", "1shop", "a b"])
def test_a_store_needs_a_name_that_can_be_a_files(name: str, tmp_path: Path) -> None:
    with pytest.raises(MapError):
        write_draft(tmp_path, schema_from(CUSTOMERS), store=name, url="sqlite:///shop.db")
    assert not list(tmp_path.iterdir())
