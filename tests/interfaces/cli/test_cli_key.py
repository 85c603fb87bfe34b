"""The installation's key: made once, kept to its owner, never guessed."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_shop import Ended, Shop

from pellucid.engine.errors import PellucidError
from pellucid.interfaces.cli.installation import home, key

Pellucid = Callable[..., Ended]


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PELLUCID_KEY", raising=False)
    monkeypatch.setenv("PELLUCID_HOME", str(tmp_path / "home"))


def test_it_is_made_when_it_is_first_needed_and_then_stays(
    shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PELLUCID_KEY")
    plan = ("plan", "--map", shop.map)
    first, second = pellucid(*plan), pellucid(*plan)
    assert "masked values are only the same again under the same key" in first.err
    assert (first.code, second.code, second.err) == (0, 0, "")
    file = shop.folder / "home/key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["key"]


def test_a_key_that_others_can_read_is_refused() -> None:
    key()
    (home() / "key").chmod(0o640)
    with pytest.raises(PellucidError, match="others may read"):
        key()


@pytest.mark.parametrize("wrong", ["", "ab", "zz" * 32, "ab" * 31, "ab" * 33])
def test_a_damaged_key_is_refused_and_not_replaced(wrong: str) -> None:
    key()
    (home() / "key").write_text(wrong)
    with pytest.raises(PellucidError, match="64 hexadecimal digits"):
        key()
    assert (home() / "key").read_text() == wrong


def test_the_environment_comes_first_and_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PELLUCID_KEY", "01" * 32)
    assert key() == b"\1" * 32
    assert not home().exists()
    monkeypatch.setenv("PELLUCID_KEY", "0123")
    with pytest.raises(PellucidError) as refused:
        key()
    assert "0123" not in str(refused.value)
