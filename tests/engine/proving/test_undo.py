"""An undo gives back what was erased, to whom holds the code, while the window is open; else nothing is changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import three_stores
from undo_runs import END, NOW, Erased, erase_with_undo

from pellucid.engine.datamap.loading import load
from pellucid.engine.errors import UndoError
from pellucid.engine.proving import undoing
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.undo_codes import new_code
from pellucid.engine.proving.undo_record import key_store, read
from pellucid.engine.proving.undoing import expire, undo
from pellucid.engine.running.engine import Engine
from pellucid.engine.testing.bench import KEY

ANN, BOB = {"email": "ann@example.org"}, {"email": "bob@example.org"}
EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine(load(three_stores.make(tmp_path)), key=KEY) as found:
        yield found


@pytest.fixture
def run(engine: Engine, tmp_path: Path) -> Erased:
    return erase_with_undo(engine, Home(tmp_path / "home"), [ANN, BOB])


def test_all_stores_are_as_they_were(engine: Engine, tmp_path: Path) -> None:
    before = three_stores.rows(tmp_path)
    run = erase_with_undo(engine, Home(tmp_path / "home"), [ANN, BOB])
    assert three_stores.rows(tmp_path)["log.events"] == []
    undone = undo(engine, run.home, run.run, run.all)
    assert three_stores.rows(tmp_path) == before
    assert undone.rows == {"shop.customers": 2, "log.events": 3}
    assert undone.values == {"shop.orders": 5, "crm.contacts": 2}
    assert not undone.left


def test_one_person_returns_and_nobody_else(engine: Engine, run: Erased, tmp_path: Path) -> None:
    undo(engine, run.home, run.run, {1: run.codes[1]})
    rows = three_stores.rows(tmp_path)
    assert [row[0] for row in rows["shop.customers"]] == [2]
    assert [row[0] for row in rows["log.events"]] == [2]


def test_the_example_company_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run([sys.executable, EXAMPLES / "build.py", tmp_path], check=True, capture_output=True)
    monkeypatch.setenv("PELLUCID_EXAMPLE", str(tmp_path))
    monkeypatch.syspath_prepend(EXAMPLES)
    looking = __import__("looking")
    files = {name: tmp_path / f"{name}.db" for name in ("shop", "crm", "support", "logins")}
    before = looking.all_rows(files)
    with Engine(load(EXAMPLES / "map"), key=KEY) as engine:
        nadia = {"email": "nadia.brueckner@example.org"}
        run = erase_with_undo(engine, Home(tmp_path / "home"), [nadia], person="customer")
        assert "Brückner" not in str(looking.all_rows(files)["shop.customers"].get(42))
        undo(engine, run.home, run.run, run.all)
    after = looking.all_rows(files)
    assert {name: _contents(rows) for name, rows in after.items()} == {n: _contents(rows) for n, rows in before.items()}


def test_nothing_of_a_person_is_in_plain_text_on_the_disk(run: Erased) -> None:
    content = b"".join(path.read_bytes() for path in run.files)
    assert len(run.files) >= 4
    told = ("ann", "bob", "lee", "main street", "10.0.0", "customers", "email", "events")
    assert [word for word in told if word.encode() in content.lower()] == []
    assert all(code.encode() not in content for code in run.codes)
    assert all(path.stat().st_mode & 0o077 == 0 for path in run.files)


def refuses(run: Erased, tmp_path: Path, words: str, attempt: Callable[[], object]) -> None:
    before = three_stores.rows(tmp_path)
    with pytest.raises(UndoError, match=words) as caught:
        attempt()
    assert three_stores.rows(tmp_path) == before
    assert not any(word in str(caught.value) for word in ("ann@", "Ann", "Lee", *run.codes))


def test_another_code_is_refused(engine: Engine, run: Erased, tmp_path: Path) -> None:
    for code in (new_code(), run.codes[1], "", run.codes[0][:-1]):
        refuses(run, tmp_path, "undo code", lambda code=code: undo(engine, run.home, run.run, {0: code}))


def test_a_code_may_be_typed_as_people_type(engine: Engine, run: Erased) -> None:
    typed = run.codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert undo(engine, run.home, run.run, {0: typed}).rows


def test_a_person_or_run_that_never_was_is_refused(engine: Engine, run: Erased, tmp_path: Path) -> None:
    refuses(run, tmp_path, "no such person", lambda: undo(engine, run.home, run.run, {2: new_code()}))
    refuses(run, tmp_path, "nothing is kept", lambda: undo(engine, run.home, "other", run.all))
    refuses(run, tmp_path, "no id of a run", lambda: undo(engine, run.home, "../run1", run.all))


def test_after_the_window_it_is_refused(engine: Engine, run: Erased, tmp_path: Path) -> None:
    words = f"ended on {END.date().isoformat()}"
    refuses(run, tmp_path, words, lambda: undo(engine, run.home, run.run, run.all, now=END))


def test_without_its_key_it_is_refused(engine: Engine, run: Erased, tmp_path: Path) -> None:
    key_store(run.home).destroy([read(run.home, run.run).people[0].key])
    refuses(run, tmp_path, "destroyed", lambda: undo(engine, run.home, run.run, {0: run.codes[0]}))


def test_a_file_with_any_byte_changed_is_refused(engine: Engine, run: Erased, tmp_path: Path) -> None:
    for path in run.files:
        if path.suffix != ".sealed":
            continue
        content = path.read_bytes()
        for at in range(0, len(content), 61):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            refuses(run, tmp_path, "not as it was written", lambda: undo(engine, run.home, run.run, run.all))
        for cut in (content[:-1], content[: len(content) // 2], b""):
            path.write_bytes(cut)
            refuses(run, tmp_path, "not as it was written", lambda: undo(engine, run.home, run.run, run.all))
        path.unlink()
        refuses(run, tmp_path, "not as it was written", lambda: undo(engine, run.home, run.run, run.all))
        path.write_bytes(content)
    assert undo(engine, run.home, run.run, run.all).rows


def test_what_was_undone_is_not_undone_again(engine: Engine, run: Erased, tmp_path: Path) -> None:
    undo(engine, run.home, run.run, run.all)
    refuses(run, tmp_path, "already undone on", lambda: undo(engine, run.home, run.run, run.all))


def test_an_undo_that_was_interrupted_goes_on(
    engine: Engine, run: Erased, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(order: list[str], sessions: dict[str, object]) -> None:
        sessions[order[0]].commit()
        raise KeyboardInterrupt

    erased = three_stores.rows(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(undoing, "commit_each", killed)
        with pytest.raises(KeyboardInterrupt):
            undo(engine, run.home, run.run, run.all)
    between = three_stores.rows(tmp_path)
    assert between != erased
    undo(engine, run.home, run.run, run.all)
    three_stores.make(tmp_path / "again")
    assert three_stores.rows(tmp_path) == three_stores.rows(tmp_path / "again") != between


def test_when_the_window_ends_key_and_files_are_gone(engine: Engine, run: Erased, tmp_path: Path) -> None:
    keys = [entry.key for entry in read(run.home, run.run).people]
    assert expire(run.home, NOW + timedelta(days=13)) == []
    undo(engine, run.home, run.run, {1: run.codes[1]})
    assert expire(run.home, END) == [(run.run, 0)]
    assert run.files == []
    assert list(key_store(run.home).expiring(END + timedelta(days=9999))) == []
    assert keys
    refuses(run, tmp_path, "nothing is kept", lambda: undo(engine, run.home, run.run, {0: run.codes[0]}))


def test_a_run_that_was_killed_between_two_stores_can_be_undone_when_it_has_ended(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = three_stores.rows(tmp_path)
    home = Home(tmp_path / "home")

    def killed(_people: object, sessions: dict[str, object]) -> None:
        sessions["log"].commit()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("undo_runs.commit", killed)
        with pytest.raises(KeyboardInterrupt):
            erase_with_undo(engine, home, [ANN, BOB])
    assert three_stores.rows(tmp_path)["log.events"] == []
    run = erase_with_undo(engine, home, [ANN, BOB])
    undo(engine, home, run.run, run.all)
    assert three_stores.rows(tmp_path) == before


def _contents(rows: dict[int, dict[str, object]]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows.values())
