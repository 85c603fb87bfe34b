"""Data map YAML with comments, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_MEANS_SOMETHING = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_LONGEST = 110


@dataclass(frozen=True, slots=True)
class Noted:
    """A value with a comment: after it where it is short, else above it."""

    value: object
    note: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part that stands in the file as a comment only."""

    value: object
    note: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A mapping that is written on one line."""

    entries: Mapping[str, object]


def document(head: str, entries: Mapping[str, object]) -> str:
    """A whole file. `head` is a comment above; mappings stand in blocks, `Flow` and lists of it on one line each."""
    return "\n".join([*(f"# {line}" for line in _comment_lines(head)), *_block(entries, ""), ""])


def _block(entries: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, value in entries.items():
        yield from _entry(key, value, indent)


def _entry(key: str, value: object, indent: str) -> Iterator[str]:
    if isinstance(value, LeftOut):
        yield f"{indent}# {_line(value.note)}"
        yield from (f"{indent}# {line}" for line in _entry(key, value.value, ""))
        return
    note, value = (value.note, value.value) if isinstance(value, Noted) else ("", value)
    if isinstance(value, Mapping) and value:
        yield from (f"{indent}# {line}" for line in _comment_lines(note))
        empty = all(isinstance(inner, LeftOut) for inner in value.values())
        yield f"{indent}{scalar(key)}:{' {}' if empty else ''}"
        yield from _block(value, f"{indent}  ")
    elif isinstance(value, list) and len(value) > 1:
        yield from (f"{indent}# {line}" for line in _comment_lines(note))
        yield f"{indent}{scalar(key)}:"
        yield from (f"{indent}  - {_inline(item)}" for item in value)
    else:
        only = value[0] if isinstance(value, list) else value
        yield f"{indent}{scalar(key)}: {_inline(only)}{f'  # {_line(note)}' if note else ''}"


def _inline(value: object) -> str:
    if isinstance(value, Flow):
        value = value.entries
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {_inline(inner)}" for key, inner in value.items()) + "}"
    return scalar(value) if isinstance(value, str) else str(value)


def scalar(text: str) -> str:
    """A text as YAML, in quotes unless it cannot be taken for anything else."""
    if _PLAIN.fullmatch(text) and text.lower() not in _MEANS_SOMETHING:
        return text
    return '"' + "".join(map(_quoted, text)) + '"'


def _quoted(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"


def _line(text: str) -> str:
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _comment_lines(text: str) -> Iterator[str]:
    line = ""
    for word in _line(text).split(" "):
        if line and len(line) + len(word) > _LONGEST:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
    if line:
        yield line
