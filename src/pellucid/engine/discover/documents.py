"""YAML that people wrote, read and written so that their comments, order and quotes stay. Nothing here knows data maps.

A comment or blank line belongs to the entry before it; whatever is added goes between that entry and what follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark, YAMLError
from ruamel.yaml.tokens import CommentToken

from pellucid.engine.datamap.writing import round_trip
from pellucid.engine.errors import MapError

_AFTER = 2  # where ruamel keeps what follows an entry


def load(path: Path) -> CommentedMap | None:
    """The mapping in a file; None if there is no file or nothing in it. Raises MapError for anything else."""
    try:
        document = round_trip().load(path.read_text(encoding="utf-8")) if path.is_file() else None
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise MapError("this file cannot be read", where=str(path), mend="Run pellucid map check.") from error
    if document is not None and not isinstance(document, CommentedMap):
        raise MapError("this file holds no mapping", where=str(path), mend="Run pellucid map check.")
    return document


def flow(entries: Mapping[str, object]) -> CommentedMap:
    """A mapping that is written on one line."""
    written = CommentedMap(entries)
    written.fa.set_flow_style()
    return written


def add(mapping: CommentedMap, key: str, value: object, comment: str = "") -> None:
    """Put an entry at the end of a mapping, before the comments and blank lines that follow it."""
    following = _cut_following(mapping) if mapping else ""
    mapping.fa.set_block_style()
    mapping[key] = value
    if comment:
        mapping.yaml_add_eol_comment(comment, key, column=0)
    if following:
        holder, last = _last(mapping)
        _append(holder, last, following)


def add_item(sequence: CommentedSeq, value: object, comment: str) -> None:
    """The same for a list."""
    following = _cut_following(sequence) if sequence else ""
    sequence.fa.set_block_style()
    sequence.append(value)
    sequence.yaml_add_eol_comment(comment, len(sequence) - 1, column=0)
    if following:
        _append(sequence, len(sequence) - 1, following)


def remark(mapping: CommentedMap, key: str, words: str) -> None:
    """Add `words` to the comment on the line of `key`, unless they stand there."""
    token = _token(mapping, key)
    if token is None:
        mapping.fa.set_block_style()
        mapping.yaml_add_eol_comment(words, key, column=0)
        return
    line, end, following = token.value.partition("\n")
    if words not in line:
        token.value = f"{line}; {words}{end}{following}" if line else f"# {words}{end}{following}"


def unremark(mapping: CommentedMap, key: str, words: str) -> None:
    """Take `words` out of the comment on the line of `key`."""
    token = _token(mapping, key)
    if token is not None:
        line, end, following = token.value.partition("\n")
        line = line.replace(f"; {words}", "").replace(f"# {words}", "")
        token.value = line + end + following


Holder = CommentedMap | CommentedSeq


def _last(holder: Holder) -> tuple[Holder, object]:
    """Where what follows the last line of a block is kept."""
    key: object = len(holder) - 1 if isinstance(holder, CommentedSeq) else next(reversed(holder))
    value = holder[key]
    if isinstance(value, CommentedMap | CommentedSeq) and value and not value.fa.flow_style():
        return _last(value)
    return holder, key


def _cut_following(block: Holder) -> str:
    holder, key = _last(block)
    token = _token(holder, key)
    if token is None:
        return ""
    line, end, following = token.value.partition("\n")
    token.value = line + end
    return str(following)


def _append(holder: Holder, key: object, following: str) -> None:
    token = _token(holder, key)
    if token is None:
        token = CommentToken("\n", CommentMark(0), None)
        holder.ca.items[key] = [None, None, token, None] if isinstance(holder, CommentedMap) else [token, None]
    token.value = token.value.removesuffix("\n") + "\n" + following


def _token(holder: Holder, key: object) -> CommentToken | None:
    kept = holder.ca.items.get(key)
    at = _AFTER if isinstance(holder, CommentedMap) else 0
    return kept[at] if kept and len(kept) > at else None
