"""A stand for the built-in SQL stores, and for any other whose URL SQLAlchemy knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateColumn
from sqlalchemy.types import TypeEngine, UserDefinedType

from pellucid.engine.schema import Column, Kind, Schema, Table
from pellucid.engine.stores.urls import engine_url
from pellucid.engine.testing.stand import Record, plain


class _Plain(UserDefinedType[object]):
    """A type by its name; values go as they are, or as text where the driver has none of their kind."""

    cache_ok = True

    def __init__(self, spec: str) -> None:
        self.spec = spec

    def get_col_spec(self, **_: object) -> str:
        return self.spec

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[object], object] | None:
        return (lambda value: value if value is None else str(value)) if dialect.name == "sqlite" else None


_TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.INTEGER: sa.BigInteger(),
    Kind.DECIMAL: _Plain("DECIMAL(12, 2)"),
    Kind.BOOLEAN: sa.Boolean(),
    Kind.DATE: sa.Date(),
    Kind.TIME: sa.Time(),
    Kind.DATETIME: sa.DateTime(),
    Kind.UUID: _Plain("UUID"),
    Kind.JSON: sa.JSON(none_as_null=True),
}

_UNCHECKED = {
    "postgresql": (["SET LOCAL session_replication_role = replica"], []),
    "mysql": (["SET foreign_key_checks = 0"], ["SET foreign_key_checks = 1"]),
}

_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()
"""
_OTHERS = "SELECT id FROM information_schema.processlist WHERE id <> connection_id() AND db = database()"


class SQLStand:
    """An empty SQLite, PostgreSQL, MariaDB or MySQL database. `close` it after the test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = sa.create_engine(engine_url(url))
        self._metadata = sa.MetaData()
        if self._dialect == "sqlite":
            self._engine.connect().close()  # makes the file

    @property
    def _dialect(self) -> str:
        return self._engine.dialect.name

    def close(self) -> None:
        self._engine.dispose()

    def create(self, schema: Schema) -> None:
        for table in schema.tables.values():
            self._declare(table)
        self._metadata.create_all(self._engine)

    def drop(self) -> None:
        """Remove every table that the stand made."""
        self._metadata.drop_all(self._engine)
        self._metadata.clear()

    def insert(self, table: str, rows: Sequence[Record]) -> None:
        """Foreign keys are not looked at, so that rows may point at each other (PostgreSQL: needs a superuser)."""
        before, after = _UNCHECKED.get(self._dialect, ((), ()))
        with self._engine.begin() as connection:
            for statement in before:
                connection.exec_driver_sql(statement)
            if rows:
                connection.execute(self._metadata.tables[table].insert(), list(map(dict, rows)))
            for statement in after:
                connection.exec_driver_sql(statement)

    def rows(self, table: str) -> list[Record]:
        target = self._metadata.tables[table]
        with self._engine.connect() as connection:
            found = connection.execute(target.select().order_by(*target.primary_key.columns)).mappings().all()
        return [{column.name: _read(row[column.name], column) for column in target.columns} for row in found]

    def run(self, *statements: str) -> None:
        """Statements in the dialect of the database."""
        with self._engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def add_table(self, table: Table) -> None:
        self._declare(table)
        self._metadata.create_all(self._engine)

    def add_column(self, table: str, column: Column) -> None:
        target = self._metadata.tables[table]
        made = sa.Column(column.name, _type(column), nullable=True)
        target.append_column(made)
        self.run(f"ALTER TABLE {table} ADD COLUMN {CreateColumn(made).compile(self._engine)}")

    def add_unique(self, table: str, column: str) -> None:
        self.run(f"CREATE UNIQUE INDEX only_{column} ON {table} ({column})")

    def add_trigger(self, table: str) -> None:
        write = "INSERT INTO audit (id, name) VALUES (OLD.id, OLD.name)"
        if self._dialect == "postgresql":
            self.run(
                f"CREATE FUNCTION keep_old() RETURNS trigger AS $$ BEGIN {write}; RETURN OLD; END $$ LANGUAGE plpgsql",
                f"CREATE TRIGGER keep_old AFTER DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_old()",
            )
        else:
            body = f"BEGIN {write}; END" if self._dialect == "sqlite" else write
            self.run(f"CREATE TRIGGER keep_old AFTER DELETE ON {table} FOR EACH ROW {body}")

    def cascading(self, child: str, column: str, parent: str) -> None:
        key = sa.ForeignKey(f"{parent}.id", ondelete="CASCADE")
        number = sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False)
        sa.Table(child, self._metadata, number, sa.Column(column, sa.BigInteger(), key, nullable=False))
        self._metadata.create_all(self._engine)

    @contextmanager
    def locked(self, table: str) -> Iterator[None]:
        with self._engine.connect() as connection:
            if self._dialect == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.execute(self._metadata.tables[table].select().with_for_update()).all()
            yield
            connection.rollback()

    def disconnect(self) -> None:
        if self._dialect == "postgresql":
            self._asked(_END_OTHERS)
            return
        for number in self._asked(_OTHERS):
            self.run(f"KILL {number}")

    def _asked(self, query: str) -> Sequence[object]:
        with self._engine.connect() as connection:
            return connection.execute(sa.text(query)).scalars().all()

    def _declare(self, table: Table) -> None:
        columns = [
            sa.Column(
                one.name,
                _type(one),
                primary_key=one.name in table.primary_key,
                nullable=one.nullable,
                autoincrement=False,
            )
            for one in table.columns.values()
        ]
        unique = [sa.UniqueConstraint(*sorted(key)) for key in table.unique if key != frozenset(table.primary_key)]
        keys = [
            sa.ForeignKeyConstraint(
                key.columns,
                [f"{key.target}.{name}" for name in key.target_columns],
                name=f"fk_{table.name}_{at}",
            )
            for at, key in enumerate(table.foreign_keys)
        ]
        sa.Table(table.name, self._metadata, *columns, *unique, *keys)


def _type(column: Column) -> TypeEngine[Any]:
    if column.kind is Kind.STRING:
        return sa.String(column.length) if column.length else sa.Text()
    return sa.LargeBinary(column.length) if column.kind is Kind.BYTES else _TYPES[column.kind]


def _read(value: object, column: sa.Column[Any]) -> object:
    return value if isinstance(column.type, sa.JSON) else plain(value)
