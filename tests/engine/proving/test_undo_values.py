"""Values of every type come back as they were, and what the database computes or adds by itself is not in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from undo_stands import UndoStand, undo_stand

from pellucid.engine.proving.undoing import undo

MAP = """
  people:
    person: customer
    identities: {user_id: id}
    erase: delete
    fields: {name: user.name}
  things: {owns: {customer: people, by: {person_id: id}}, erase: delete, fields: {a: user.content}}
  kept:
    owns: {customer: people, by: {person_id: id}}
    erase: {keep: always, because: The law asks us to., unlink: true}
    fields: {NAMES}
"""
POSTGRESQL = {
    "a": "text", "b": "bytea", "c": "numeric", "d": "double precision", "e": "real", "f": "date", "g": "timestamptz",
    "h": "timestamp", "i": "time", "j": "timetz", "k": "interval", "l": "uuid", "m": "json", "n": "jsonb",
    "o": "int[]", "p": "text[]", "q": "mood", "r": "inet", "s": "bit(3)", "t": "point", "u": "int4range",
    "v": "tsvector", "w": "boolean", "x": "char(6)", "y": "xml", "z": "bigint",
}  # fmt: skip
POSTGRESQL_ROWS = [
    """'O''Brien \\ line\nnew\ttab', '\\x00ff27', 1.10, 0.1, 3.4028235e38, '0044-03-15 BC', '2024-10-27 00:30:00.5+00',
    '2024-03-31 02:30', '24:00', '12:00+05:30', '1 year -2 mons 3 days 04:05:06.789',
    '0b9dbd4e-1b4e-4ed4-9e2c-6e0a3a5d7a11', '{"b": 1,  "a": [1.0, "x"], "b": 2}', '{"b": 1.10}', '{{1,2},{3,NULL}}',
    '{"a,b",NULL,"NULL",""}', 'so so', '10.0.0.1/8', B'101', '(1.5,-2)', '[1,5)', '''a'' & b', true, 'ab',
    '<a>1</a>', 9223372036854775807""",
    """'', '', 'NaN', 'Infinity', '-0', 'infinity', '-infinity', 'infinity', '00:00', NULL, '-1 day', NULL, 'null',
    'null', '{}', '{}', 'good', '::1', B'000', NULL, 'empty', '', false, '', NULL, -1""",
    ", ".join(["NULL"] * 26),
]
MARIADB = {
    "a": "text", "b": "blob", "c": "decimal(30, 10)", "d": "double", "e": "float", "f": "date",
    "g": "timestamp(3) NULL", "h": "datetime(6)", "i": "time(6)", "j": "year", "k": "json", "l": "bit(5)",
    "m": "enum('x', 'y')", "n": "set('p', 'q')", "o": "bigint unsigned", "p": "boolean", "q": "binary(4)", "r": "uuid",
}  # fmt: skip
MARIADB_ROWS = [
    """'O''Brien \\\\ 😀', x'00ff27', 12345678901234567890.0123456789, 0.1, 16777.217, '1000-01-01',
    '2024-10-27 01:30:00.123', '9999-12-31 23:59:59.999999', '-838:59:59.000001', 2155, '{"b": 1,  "a": 1.0}', b'10101',
    'y', 'p,q', 18446744073709551615, true, x'00010000', '0b9dbd4e-1b4e-4ed4-9e2c-6e0a3a5d7a11'""",
    ", ".join(["NULL"] * 18),
]
SQLITE = {"a": "TEXT", "b": "BLOB", "c": "NUMERIC", "d": "REAL", "e": "", "f": "DATE", "g": "INTEGER", "h": "JSON"}
SQLITE_ROWS = [
    "'O''Brien', x'00ff', 9007199254740993, 0.1, 'text', '2024-02-30', 'not a number', '{\"b\": 1,  \"a\": 1.0}'",
    "'', x'', 1.5, 9e999, x'01', 20240230, 9223372036854775807, NULL",
    "'1', '1', '1.0', -0.0, 1, 1.5, 1, 2",
    ", ".join(["NULL"] * 8),
]


def _map(columns: dict[str, str]) -> str:
    masked = (f'{name}: {{is: user.content, erase: "null"}}' for name in columns)
    return MAP.replace("NAMES", ", ".join(masked))


def _made(columns: dict[str, str], rows: list[str], computed: str, more: str = "") -> list[str]:
    listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    names = ", ".join(["id", "person_id", *columns])
    tables = [
        f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, person_id INTEGER, {listed}, {computed}{more})"
        for table in ("things", "kept")
    ]
    filled = [
        f"INSERT INTO {table} ({names}) VALUES ({at}, 1, {row})"
        for table in ("things", "kept")
        for at, row in enumerate(rows)
    ]
    people = "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(40))"
    return [people, *tables, "INSERT INTO people VALUES (1, 'Ann')", *filled]


def comes_back(stand: UndoStand, later: Callable[[], object] = lambda: None) -> None:
    before = stand.rows()
    run = stand.erase(1)
    later()
    erased = stand.rows()
    assert erased["things"] == []
    assert not set(erased["kept"]) & set(before["kept"])
    undone = undo(stand.engine, stand.home, run.run, run.all)
    assert stand.rows() == before
    assert undone.rows["shop.things"] == len(before["things"])


def test_in_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    enum = "CREATE TYPE mood AS ENUM ('good', 'so so')"
    made = _made(POSTGRESQL, POSTGRESQL_ROWS, "twice text GENERATED ALWAYS AS (a || a) STORED")
    numbers = "ALTER TABLE things ADD no bigint GENERATED ALWAYS AS IDENTITY"
    with undo_stand(postgresql_url, tmp_path, _map(POSTGRESQL), enum, *made, numbers) as stand:
        comes_back(stand)


def test_in_postgresql_whatever_the_connections_settings(postgresql_url: str, tmp_path: Path) -> None:
    """An undo reads values as the erasure did."""
    enum = "CREATE TYPE mood AS ENUM ('good', 'so so')"
    made = _made(POSTGRESQL, POSTGRESQL_ROWS, "twice text GENERATED ALWAYS AS (a || a) STORED")
    with undo_stand(postgresql_url, tmp_path, _map(POSTGRESQL), enum, *made) as stand:
        name = stand.database.url.database
        before = stand.rows()
        run = stand.erase(1)
        stand.run(
            f"ALTER DATABASE {name} SET TimeZone = 'Asia/Kolkata'",
            f"ALTER DATABASE {name} SET DateStyle = 'German, DMY'",
            f"ALTER DATABASE {name} SET bytea_output = 'escape'",
            f"ALTER DATABASE {name} SET IntervalStyle = 'iso_8601'",
        )
        stand.engine.close()
        undo(stand.engine, stand.home, run.run, run.all)
        assert stand.rows() == before


def test_in_mariadb(mariadb_url: str, tmp_path: Path) -> None:
    """With a time that the server sets by itself whenever a row is updated."""
    touched = ", touched timestamp NOT NULL DEFAULT '2020-01-01' ON UPDATE current_timestamp"
    made = _made(MARIADB, MARIADB_ROWS, "twice text AS (concat(a, a)) STORED", touched)
    with undo_stand(mariadb_url, tmp_path, _map(MARIADB), *made) as stand:
        comes_back(stand, later=lambda: stand.run("DO sleep(1.1)"))


def test_in_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    made = _made(SQLITE, SQLITE_ROWS, "twice TEXT AS (a || a) STORED, thrice TEXT AS (a || a || a) VIRTUAL")
    with undo_stand(sqlite_url, tmp_path, _map(SQLITE), *made) as stand:
        comes_back(stand)
