"""The promises by what a store must be for them; each function's name says what it promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any, TypeAlias

from pellucid.engine.testing.bench import Bench
from pellucid.engine.testing.promises import (
    batching,
    copying,
    databases,
    describing,
    failing,
    identities,
    keeping,
    linking,
    masking,
    removing,
    servers,
    sharing,
    telling,
)

Promise: TypeAlias = Callable[[Bench[Any]], None]


def named(promise: Promise) -> str:
    """The promise in words, for a test's name."""
    return getattr(promise, "__name__", "promise")


def _promises(*modules: ModuleType) -> Iterator[Promise]:
    """The public functions of the modules that take a bench and nothing else."""
    for module in modules:
        for name, function in vars(module).items():
            own = isinstance(function, FunctionType) and function.__module__ == module.__name__
            if own and name[0] != "_" and list(function.__annotations__) == ["bench", "return"]:
                yield function


EVERY_STORE: tuple[Promise, ...] = tuple(
    _promises(describing, copying, linking, sharing, removing, masking, keeping, identities, telling, batching, failing)
)
DATABASES: tuple[Promise, ...] = tuple(_promises(databases))
SERVERS: tuple[Promise, ...] = tuple(_promises(servers))
