"""The shop and the command line, for each test of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_shop import Ended, Shop, build, run


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return build(tmp_path, monkeypatch)


@pytest.fixture
def pellucid(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    return lambda *arguments: run(arguments, capfd)
