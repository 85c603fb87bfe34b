"""What must hold in every world: in memory, where the plan's meaning is plain, and in the real databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import properties
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from standing_worlds import Stands
from worlds import PERSONS, World, worlds

from pellucid.engine.testing import MemoryStand, SQLStand

Property = Callable[[World, Sequence[int], Stands], None]

PEOPLE = st.lists(st.sampled_from(PERSONS), min_size=1, max_size=3, unique=True)
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
FEW = settings(max_examples=25, deadline=None, phases=_PHASES, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=600)

each_property = pytest.mark.parametrize("holds", properties.ALL, ids=lambda one: one.__name__)


@contextmanager
def in_memory() -> Iterator[MemoryStand]:
    stand = MemoryStand()
    try:
        yield stand
    finally:
        stand.drop()


def in_sqlite(folder: Path) -> Stands:
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


@each_property
@MANY
@given(world=worlds(), people=PEOPLE)
def test_in_memory(holds: Property, world: World, people: list[int]) -> None:
    holds(world, people, in_memory)


@each_property
@MANY
@given(world=worlds(), people=PEOPLE)
def test_in_sqlite(holds: Property, world: World, people: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    holds(world, people, in_sqlite(tmp_path_factory.getbasetemp()))
