"""An erasure is taken back by whoever holds its code, while its window is open, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cli_shop import Ended, Shop

Pellucid = Callable[..., Ended]
ADA = ("--identity", "email=ada@example.org")


@pytest.mark.parametrize(
    ("receipt", "wrong"),
    [
        ("ada.json", "nothing is kept to undo this run with"),
        ("foreign.json", "no receipt of a run of this installation"),
        ("letter.json", "not JSON"),
        ("none.json", "cannot be read"),
        ("long.json", "larger than"),
    ],
)
def test_what_cannot_be_undone_is_said_and_nothing_is_changed(
    shop: Shop, pellucid: Pellucid, monkeypatch: pytest.MonkeyPatch, receipt: str, wrong: str
) -> None:
    erase = ("erase", "--map", shop.map, "--yes")
    assert pellucid(*erase, *ADA, "--receipt", "ada.json").code == 0
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("PELLUCID_HOME", str(shop.folder / "elsewhere"))
        pellucid(*erase, "--identity", "email=bob@example.org", "--receipt", "foreign.json")
    (shop.folder / "letter.json").write_text("A letter.\n")
    with (shop.folder / "long.json").open("wb") as file:
        file.truncate(2**30)
    before = shop.dump()
    ended = pellucid("undo", receipt, "--map", shop.map, "--code", "7GZK-0000")
    assert (ended.code, ended.out, wrong in ended.err) == (2, "", True)
    assert shop.dump() == before
