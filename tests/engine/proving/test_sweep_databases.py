"""What only some databases have: copies in indexes and views, types of their own, tables that are closed to us."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from pellucid.engine.datamap.model import StoreMap
from pellucid.engine.schema import Column, Kind, Schema, Table
from pellucid.engine.stores.base import Mode, Sought, Swept, Trace, Unsearched
from pellucid.engine.stores.memory import MemoryDatabase, MemoryStore
from pellucid.engine.stores.registry import connect
from pellucid.engine.stores.urls import engine_url

VALUE = "jörg.müller@web.de"


def swept(url: str, *statements: str) -> Swept:
    database = sa.create_engine(engine_url(url))
    with database.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement.replace("PERSON", VALUE))
    database.dispose()
    store = connect(StoreMap("store", url), key=b"k" * 32)
    with store.open(Mode.SCRATCH) as session:
        found = session.sweep([Sought(0, VALUE)])
    store.close()
    return found


def places(found: Swept) -> list[tuple[str, str]]:
    return sorted((trace.table, trace.column) for trace in found.traces)


def test_sqlite_holds_text_in_columns_of_any_type_and_in_its_search_index(sqlite_url: str) -> None:
    found = swept(
        sqlite_url,
        "CREATE TABLE loose (number INTEGER, untyped, bytes BLOB, twice TEXT AS (untyped))",
        "INSERT INTO loose (number, untyped) VALUES ('to PERSON', 'PERSON')",
        "INSERT INTO loose (bytes) VALUES (CAST('PERSON' AS BLOB))",
        "CREATE VIRTUAL TABLE words USING fts5(text)",
        "INSERT INTO words VALUES ('to PERSON')",
        "CREATE VIEW shown AS SELECT untyped FROM loose",
    )
    assert places(found) == [("loose", "number"), ("loose", "untyped"), ("words_content", "c0")]
    assert Unsearched("loose", "bytes", "it holds bytes") in found.unsearched


def test_postgresql_types_of_its_own_other_schemas_and_materialized_views_are_searched(postgresql_url: str) -> None:
    found = swept(
        postgresql_url,
        "CREATE TYPE address AS (mail text)",
        "CREATE TYPE known AS ENUM ('PERSON')",
        "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE SCHEMA other",
        """CREATE TABLE other.types (list text[], made address, mark known, page xml, loose text COLLATE loose,
                                     raw json, parsed jsonb, number int, bytes bytea)""",
        """INSERT INTO other.types (list, made, mark, page, loose, raw, parsed, bytes) VALUES
           ('{PERSON}', ROW('PERSON'), 'PERSON', '<a>PERSON</a>', 'PERSON', '["j\\u00f6rg.m\\u00fcller@web.de"]',
            '["PERSON"]', convert_to('PERSON', 'UTF8'))""",
        "CREATE VIEW shown AS SELECT loose FROM other.types",
        "CREATE MATERIALIZED VIEW kept AS SELECT 'PERSON' AS mail",
        "CREATE TABLE parts (id int, mail text) PARTITION BY LIST (id)",
        "CREATE TABLE part PARTITION OF parts FOR VALUES IN (1)",
        "INSERT INTO parts VALUES (1, 'PERSON')",
    )
    columns = ["list", "loose", "made", "mark", "page", "parsed", "raw"]
    expected = [("kept", "mail"), *(("other.types", name) for name in columns), ("parts", "mail")]
    assert places(found) == expected
    assert found.unsearched == (Unsearched("other.types", "bytes", "it holds bytes"),)


def test_mariadb_searches_other_character_sets_and_skips_what_is_no_text(mariadb_url: str) -> None:
    found = swept(
        mariadb_url,
        """CREATE TABLE types (old VARCHAR(50) CHARACTER SET latin1, exact VARCHAR(50) COLLATE utf8mb4_bin,
                               mark ENUM('PERSON'), place POINT, bits BIT(3), year YEAR, bytes BLOB)""",
        """INSERT INTO types VALUES ('PERSON', 'PERSON', 'PERSON', POINT(1, 2), b'101', 2020, 'PERSON')""",
    )
    assert places(found) == [("types", "exact"), ("types", "mark"), ("types", "old")]
    assert found.unsearched == (Unsearched("types", "bytes", "it holds bytes"),)


def test_a_table_that_is_closed_to_us_is_said_to_be_unsearched(postgresql_url: str) -> None:
    role = sa.make_url(postgresql_url).database
    statements = (
        "CREATE TABLE closed (mail text)",
        "CREATE TABLE open (mail text)",
        "INSERT INTO open VALUES ('PERSON')",
        f"CREATE ROLE {role} LOGIN",
        f"GRANT SELECT ON open TO {role}",
    )
    swept(postgresql_url, *statements)
    try:
        limited = sa.make_url(postgresql_url).set(username=role).render_as_string(hide_password=False)
        found = swept(limited)
    finally:
        swept(postgresql_url, f"DROP OWNED BY {role}", f"DROP ROLE {role}")
    assert found.traces == (Trace("open", "mail", {0: 1}),)
    assert [(one.table, one.column) for one in found.unsearched] == [("closed", "")]
    assert "InsufficientPrivilege" in found.unsearched[0].why


@pytest.mark.parametrize("columns", [1, 150])
def test_wide_tables_are_searched_to_the_last_column(sqlite_url: str, columns: int) -> None:
    names = [f"c{number}" for number in range(columns)]
    found = swept(
        sqlite_url, f"CREATE TABLE wide ({', '.join(names)})", f"INSERT INTO wide ({names[-1]}) VALUES ('PERSON')"
    )
    assert places(found) == [("wide", names[-1])]


def test_the_memory_store_is_searched_alike(tmp_path: Path) -> None:
    kinds = {"text": Kind.STRING, "document": Kind.JSON, "bytes": Kind.BYTES, "number": Kind.INTEGER}
    table = Table("notes", {name: Column(name, kind, kind.value) for name, kind in kinds.items()})
    database = MemoryStore.databases[tmp_path.name] = MemoryDatabase(Schema({"notes": table}))
    rows = [{"text": f"to {VALUE.upper()}"}, {"document": {"a": [VALUE]}}, {"bytes": VALUE.encode()}, {"number": 1}]
    database.insert("notes", rows)
    found = swept_in_memory(tmp_path.name)
    assert places(found) == [("notes", "document"), ("notes", "text")]
    assert found.unsearched == (Unsearched("notes", "bytes", "it holds bytes"),)


def swept_in_memory(name: str) -> Swept:
    store = connect(StoreMap("store", f"memory://{name}"), key=b"k" * 32)
    with store.open(Mode.READ) as session:
        return session.sweep([Sought(0, VALUE)])
