"""In every world: what was erased with an undo is as it was before, once it is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from standing_worlds import Standing, standing
from undo_runs import Erased, erase_with_undo
from worlds import PERSONS, World, worlds

from pellucid.engine.errors import PlanError
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.undo_replay import GONE, SHARED
from pellucid.engine.proving.undoing import undo
from pellucid.engine.testing import MemoryStand, SQLStand, Stand

Stands = Callable[[], AbstractContextManager[Stand]]

PEOPLE = st.lists(st.sampled_from(PERSONS), min_size=1, max_size=3, unique=True)
MANY = settings(
    max_examples=100,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
FEW = settings(MANY, max_examples=25)


@contextmanager
def erased(at: Standing, people: Sequence[int]) -> Iterator[Erased]:
    """Worlds of which nothing could be brought back are passed over."""
    with TemporaryDirectory() as folder:
        try:
            yield erase_with_undo(at.engine, Home(Path(folder)), [{"user_id": str(who)} for who in people])
        except PlanError:
            assume(False)


def everything_comes_back(world: World, people: Sequence[int], stands: Stands) -> None:
    with standing(world, stands) as at:
        before = at.state()
        with erased(at, people) as run:
            undone = undo(at.engine, run.home, run.run, run.all)
        assert at.state() == before
        assert not undone.left


def one_after_the_other_everything_comes_back(world: World, people: Sequence[int], stands: Stands) -> None:
    """What is not one's own alone comes back with the last; not what pointed at it when its person returned."""
    with standing(world, stands) as at:
        before = at.state()
        with erased(at, people) as run:
            left = [undo(at.engine, run.home, run.run, {who: code}, rest=True).left for who, code in run.all.items()]
        if all(why in (SHARED, GONE) for one in left for _, why in one):
            assert at.state() == before


@contextmanager
def in_memory() -> Iterator[MemoryStand]:
    stand = MemoryStand()
    try:
        yield stand
    finally:
        stand.drop()


@contextmanager
def in_sqlite() -> Iterator[SQLStand]:
    with TemporaryDirectory() as folder:
        stand = SQLStand(f"sqlite:///{folder}/world.db")
        try:
            yield stand
        finally:
            stand.close()


def in_server(url: str) -> Stands:
    """One database for all the worlds, emptied after each."""

    @contextmanager
    def stands() -> Iterator[SQLStand]:
        stand = SQLStand(url)
        try:
            yield stand
        finally:
            stand.drop()
            stand.close()

    return stands


@MANY
@given(world=worlds(), people=PEOPLE)
def test_in_memory(world: World, people: list[int]) -> None:
    everything_comes_back(world, people, in_memory)


@MANY
@given(world=worlds(), people=PEOPLE)
def test_in_sqlite(world: World, people: list[int]) -> None:
    everything_comes_back(world, people, in_sqlite)


@FEW
@given(world=worlds(), people=PEOPLE)
def test_in_postgresql(world: World, people: list[int], postgresql_url: str) -> None:
    everything_comes_back(world, people, in_server(postgresql_url))


@FEW
@given(world=worlds(), people=PEOPLE)
def test_in_mariadb(world: World, people: list[int], mariadb_url: str) -> None:
    everything_comes_back(world, people, in_server(mariadb_url))


@MANY
@given(world=worlds(), people=st.permutations(PERSONS))
def test_one_after_the_other(world: World, people: list[int]) -> None:
    one_after_the_other_everything_comes_back(world, people, in_sqlite)
