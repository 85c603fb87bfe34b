"""What MariaDB really holds, read live and from mysqldump."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from described import make, mysqldump
from sqlalchemy import create_engine, make_url, text

from pellucid.engine.schema import Column, ForeignKey, Hidden, Kind, Schema
from pellucid.engine.stores.describe import describe, dumps
from pellucid.engine.stores.urls import engine_url

SCHEMA = (
    "CREATE TABLE tenants (id INT AUTO_INCREMENT PRIMARY KEY, name TINYTEXT)",
    """CREATE TABLE Users (
        tenant INT NOT NULL,
        id BIGINT UNSIGNED NOT NULL,
        email VARCHAR(60) CHARACTER SET ascii NOT NULL COMMENT 'it''s; the `address` (main)',
        lower_email VARCHAR(60) GENERATED ALWAYS AS (lower(email)) STORED,
        short_email VARCHAR(5) AS (left(email, 5)) VIRTUAL,
        feeling ENUM('sad', 'happy, ''really''') DEFAULT 'sad',
        profile JSON,
        token UUID,
        photo MEDIUMBLOB,
        hash BINARY(16),
        born DATE,
        wakes TIME,
        seen DATETIME(3) DEFAULT current_timestamp(3),
        changed TIMESTAMP NULL ON UPDATE current_timestamp(),
        score DECIMAL(10, 2),
        alive BOOLEAN DEFAULT TRUE,
        tiny TINYINT(4),
        note TEXT,
        `full name` CHAR(3),
        place POINT,
        PRIMARY KEY (tenant, id),
        UNIQUE KEY by_email (email, tenant),
        UNIQUE KEY by_note (note(20)),
        UNIQUE KEY by_token (token) USING HASH,
        KEY by_born (born),
        FULLTEXT KEY words (note),
        CONSTRAINT tenancy FOREIGN KEY (tenant) REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE RESTRICT,
        CONSTRAINT grown CHECK (score > 0)
    )""",
    """CREATE TABLE orders (
        id INT PRIMARY KEY,
        tenant INT,
        user_id BIGINT UNSIGNED,
        parent INT UNIQUE REFERENCES orders (id),
        FOREIGN KEY (tenant, user_id) REFERENCES Users (tenant, id) ON DELETE SET NULL
    )""",
    "CREATE TABLE prices (id INT PRIMARY KEY, amount INT) WITH SYSTEM VERSIONING",
    "CREATE TABLE stays (id INT PRIMARY KEY, come DATE, gone DATE, PERIOD FOR stay (come, gone))",
    """CREATE TABLE events (id INT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at))
        PARTITION BY RANGE (year(at)) (PARTITION p0 VALUES LESS THAN (2024), PARTITION p1 VALUES LESS THAN MAXVALUE)""",
    "CREATE TABLE `od``d; name` (id INT PRIMARY KEY, `a,b (c)` INT DEFAULT 5)",
    """CREATE TRIGGER on_change BEFORE UPDATE ON Users FOR EACH ROW
        BEGIN SET NEW.note = 'x;'; SET NEW.score = 1; END""",
    "CREATE TRIGGER on_leave AFTER DELETE ON Users FOR EACH ROW UPDATE tenants SET name = 'less' WHERE id = OLD.tenant",
    "CREATE TRIGGER on_insert BEFORE INSERT ON Users FOR EACH ROW SET NEW.note = ''",
    "CREATE VIEW grown_ups AS SELECT id, email AS address FROM Users WHERE born < '2000-01-01'",
    "CREATE SEQUENCE numbers",
)


def made(url: str) -> Schema:
    return make(url, *(statement.replace("%", "%%") for statement in SCHEMA))


def test_columns_are_what_mariadb_says(mariadb_url: str) -> None:
    assert list(made(mariadb_url).tables["Users"].columns.values()) == [
        Column("tenant", Kind.INTEGER, "int(11)", nullable=False, length=32),
        Column("id", Kind.INTEGER, "bigint(20) unsigned", nullable=False, length=64),
        Column("email", Kind.STRING, "varchar(60)", nullable=False, length=60),
        Column("lower_email", Kind.STRING, "varchar(60)", length=60, generated=True),
        Column("short_email", Kind.STRING, "varchar(5)", length=5, generated=True),
        Column("feeling", Kind.OTHER, "enum('sad','happy, ''really''')"),
        Column("profile", Kind.JSON, "longtext"),
        Column("token", Kind.UUID, "uuid"),
        Column("photo", Kind.BYTES, "mediumblob", length=2**24 - 1),
        Column("hash", Kind.BYTES, "binary(16)", length=16),
        Column("born", Kind.DATE, "date"),
        Column("wakes", Kind.TIME, "time"),
        Column("seen", Kind.DATETIME, "datetime(3)"),
        Column("changed", Kind.DATETIME, "timestamp"),
        Column("score", Kind.DECIMAL, "decimal(10,2)"),
        Column("alive", Kind.BOOLEAN, "tinyint(1)"),
        Column("tiny", Kind.INTEGER, "tinyint(4)", length=8),
        Column("note", Kind.STRING, "text", length=(2**16 - 1) // 4),
        Column("full name", Kind.STRING, "char(3)", length=3),
        Column("place", Kind.OTHER, "point"),
    ]


def test_keys_and_what_points_where(mariadb_url: str) -> None:
    tables = made(mariadb_url).tables
    assert tables["Users"].primary_key == ("tenant", "id")
    assert set(tables["Users"].unique) == {
        frozenset({"tenant", "id"}),
        frozenset({"email", "tenant"}),
        frozenset({"note"}),
        frozenset({"token"}),
    }
    assert tables["Users"].foreign_keys == (ForeignKey(("tenant",), "tenants", ("id",), "CASCADE"),)
    assert set(tables["orders"].foreign_keys) == {
        ForeignKey(("tenant", "user_id"), "Users", ("tenant", "id"), "SET NULL"),
        ForeignKey(("parent",), "orders", ("id",)),
    }


def test_what_acts_behind_a_statement_is_seen(mariadb_url: str) -> None:
    tables = made(mariadb_url).tables
    assert set(tables["Users"].hidden) == {
        Hidden("on_insert", "trigger", frozenset({"insert"})),
        Hidden("on_change", "trigger", frozenset({"update"})),
        Hidden("on_leave", "trigger", frozenset({"delete"})),
    }
    assert tables["prices"].hidden == (Hidden("versioning", "versioning", frozenset({"update", "delete"})),)


def test_an_account_that_cannot_see_triggers_knows_it(mariadb_url: str) -> None:
    made(mariadb_url)
    account, password, database = f"clerk_{secrets.token_hex(4)}", secrets.token_hex(8), make_url(mariadb_url).database
    admin = create_engine(engine_url(mariadb_url))
    unseen = Hidden("triggers unseen", "trigger", frozenset({"update", "delete"}))
    with admin.connect() as connection:
        connection.execute(text(f"CREATE USER '{account}'@'%' IDENTIFIED BY '{password}'"))
        try:
            for privilege, hides in (("SELECT", True), ("TRIGGER", False)):
                connection.execute(text(f"GRANT {privilege} ON `{database}`.* TO '{account}'@'%'"))
                as_clerk = create_engine(engine_url(mariadb_url).set(username=account, password=password))
                with as_clerk.connect() as restricted:
                    tables = describe(restricted).tables
                as_clerk.dispose()
                assert {unseen in table.hidden for table in tables.values() if not table.view} == {hides}
        finally:
            connection.execute(text(f"DROP USER '{account}'@'%'"))
    admin.dispose()


def test_tables_and_views(mariadb_url: str) -> None:
    tables = made(mariadb_url).tables
    assert {name for name, table in tables.items() if table.view} == {"grown_ups"}
    assert tables.keys() == {*("Users", "events", "grown_ups", "od`d; name", "orders", "prices", "stays", "tenants")}
    assert list(tables["grown_ups"].columns) == ["id", "address"]


@pytest.mark.parametrize("dialect", ["mysql", "mariadb", None])
def test_a_dump_says_the_same_as_the_database(mariadb_url: str, tmp_path: Path, dialect: str | None) -> None:
    live = made(mariadb_url).tables
    dumped = dumps.read(mysqldump(mariadb_url, tmp_path / "dump.sql"), dialect).tables
    assert dumped.keys() == live.keys()
    for name, table in live.items():
        assert dumped[name].view == table.view
        if table.view:
            assert list(dumped[name].columns) == list(table.columns)
            continue
        assert dumped[name].columns == table.columns
        assert dumped[name].primary_key == table.primary_key
        assert set(dumped[name].unique) == set(table.unique)
        assert set(dumped[name].foreign_keys) == set(table.foreign_keys)
        assert set(dumped[name].hidden) == set(table.hidden)
