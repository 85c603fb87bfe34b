"""The example company is the same every time, its map fits its stores, and the demo ends well only if it is true."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pellucid.engine.datamap.loading import check, load
from pellucid.engine.discover.drifting import drift
from pellucid.engine.planning.plan import Right
from pellucid.engine.running.engine import Engine

EXAMPLES = Path(__file__).parents[2] / "examples"
STORES = ("crm", "logins", "shop", "support")


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    _built(tmp_path)
    monkeypatch.setenv("PELLUCID_EXAMPLE", str(tmp_path))
    return tmp_path


def _built(folder: Path) -> list[list[str]]:
    subprocess.run([sys.executable, EXAMPLES / "build.py", folder], check=True, capture_output=True)
    dumps = []
    for name in STORES:
        with closing(sqlite3.connect(folder / f"{name}.db")) as database:
            dumps.append(list(database.iterdump()))
    return dumps


def test_it_is_built_the_same_every_time(tmp_path: Path) -> None:
    assert _built(tmp_path / "once") == _built(tmp_path / "again") == _built(tmp_path / "again")


@pytest.mark.usefixtures("stores")
def test_its_map_says_everything_about_its_stores() -> None:
    assert check(EXAMPLES / "map") == []
    datamap = load(EXAMPLES / "map")
    with Engine(datamap, key=b"k" * 32) as engine:
        assert [drift(datamap, name, engine.store(name).describe()) for name in STORES] == [[], [], [], []]


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize("person", ["customer", "staff"])
@pytest.mark.parametrize("right", [right for right in Right if right is not Right.RECTIFICATION])
def test_every_right_can_be_planned(right: Right, person: str) -> None:
    with Engine(load(EXAMPLES / "map"), key=b"k" * 32) as engine:
        collections = {f"{step.store}.{step.collection}" for step in engine.plan(right, person).steps()}
    if right is not Right.RESTRICTION:
        assert ("shop.customers" if person == "customer" else "support.staff") in collections


def test_nobody_is_left_when_everybody_has_left(stores: Path) -> None:
    with Engine(load(EXAMPLES / "map"), key=b"k" * 32) as engine:
        everybody = [{"user_id": str(number)} for number in range(1, 301)]
        assert all(outcome.as_planned for outcome in engine.erase(everybody, person="customer"))
        for number in ("S-01", "S-02", "S-03"):
            assert engine.erase([{"staff_no": number}], person="staff").outcome(0).as_planned
    counts = {}
    for name in STORES:
        with closing(sqlite3.connect(stores / f"{name}.db")) as database:
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                counts[f"{name}.{table}"] = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    stay = {"shop.products", "shop.invoices", "shop.reviews", "shop.vouchers", "support.tickets"}
    assert {table for table, rows in counts.items() if rows} == stay


def test_the_demo_ends_well(tmp_path: Path) -> None:
    done = _demo(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Now they are in no column of any table" in done.stdout
    assert "still in crm.newsletter_export.address: 1 row" in done.stdout
    assert "All 18 tables are again as they were, row for row." in done.stdout
    assert "Every row of every table is as it was after her erasure." in done.stdout


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("mask: [recipient_name, greeting]", "mask: [greeting]", "{'shop.vouchers.recipient_name': 1}"),
        ("keep: 10 years", "keep: 20 years", "shop.invoices: a row is still there that should be gone"),
        (
            "erase: unlink\n    fields:\n      product_id",
            "erase: delete\n    fields:\n      product_id",
            "shop.reviews",
        ),
    ],
    ids=["something of hers is left", "a row is left", "a row is gone that should stay"],
)
def test_the_demo_fails_if_it_is_not_true(tmp_path: Path, written: str, instead: str, told: str) -> None:
    done = _demo(tmp_path, written, instead)
    assert done.returncode == 1
    assert told in done.stderr


def _demo(folder: Path, written: str = "", instead: str = "") -> subprocess.CompletedProcess[str]:
    """Run the demo on a copy, with one thing written otherwise in the map of the shop."""
    shutil.copytree(EXAMPLES, folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    shop = folder / "examples/map/shop.yml"
    assert written in shop.read_text()
    shop.write_text(shop.read_text().replace(written, instead))
    environment = os.environ | {"PYTHONPATH": str(EXAMPLES.parent / "src")}
    command = [sys.executable, folder / "examples/demo.py"]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
