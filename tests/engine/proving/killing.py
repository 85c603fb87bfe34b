"""A run in a process of its own that is killed before or after one of its steps."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from unittest.mock import patch

from pellucid.engine.proving.journal import Journal
from pellucid.engine.stores.sql.driver import Driver
from pellucid.engine.stores.sql.session import SQLSession
from pellucid.proofs import durable

STEPS: tuple[tuple[object, str], ...] = (
    (SQLSession, "lookup"),
    (SQLSession, "begin"),
    (SQLSession, "apply"),
    (SQLSession, "count"),
    (Driver, "commit"),
    (Journal, "write"),
    (Journal, "end"),
    (durable, "write"),
    (durable, "replace"),
)
"""Where a run can be cut: every statement group, commit and write to the disk."""


def killed_at(moment: int, run: Callable[[], object]) -> bool:
    """Run in a child process that is killed at its so-manieth moment; whether it was, and did not end before."""
    child = os.fork()
    if child == 0:
        try:
            _run(moment, run)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.WEXITSTATUS(status) == 0, "the run failed by itself"
    return False


def _run(moment: int, run: Callable[[], object]) -> None:
    left = moment

    def cut() -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    with ExitStack() as stack:
        for where, name in STEPS:
            stack.enter_context(patch.object(where, name, _cutting(getattr(where, name), cut)))
        run()
    os._exit(0)


def _cutting(step: Callable[..., object], cut: Callable[[], None]) -> Callable[..., object]:
    def cutting(*args: object, **named: object) -> object:
        cut()
        result = step(*args, **named)
        cut()
        return result

    return cutting
