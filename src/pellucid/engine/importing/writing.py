"""The files of the new data map, with comments beside what was proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import indent, wrap

from ruamel.yaml.comments import CommentedMap

from pellucid.engine.datamap.writing import text_of

_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Noted:
    """A value with a comment: after a word, else above its key."""

    value: object
    note: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A collection that stands at the end of its file as a comment only, and why."""

    entries: Mapping[str, object]
    why: str


def text_of_file(head: str, entries: Mapping[str, object]) -> str:
    """A file's whole text: `entries` below the comment `head`, what was left out after them."""
    left_out: list[str] = []
    tree = _tree(entries, 0, left_out)
    if lines := _lines(head):
        tree.yaml_set_start_comment("\n".join(lines))
    return "\n".join([text_of(tree), *left_out])


def _tree(entries: Mapping[str, object], column: int, left_out: list[str]) -> CommentedMap:
    tree = CommentedMap()
    for key, value in entries.items():
        if isinstance(value, LeftOut):
            left_out.append(_as_comment(key, value))
            continue
        inner = value.value if isinstance(value, Noted) else value
        tree[key] = _tree(inner, column + 2, left_out) if isinstance(inner, Mapping) and _spread(inner) else inner
        if isinstance(value, Noted) and isinstance(inner, str):
            tree.yaml_add_eol_comment(_one_line(value.note), key)
        elif isinstance(value, Noted):
            tree.yaml_set_comment_before_after_key(key, before="\n".join(_lines(value.note)), indent=column)
    return tree


def _spread(value: Mapping[str, object]) -> bool:
    """Whether something inside may be commented; what may not is laid out by the writer of data maps."""
    return any(isinstance(inner, (Noted, LeftOut, Mapping)) for inner in value.values())


def _as_comment(name: str, part: LeftOut) -> str:
    text = text_of(_tree({"collections": {name: dict(part.entries)}}, 0, []))
    return indent("\n".join([*_lines(part.why), *text.splitlines()[1:], ""]), "# ")


def _lines(text: str) -> list[str]:
    return wrap(_one_line(text), _WIDTH)


def _one_line(text: str) -> str:
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
