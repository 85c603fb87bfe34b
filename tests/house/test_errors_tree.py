"""The trees drawn in the errors.py of each library are the trees of errors that there are."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest

import pellucid
from pellucid.engine.errors import PellucidError
from pellucid.proofs.errors import ProofError


def drawn(errors: ModuleType) -> dict[str, str]:
    """Error: the error that it hangs under, as the docstring draws it."""
    tree: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^([ │├└─]*)(\w+)(?:\s{2,}.*)?$", line)
        if match and match[1].startswith("    "):
            depth = len(match[1])
            above = [(d, n) for d, n in above if d < depth]
            tree[match[2]] = above[-1][1] if above else ""
            above.append((depth, match[2]))
    return tree


def existing(error: type[Exception]) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in error.__subclasses__():
        found |= {child.__name__: error.__name__} | existing(child)
    return found


@pytest.mark.parametrize("base", [PellucidError, ProofError])
def test_every_error_is_drawn_where_it_hangs_and_ends_in_error(base: type[Exception]) -> None:
    for module in walk_packages(pellucid.__path__, "pellucid."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    tree = existing(base)
    assert drawn(import_module(base.__module__)) == {base.__name__: ""} | tree
    assert [error for error in tree if not error.endswith("Error")] == []
