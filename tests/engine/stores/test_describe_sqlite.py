"""What a SQLite file really holds, read live and from `.schema` and `.dump`."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from pellucid.engine.schema import Column, ForeignKey, Hidden, Kind, Schema
from pellucid.engine.stores.describe import describe, dumps

SCHEMA = """
CREATE TABLE tenants (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
CREATE TABLE [Users] (
    tenant INTEGER NOT NULL REFERENCES TENANTS ON DELETE CASCADE ON UPDATE RESTRICT,
    id BIGINT,
    email VARCHAR(60) NOT NULL COLLATE NOCASE,
    "full name" TEXT GENERATED ALWAYS AS (lower(email)) STORED,
    initial CHAR(1) AS (substr(email, 1, 1)),
    profile JSON, -- a comment; CREATE TABLE fake (id);
    token UUID,
    photo BLOB,
    born DATE DEFAULT 'CREATE TABLE fake (id);',
    seen TIMESTAMP,
    score NUMERIC(10, 2),
    alive BOOLEAN DEFAULT TRUE,
    anything,
    PRIMARY KEY (tenant, id),
    UNIQUE (email, tenant)
);
CREATE UNIQUE INDEX by_token ON Users (token);
CREATE UNIQUE INDEX by_born ON Users (born) WHERE alive;
CREATE UNIQUE INDEX by_lower_email ON Users (lower(email));
CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    tenant INTEGER,
    user_id BIGINT,
    parent TEXT REFERENCES orders (id),
    FOREIGN KEY (tenant, USER_ID) REFERENCES users (Tenant, id) ON DELETE SET NULL
) WITHOUT ROWID;
CREATE TABLE strictly (id INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
CREATE TABLE "od""d; name" (id INTEGER PRIMARY KEY, [a,b (c)] INT);
CREATE VIRTUAL TABLE words USING fts5(note, author);
CREATE TRIGGER on_change AFTER UPDATE OF email ON USERS BEGIN UPDATE tenants SET name = 'x;'; SELECT 1; END;
CREATE TRIGGER on_leave BEFORE DELETE ON Users WHEN OLD.alive BEGIN DELETE FROM tenants WHERE id = OLD.tenant; END;
CREATE TRIGGER on_insert AFTER INSERT ON Users BEGIN SELECT 1; END;
CREATE VIEW grown_ups AS SELECT id, email AS address FROM Users WHERE born < '2000-01-01';
CREATE TRIGGER on_view INSTEAD OF DELETE ON grown_ups BEGIN SELECT 1; END;
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "shop.db"
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA + "INSERT INTO tenants VALUES (1, 'one; CREATE TABLE fake (id);');")
    connection.close()
    return path


def described(path: Path) -> Schema:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        schema = describe(connection)
    engine.dispose()
    return schema


def test_columns_are_what_sqlite_says(database: Path) -> None:
    assert list(described(database).tables["Users"].columns.values()) == [
        Column("tenant", Kind.INTEGER, "INTEGER", nullable=False, length=64),
        Column("id", Kind.INTEGER, "BIGINT", length=64),
        Column("email", Kind.STRING, "VARCHAR(60)", nullable=False, length=60),
        Column("full name", Kind.STRING, "TEXT", generated=True),
        Column("initial", Kind.STRING, "CHAR(1)", length=1, generated=True),
        Column("profile", Kind.JSON, "JSON"),
        Column("token", Kind.UUID, "UUID"),
        Column("photo", Kind.BYTES, "BLOB"),
        Column("born", Kind.DATE, "DATE"),
        Column("seen", Kind.DATETIME, "TIMESTAMP"),
        Column("score", Kind.DECIMAL, "NUMERIC(10, 2)"),
        Column("alive", Kind.BOOLEAN, "BOOLEAN"),
        Column("anything", Kind.OTHER, ""),
    ]


def test_a_key_is_never_null_where_sqlite_forbids_it(database: Path) -> None:
    tables = described(database).tables
    assert not tables["tenants"].columns["id"].nullable
    assert not tables["orders"].columns["id"].nullable
    assert tables["Users"].columns["id"].nullable  # a peculiarity of SQLite, kept for old databases


def test_keys_and_what_points_where(database: Path) -> None:
    tables = described(database).tables
    assert tables["Users"].primary_key == ("tenant", "id")
    assert set(tables["Users"].unique) == {
        frozenset({"tenant", "id"}),
        frozenset({"email", "tenant"}),
        frozenset({"token"}),
    }
    assert tables["Users"].foreign_keys == (ForeignKey(("tenant",), "tenants", ("id",), "CASCADE", "RESTRICT"),)
    assert set(tables["orders"].foreign_keys) == {
        ForeignKey(("tenant", "user_id"), "Users", ("tenant", "id"), "SET NULL"),
        ForeignKey(("parent",), "orders", ("id",)),
    }


def test_triggers_are_seen_on_the_table_they_are_on(database: Path) -> None:
    tables = described(database).tables
    assert set(tables["Users"].hidden) == {
        Hidden("on_insert", "trigger", frozenset({"insert"})),
        Hidden("on_change", "trigger", frozenset({"update"})),
        Hidden("on_leave", "trigger", frozenset({"delete"})),
    }
    assert tables["grown_ups"].hidden == (Hidden("on_view", "trigger", frozenset({"delete"})),)


def test_views_and_virtual_tables_are_no_tables_to_change(database: Path) -> None:
    tables = described(database).tables
    assert {name for name, table in tables.items() if not table.view} == {
        *("Users", 'od"d; name', "orders", "strictly", "tenants")
    }
    assert list(tables["grown_ups"].columns) == ["id", "address"]
    assert {"note", "author"} <= tables["words"].columns.keys()


@pytest.mark.parametrize("dialect", ["sqlite", None])
@pytest.mark.parametrize("what", ["schema", "dump"])
def test_a_dump_says_the_same_as_the_database(database: Path, tmp_path: Path, what: str, dialect: str | None) -> None:
    connection = sqlite3.connect(database)
    if what == "dump":
        lines = list(connection.iterdump())
    else:
        found = connection.execute("SELECT sql FROM sqlite_schema WHERE sql NOT NULL AND name NOT LIKE 'words_%'")
        lines = [f"{sql};" for (sql,) in found if "sqlite_sequence" not in sql]
    connection.close()
    dump = tmp_path / "dump.sql"
    dump.write_text("\n".join(lines))
    assert dumps.read(dump, dialect) == described(database)
