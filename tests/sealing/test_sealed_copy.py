"""The copy that a person gets can be made sealed: the engine writes it into a sealed file as into any other."""

from __future__ import annotations

import json
import os
import resource
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from pellucid.engine.export.copy import Copy
from pellucid.engine.export.model import About, Section, Shown
from pellucid.sealing.keypairs import PrivateKey
from pellucid.sealing.sealed_files import sealed_file, unseal

ABOUT = About("access", "customer", datetime(2026, 11, 24, 10, 0, tzinfo=UTC), "Example Shop")
ORDERS = Section("shop_db", "orders", "Orders", "owns", (Shown("item", "user.behavior", "Item", False),))
ROWS = [(f"item {number}",) for number in range(50_000)]


def test_a_sealed_copy_is_the_copy(tmp_path: Path) -> None:
    private, plain, path = PrivateKey.new(), tmp_path / "plain.zip", tmp_path / "copy.sealed"
    with Copy(plain, ABOUT) as copy:
        copy.section(ORDERS, ROWS)
    with sealed_file(path, private.public()) as file, Copy(file, ABOUT) as copy:
        copy.section(ORDERS, ROWS)
    unseal(path, private, tmp_path / "copy.zip")
    assert (tmp_path / "copy.zip").read_bytes() == plain.read_bytes()
    assert len(json.loads(ZipFile(plain).read("data.json"))["sections"][0]["rows"]) == len(ROWS)


def test_a_full_disk_leaves_no_copy(tmp_path: Path) -> None:
    private = PrivateKey.new()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with (
            pytest.raises(OSError, match="large"),
            sealed_file(tmp_path / "copy.sealed", private.public()) as file,
            Copy(file, ABOUT) as copy,
        ):
            copy.section(ORDERS, [(os.urandom(60).hex(),) for _ in range(20_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
