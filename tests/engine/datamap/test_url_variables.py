"""Secrets stay out of the map, and out of every message."""

from __future__ import annotations

from pathlib import Path

import pytest
from map_files import PERSONS, store, write

from pellucid.engine.datamap.loading import check, load
from pellucid.engine.datamap.variables import resolve
from pellucid.engine.errors import MapError

SECRET = "hunter2"


def with_url(folder: Path, url: str) -> Path:
    return write(folder, map=PERSONS, shop=store("").replace("${SHOP_URL}", f'"{url}"'))


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://user:{SECRET}@host/shop",
        f"postgresql://user:{SECRET}/with/slashes@host/shop",
        f"mysql://user:{SECRET}@@host/shop",
        f"mysql+pymysql://:{SECRET}@host",
        f"postgresql://user:{SECRET}${{REST}}@host/shop",
        f"postgresql://user@host/shop?password={SECRET}",
        f"https://host/api?api_key={SECRET}",
        f"https://host/api?x=1&Token={SECRET}",
    ],
)
def test_a_password_in_the_map_is_told_and_not_repeated(url: str, tmp_path: Path) -> None:
    (problem,) = check(with_url(tmp_path, url))
    assert "holds a password" in problem.wrong
    assert "environment" in problem.mend
    assert SECRET not in str(problem)


@pytest.mark.parametrize(
    "url",
    [
        "${SHOP_URL}",
        "${SCHEME}${REST}",
        "sqlite:///shop.sqlite",
        "postgresql://user@host:5432/shop",
        "postgresql://user:${PASSWORD}@host/shop",
        "postgresql://user:${FIRST}${SECOND}@host/shop?sslmode=require&password=${PASSWORD}",
    ],
)
def test_variables_stay_unresolved_in_the_map(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", SECRET)
    assert load(with_url(tmp_path, url)).stores["shop"].url == url


@pytest.mark.parametrize("url", ["${SHOP URL}", "${}", "${1}", "postgresql://${HOST/shop"])
def test_a_misspelled_variable_is_told(url: str, tmp_path: Path) -> None:
    (problem,) = check(with_url(tmp_path, url))
    assert "${NAME}" in problem.wrong


def test_variables_are_resolved_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_USER", "anna")
    monkeypatch.setenv("SHOP_PASSWORD", "${SHOP_USER}\\1")
    assert resolve("mysql://${SHOP_USER}:${SHOP_PASSWORD}@host") == "mysql://anna:${SHOP_USER}\\1@host"
    assert resolve("sqlite:///shop.sqlite") == "sqlite:///shop.sqlite"


def test_every_missing_variable_is_named_and_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", SECRET)
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.delenv("SHOP_HOST", raising=False)
    with pytest.raises(MapError) as caught:
        resolve("mysql://${EMPTY}:${SHOP_PASSWORD}@${SHOP_HOST}")
    assert "EMPTY, SHOP_HOST" in str(caught.value)
    assert SECRET not in str(caught.value)
