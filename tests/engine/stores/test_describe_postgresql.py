"""What PostgreSQL really holds, read live and from pg_dump."""

from __future__ import annotations

from pathlib import Path

import pytest
from described import make, pg_dump

from pellucid.engine.schema import Column, ForeignKey, Hidden, Kind
from pellucid.engine.stores.describe import dumps

SCHEMA = """
CREATE SCHEMA sales;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN short_text AS varchar(10) NOT NULL;
CREATE DOMAIN nickname AS short_text CHECK (VALUE <> '');
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RETURN NEW; END; $body$;

CREATE TABLE tenants (id serial PRIMARY KEY, name text);
CREATE TABLE "Users" (
    tenant integer NOT NULL REFERENCES tenants ON DELETE CASCADE ON UPDATE RESTRICT,
    id bigint GENERATED ALWAYS AS IDENTITY,
    email character varying(60) NOT NULL,
    "full name" text GENERATED ALWAYS AS (lower(email)) STORED,
    nick nickname,
    feeling mood DEFAULT 'sad',
    tags text[],
    profile jsonb,
    token uuid,
    photo bytea,
    born date,
    wakes time,
    seen timestamp(3) with time zone DEFAULT now(),
    score numeric(10, 2),
    alive boolean DEFAULT true,
    address inet,
    initial char(1),
    PRIMARY KEY (tenant, id),
    UNIQUE (email, tenant),
    CONSTRAINT grown CHECK (born < now())
);
CREATE UNIQUE INDEX by_token ON "Users" (token);
CREATE UNIQUE INDEX by_nick ON "Users" (nick) WHERE alive;
CREATE UNIQUE INDEX by_lower_email ON "Users" (lower(email));
CREATE UNIQUE INDEX by_born ON "Users" (born) INCLUDE (wakes);
CREATE TABLE sales.orders (
    id uuid PRIMARY KEY,
    tenant integer,
    user_id bigint,
    parent uuid REFERENCES sales.orders,
    FOREIGN KEY (tenant, user_id) REFERENCES "Users" (tenant, id) ON DELETE SET NULL
);
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, tenant integer, note text, PRIMARY KEY (id, at))
    PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE animals (id integer PRIMARY KEY, name text);
CREATE TABLE dogs (breed text) INHERITS (animals);
CREATE TABLE ledger (id integer PRIMARY KEY, what text, users_tenant integer);
ALTER TABLE ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger FORCE ROW LEVEL SECURITY;

CREATE TRIGGER on_change BEFORE UPDATE OR DELETE ON "Users" FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER on_insert BEFORE INSERT ON "Users" FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER on_rename AFTER UPDATE OF email ON "Users" FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER asleep AFTER DELETE ON "Users" FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE "Users" DISABLE TRIGGER asleep;
CREATE TRIGGER on_event AFTER DELETE ON events_2024 FOR EACH ROW EXECUTE FUNCTION note();
CREATE RULE never AS ON DELETE TO ledger DO INSTEAD NOTHING;

CREATE FUNCTION make_fake() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN EXECUTE 'DROP TABLE tenants'; CREATE TABLE fake (id integer); END; $$;
CREATE TABLE "we""ird.name" (
    "a,b (c)" text DEFAULT 'it''s; CREATE TABLE fake (id integer);' NOT NULL,
    "primary" integer PRIMARY KEY,
    "unique" integer UNIQUE DEFERRABLE INITIALLY DEFERRED,
    dropped integer,
    "references" integer REFERENCES "we""ird.name" DEFERRABLE
);
ALTER TABLE "we""ird.name" DROP COLUMN dropped;
COMMENT ON TABLE "we""ird.name" IS 'Odd; CREATE TABLE fake (id integer); -- and "more';
CREATE TABLE events_elsewhere (tenant integer REFERENCES tenants, note text, at date NOT NULL, id bigint NOT NULL);
ALTER TABLE events ATTACH PARTITION events_elsewhere FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

CREATE VIEW grown_ups AS SELECT id, email FROM "Users" WHERE born < '2000-01-01';
CREATE MATERIALIZED VIEW counts AS SELECT count(*) AS n, tenant FROM "Users" GROUP BY tenant;
"""


def test_columns_are_what_postgresql_says(postgresql_url: str) -> None:
    users = make(postgresql_url, SCHEMA).tables["Users"]
    assert list(users.columns.values()) == [
        Column("tenant", Kind.INTEGER, "integer", nullable=False, length=32),
        Column("id", Kind.INTEGER, "bigint", nullable=False, length=64, generated=True),
        Column("email", Kind.STRING, "character varying(60)", nullable=False, length=60),
        Column("full name", Kind.STRING, "text", generated=True),
        Column("nick", Kind.STRING, "nickname", nullable=False, length=10),
        Column("feeling", Kind.OTHER, "mood"),
        Column("tags", Kind.OTHER, "text[]"),
        Column("profile", Kind.JSON, "jsonb"),
        Column("token", Kind.UUID, "uuid"),
        Column("photo", Kind.BYTES, "bytea"),
        Column("born", Kind.DATE, "date"),
        Column("wakes", Kind.TIME, "time without time zone"),
        Column("seen", Kind.DATETIME, "timestamp(3) with time zone"),
        Column("score", Kind.DECIMAL, "numeric(10,2)"),
        Column("alive", Kind.BOOLEAN, "boolean"),
        Column("address", Kind.OTHER, "inet"),
        Column("initial", Kind.STRING, "character(1)", length=1),
    ]


