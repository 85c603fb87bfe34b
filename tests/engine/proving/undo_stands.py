"""A database with a data map over it, which erases with an undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from undo_runs import Erased, erase_with_undo

from pellucid.engine.datamap.loading import load
from pellucid.engine.proving.home import Home
from pellucid.engine.running.engine import Engine
from pellucid.engine.stores.urls import engine_url
from pellucid.engine.testing.bench import KEY

_MAP = """
pellucid: 1
persons: {customer: {identities: {user_id: unique}}}
"""

Rows = dict[str, list[str]]


@dataclass(frozen=True)
class UndoStand:
    engine: Engine
    home: Home
    database: sa.Engine
    tables: Sequence[str]

    def run(self, *statements: str) -> None:
        with self.database.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def rows(self) -> Rows:
        """Every row of every table, as the database tells it, in one order."""
        select = "SELECT CAST(one AS text) FROM {} one" if self.database.name == "postgresql" else "SELECT * FROM {}"
        with self.database.connect() as connection:
            return {
                name: sorted(repr(tuple(row)) for row in connection.exec_driver_sql(select.format(name)))
                for name in self.tables
            }

    def erase(self, *people: int, run: str = "run1") -> Erased:
        return erase_with_undo(self.engine, self.home, [{"user_id": str(who)} for who in people], run=run)


@contextmanager
def undo_stand(url: str, folder: Path, collections: str, *statements: str) -> Iterator[UndoStand]:
    """`collections`: the data map's; `statements`: what makes and fills the tables."""
    database = sa.create_engine(engine_url(url))
    with database.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        tables = sa.inspect(connection).get_table_names()
    (folder / "map").mkdir()
    (folder / "map/map.yml").write_text(_MAP)
    (folder / "map/shop.yml").write_text(f"store: shop\nurl: {url}\ncollections:\n{collections}")
    with Engine(load(folder / "map"), key=KEY) as engine:
        yield UndoStand(engine, Home(folder / "home"), database, tables)
    database.dispose()
