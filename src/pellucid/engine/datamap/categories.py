"""The catalogue of categories, and what became of names that are no longer in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from pellucid.engine.datamap.findings import Findings
from pellucid.engine.datamap.model import NOT_PERSONAL
from pellucid.engine.datamap.parts.shapes import keyed, pairs
from pellucid.engine.datamap.reading import read

_FILE = "categories.yml"


def built_in() -> Mapping[str, str]:
    """Every built-in category with the words that a person reads, such as `user.contact.email`: E-mail address."""
    return _catalogue()["categories"]


def successor(name: str) -> str | None:
    """What to write instead of a category of an earlier version; None if there never was one of this name.

    For a category that is not personal, that is `none`.
    """
    retired = _catalogue()["retired"]
    for _ in range(len(retired)):
        if name in built_in() or name == NOT_PERSONAL:
            return name
        old = next((start for start in _starts(name) if start in retired), None)
        if old is None:
            return None
        name = NOT_PERSONAL if retired[old] == NOT_PERSONAL else retired[old] + name[len(old) :]
    return None


def _starts(name: str) -> list[str]:
    """`a.b.c`, `a.b`, `a`."""
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    findings = Findings()
    node = read(files(__package__).joinpath(_FILE).read_bytes(), _FILE, findings)
    parts = keyed(node, _FILE, findings).entries if node else {}
    return {part: MappingProxyType(pairs(names, part, findings)) for part, names in parts.items()}