def test_only_whole_unconditional_unique_indexes_make_unique(postgresql_url: str) -> None:
    users = make(postgresql_url, SCHEMA).tables["Users"]
    assert users.primary_key == ("tenant", "id")
    assert set(users.unique) == {
        frozenset({"tenant", "id"}),
        frozenset({"email", "tenant"}),
        frozenset({"token"}),
        frozenset({"born"}),
    }


def test_foreign_keys_come_with_their_schema_and_actions(postgresql_url: str) -> None:
    tables = make(postgresql_url, SCHEMA).tables
    assert tables["Users"].foreign_keys == (ForeignKey(("tenant",), "tenants", ("id",), "CASCADE", "RESTRICT"),)
    assert set(tables["sales.orders"].foreign_keys) == {
        ForeignKey(("tenant", "user_id"), "Users", ("tenant", "id"), "SET NULL"),
        ForeignKey(("parent",), "sales.orders", ("id",)),
    }


def test_what_acts_behind_a_statement_is_seen(postgresql_url: str) -> None:
    tables = make(postgresql_url, SCHEMA).tables
    assert set(tables["Users"].hidden) == {
        Hidden("on_insert", "trigger", frozenset({"insert"})),
        Hidden("on_change", "trigger", frozenset({"update", "delete"})),
        Hidden("on_rename", "trigger", frozenset({"update"})),
    }
    assert tables["events"].hidden == (Hidden("on_event", "trigger", frozenset({"delete"})),)
    assert Hidden("never", "rule", frozenset({"delete"})) in tables["ledger"].hidden


def test_row_security_counts_for_those_whom_it_binds(postgresql_url: str) -> None:
    secured = Hidden("row security", "row security", frozenset({"update", "delete"}))
    assert secured not in make(postgresql_url, SCHEMA).tables["ledger"].hidden
    bound = make(f"{postgresql_url}?options=-c%20role%3Dpg_monitor")  # a role that every server has
    assert secured in bound.tables["ledger"].hidden


def test_partitions_are_part_of_their_table_and_children_with_columns_of_their_own_are_not(postgresql_url: str) -> None:
    tables = make(postgresql_url, SCHEMA).tables
    assert tables.keys() == {
        *(
            "Users",
            "animals",
            "counts",
            "dogs",
            "events",
            "grown_ups",
            "ledger",
            "sales.orders",
            "tenants",
            'public.we"ird.name',
        )
    }
    assert tables["events"].primary_key == ("id", "at")
    assert tables["events"].foreign_keys == (ForeignKey(("tenant",), "tenants", ("id",)),)
    assert tables["dogs"].columns.keys() == {"id", "name", "breed"}
    assert tables["animals"].primary_key == ()


def test_views_are_known_as_views(postgresql_url: str) -> None:
    tables = make(postgresql_url, SCHEMA).tables
    assert {name for name, table in tables.items() if table.view} == {"grown_ups", "counts"}


def test_a_dump_says_the_same_as_the_database(postgresql_url: str, tmp_path: Path) -> None:
    live = make(postgresql_url, SCHEMA).tables
    dumped = dumps.read(pg_dump(postgresql_url, tmp_path / "dump.sql")).tables
    assert dumped.keys() == live.keys()
    for name, table in live.items():
        if table.view:
            assert dumped[name].view
            assert dumped[name].columns.keys() == table.columns.keys()
        elif name == "ledger":  # a dump does not know whom row security binds
            assert {hidden.name for hidden in dumped[name].hidden} == {"never", "row security"}
            assert dumped[name].columns == table.columns
        else:
            assert dumped[name].columns == table.columns
            assert dumped[name].primary_key == table.primary_key
            assert set(dumped[name].unique) == set(table.unique)
            assert set(dumped[name].foreign_keys) == set(table.foreign_keys)
            assert set(dumped[name].hidden) == set(table.hidden)


@pytest.mark.parametrize("dialect", ["postgresql", "postgres", None])
def test_a_dump_is_known_by_name_or_by_its_looks(postgresql_url: str, tmp_path: Path, dialect: str | None) -> None:
    make(postgresql_url, "CREATE TABLE a (id integer PRIMARY KEY)")
    assert dumps.read(pg_dump(postgresql_url, tmp_path / "dump.sql"), dialect).tables.keys() == {"a"}
