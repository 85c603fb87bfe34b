"""Generated worlds in real stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import assume
from worlds import STORE, Row, World

from pellucid.engine.errors import PlanError
from pellucid.engine.planning.plan import Right
from pellucid.engine.running.engine import Engine
from pellucid.engine.running.run import Run
from pellucid.engine.testing import MemoryStand, SQLStand, Stand
from pellucid.engine.testing.bench import KEY, Copied, copies

State = Mapping[str, Mapping[tuple[object, ...], Row]]
"""All rows by table and key."""

Stands = Callable[[], AbstractContextManager[Stand]]
"""Makes an empty database."""


@dataclass(frozen=True)
class Standing:
    """A world in a store."""

    world: World
    stand: Stand
    engine: Engine

    def state(self) -> State:
        return {
            name: {tuple(row[key] for key in table.primary_key): dict(row) for row in self.stand.rows(name)}
            for name, table in self.world.schema.tables.items()
        }

    def erase(self, people: Sequence[int]) -> Run:
        return self.engine.erase([{"user_id": str(who)} for who in people])

    def access(self, people: Sequence[int]) -> list[Copied]:
        return copies(self.engine, *({"user_id": str(who)} for who in people))


@contextmanager
def in_memory() -> Iterator[MemoryStand]:
    stand = MemoryStand()
    try:
        yield stand
    finally:
        stand.drop()


def in_sqlite(folder: Path) -> Stands:
    """Each time a new file."""

    @contextmanager
    def stands() -> Iterator[SQLStand]:
        path = folder / "world.db"
        stand = SQLStand(f"sqlite:///{path}")
        try:
            yield stand
        finally:
            stand.close()
            path.unlink()

    return stands


def on_server(url: str) -> Stands:
    """Each time the same database, emptied."""

    @contextmanager
    def stands() -> Iterator[SQLStand]:
        stand = SQLStand(url)
        try:
            yield stand
        finally:
            stand.drop()
            stand.close()

    return stands


@contextmanager
def standing(world: World, stands: Stands) -> Iterator[Standing]:
    """The world in a store of its own; worlds whose erasure cannot be planned are passed over."""
    with stands() as stand:
        stand.create(world.schema)
        for name, rows in world.rows.items():
            stand.insert(name, rows)
        store = replace(world.datamap.stores[STORE], url=stand.url)
        with Engine(replace(world.datamap, stores={STORE: store}), key=KEY) as engine:
            try:
                engine.plan(Right.ERASURE)
            except PlanError:
                assume(False)
            yield Standing(world, stand, engine)
