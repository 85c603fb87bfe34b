"""Paths into parsed JSON: `contact.phone`, `devices[*].name`, `tags[0]`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pellucid.engine.errors import MaskError

Step = str | int | None
"""A key of an object, an index of an array, or (None) every item of an array."""

_STEP = re.compile(r"(?:^|(?!^)\.)(?P<key>[^.\[\]*\s](?:[^.\[\]*]*[^.\[\]*\s])?)|\[(?:(?P<index>\d+)|\*)\]")


@cache
def parse_path(text: str) -> tuple[Step, ...]:
    """The steps of a path. Raises MaskError if it is malformed."""
    steps: list[Step] = []
    end = 0
    while match := _STEP.match(text, end):
        index = match["index"]
        steps.append(match["key"] or (int(index) if index else None))
        end = match.end()
    if end < len(text) or not steps:
        raise MaskError(
            f"{text!r} is not a path into JSON",
            mend="write keys joined by dots, [0] for one item and [*] for all of them, such as devices[*].name",
        )
    return tuple(steps)


def apply_at(document: object, path: str, change: Callable[[object], object]) -> object:
    """A new document in which `change` was applied to every value at `path`; where there is none, nothing changes.

    Raises MaskError if the path is malformed.
    """
    return _apply(document, parse_path(path), change)


def values_at(document: object, path: str) -> list[object]:
    """Every value at `path`, in the order of the document. Raises MaskError if the path is malformed."""
    found: list[object] = []

    def note(value: object) -> object:
        found.append(value)
        return value

    _apply(document, parse_path(path), note)
    return found


def _apply(node: object, steps: tuple[Step, ...], change: Callable[[object], object]) -> object:
    if not steps:
        return change(node)
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        if not isinstance(node, dict) or step not in node:
            return node
        return {**node, step: _apply(node[step], rest, change)}
    if not isinstance(node, list):
        return node
    return [_apply(item, rest, change) if step in (None, at) else item for at, item in enumerate(node)]
