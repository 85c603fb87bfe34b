"""The simple shapes that parts are made of; a wrong one is told and read as None, empty or left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from pellucid.engine.datamap.findings import Findings, did_you_mean, shown
from pellucid.engine.datamap.nodes import Keyed, Listing, Node, Scalar, is_null
from pellucid.engine.datamap.parts.keys import KEYS

_Part = TypeVar("_Part")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def keyed(node: Node, what: str, findings: Findings, keys: str = "") -> Keyed:
    """A mapping; `keys` names the entry of KEYS that lists what may stand in it."""
    if not isinstance(node, Keyed):
        example = f"{KEYS[keys][0]}: ..." if keys else "name: ..."
        findings.add(node.place, f"{what} must hold keys", f"Write it as a mapping, such as {{{example}}}.")
        return Keyed({}, node.place)
    for name in [name for name in node.entries if keys and name not in KEYS[keys]]:
        mend = did_you_mean(name, KEYS[keys], f"use {', '.join(KEYS[keys])}.")
        findings.add(node.entries[name].place, f"there is no {shown(name)} in {what}", mend)
    return node


def part(
    of: Keyed, key: str, read: Callable[[Node, str, Findings], _Part | None], what: str, findings: Findings
) -> _Part | None:
    """What `read` makes of the entry `key`; None if there is none."""
    node = of.entries.get(key)
    return None if node is None else read(node, what, findings)


def text(node: Node, what: str, findings: Findings) -> str | None:
    """A line of text that is not empty."""
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
        return node.value
    if is_null(node):
        findings.add(node.place, f"{what} is empty", "Write it, or take the key out; the word null needs quotes.")
    else:
        findings.add(node.place, f"{what} must be text", "Write a word or a sentence; quote what looks like a number.")
    return None


def texts(node: Node, what: str, findings: Findings) -> tuple[str, ...]:
    """A list of texts; one alone may stand without brackets."""
    items = node.items if isinstance(node, Listing) else (node,)
    found = [text(item, what, findings) for item in items]
    return tuple(dict.fromkeys(item for item in found if item is not None))


def pairs(node: Node, what: str, findings: Findings) -> dict[str, str]:
    """A mapping of text to text."""
    entries = keyed(node, what, findings).entries
    read = {name: text(value, f"{shown(name)} in {what}", findings) for name, value in entries.items()}
    return {name: to for name, to in read.items() if to is not None}


def flag(node: Node, what: str, findings: Findings) -> bool | None:
    """true or false."""
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    findings.add(node.place, f"{what} must be true or false", "Write true or false, without quotes.")
    return None


def count(node: Node, what: str, findings: Findings) -> int | None:
    """A whole number from 1."""
    if isinstance(node, Scalar) and type(node.value) is int and node.value > 0:
        return node.value
    findings.add(node.place, f"{what} must be a whole number from 1", "Write a number, such as 5000.")
    return None


def name_of(name: str, node: Node, what: str, findings: Findings) -> bool:
    """Whether `name` can stand on a command line and in a list."""
    if _NAME.fullmatch(name):
        return True
    findings.add(node.place, f"{shown(name)} is no name for {what}", "Use letters, digits, _ and -, a letter first.")
    return False
