"""Erasure begins only when a person, or a script on purpose, says so, and does just what was shown."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from cli_shop import Ended, Shop

Pellucid = Callable[..., Ended]
ADA = ("--identity", "email=ada@example.org")
INTERRUPT = b"\x03"
PROGRAM = "import sys; from pellucid.interfaces.cli.main import main; sys.exit(main())"


def at_a_terminal(shop: Shop, answer: bytes, *arguments: str) -> Ended:
    """Run a command at a terminal of its own, and answer its question."""
    ours, theirs = pty.openpty()
    called = [sys.executable, "-c", PROGRAM, *arguments]
    environment = {**shop.environment, "COLUMNS": "80"}
    with subprocess.Popen(called, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        seen = read(ours, b"[y/N]")
        if answer == INTERRUPT:
            process.send_signal(signal.SIGINT)
        else:
            os.write(ours, answer)
        seen += read(ours)
    os.close(ours)
    return Ended(process.returncode, seen.decode().replace("\r\n", "\n"), "")


def read(terminal: int, until: bytes | None = None) -> bytes:
    """What the command writes, up to some words or to its end."""
    seen = b""
    while until is None or until not in seen:
        try:
            seen += os.read(terminal, 4096)
        except OSError:  # how a terminal says on Linux that the other side has gone
            break
    return seen


def test_it_shows_what_would_happen_and_yes_does_it(shop: Shop) -> None:
    ended = at_a_terminal(shop, b"y\n", "erase", "--map", "map", *ADA)
    question, _, answer = ended.out.partition("Erase? [y/N]")
    assert ended.code == 0
    assert "Erasure for 1 customer. It is final: there is no undo." in question
    assert "kept until 10 years after issued_on" in question
    assert "all as planned" in answer
    assert shop.rows("SELECT count(*) FROM customers") == [(2,)]


def test_it_says_for_how_long_it_can_be_undone(shop: Shop) -> None:
    ended = at_a_terminal(shop, b"n\n", "erase", "--map", "map", *ADA, "--undo-days", "14")
    assert "It can be undone for 14 days." in ended.out
    assert "final" not in ended.out


def test_anything_but_yes_changes_nothing(shop: Shop) -> None:
    before = shop.dump()
    ended = at_a_terminal(shop, b"\n", "erase", "--map", "map", *ADA)
    assert ended.code == 1
    assert "Nothing was changed." in ended.out
    assert shop.dump() == before


def test_an_interruption_changes_nothing(shop: Shop) -> None:
    before = shop.dump()
    assert at_a_terminal(shop, INTERRUPT, "erase", "--map", "map", *ADA).code == 130
    assert shop.dump() == before


def test_without_a_terminal_it_wants_to_be_told(shop: Shop, pellucid: Pellucid) -> None:
    before = shop.dump()
    ended = pellucid("erase", "--map", shop.map, *ADA)
    assert (ended.code, ended.out) == (2, "")
    assert "nobody is there to confirm the erasure" in ended.err
    assert shop.dump() == before


def test_an_approved_plan_is_carried_out(shop: Shop, pellucid: Pellucid) -> None:
    assert pellucid("plan", "erasure", "--map", shop.map, "-o", "plan.json").code == 0
    assert (shop.folder / "plan.json").stat().st_mode & 0o777 == 0o600
    ended = pellucid("erase", "--map", shop.map, *ADA, "--approved", "plan.json", "--yes")
    assert (ended.code, ended.err) == (0, "")


def test_an_approval_holds_no_more_when_the_effects_are_others(shop: Shop, pellucid: Pellucid) -> None:
    pellucid("plan", "--map", shop.map, "-o", "plan.json")
    store = Path(shop.map, "shop.yml")
    store.write_text(store.read_text().replace("10 years", "9 years"))
    before = shop.dump()
    ended = pellucid("erase", "--map", shop.map, *ADA, "--approved", "plan.json", "--yes")
    assert ended.code == 2
    assert "what would happen now is not what was approved" in ended.err
    assert shop.dump() == before


def test_what_is_no_plan_of_this_right_approves_nothing(shop: Shop, pellucid: Pellucid) -> None:
    pellucid("plan", "access", "--map", shop.map, "-o", "access.json")
    (shop.folder / "list.json").write_text("[1]")
    for file, wrong in (("access.json", "not a plan of erasure"), ("list.json", "no plan"), ("none", "cannot be read")):
        ended = pellucid("erase", "--map", shop.map, *ADA, "--approved", file, "--yes")
        assert (ended.code, wrong in ended.err) == (2, True)


def test_a_plan_shows_every_step_and_touches_nothing(shop: Shop, pellucid: Pellucid) -> None:
    before = shop.dump()
    ended = pellucid("plan", "--map", shop.map, *ADA, "--statements")
    assert ended.code == 0
    assert "DELETE FROM orders" in ended.out
    assert "kept until 10 years after issued_on" in ended.out
    assert shop.dump() == before
    assert pellucid("plan", "--map", shop.map, "--identity", "email=nobody@example.org").code == 1
