"""YAML as a tree that remembers its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pellucid.engine.datamap.model import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value; dates stay text. `quoted`: written in quotes, and therefore text."""

    value: str | int | float | bool | None
    place: Place
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping. Keys are text as written; the place of an entry is that of its key."""

    entries: Mapping[str, Node]
    place: Place


Node = Scalar | Listing | Keyed


def is_null(node: Node) -> bool:
    """Whether a bare `null`, or nothing at all, is written there."""
    return isinstance(node, Scalar) and node.value is None


def plain(node: Node) -> object:
    """The tree as Python's own dict, list and scalars."""
    match node:
        case Scalar(value):
            return value
        case Listing(items):
            return [plain(item) for item in items]
        case Keyed(entries):
            return {key: plain(value) for key, value in entries.items()}
