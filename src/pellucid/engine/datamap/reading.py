"""From YAML text to a tree with lines: YAML 1.2, plain data only, within limits.

Anchors, aliases, merge keys and tags are refused: a person who reads a map sees all of it where it stands, and text
that unfolds to something huge cannot be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.reader import ReaderError

from pellucid.engine.datamap.findings import Findings, shown
from pellucid.engine.datamap.model import Place
from pellucid.engine.datamap.nodes import Keyed, Listing, Node, Scalar

MOST_BYTES = 5_000_000
MOST_NODES = 250_000
DEEPEST = 30

_SPLIT = "Split the file: every *.yml in the folder is read."
_INTEGER = re.compile(r"[-+]?[0-9]{1,40}")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,40}\.[0-9]{0,40}|\.[0-9]{1,40}|[0-9]{1,40}(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    spelling: word == "true" for word in ("true", "false") for spelling in (word, word.title(), word.upper())
}


class _RefusedError(Exception):
    def __init__(self, line: int, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.line, self.wrong, self.mend = line, wrong, mend


def read(data: bytes, file: str, findings: Findings) -> Node | None:
    """The tree of a file's bytes (UTF-8); None if it could not be read, which is then in `findings`, or is empty."""
    try:
        return _Composer(file, findings).compose(_text(data))
    except _RefusedError as refused:
        findings.add(Place(file, refused.line), refused.wrong, refused.mend)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        wrong = f"this is not YAML: {error.problem or error.context or 'it breaks off'}"
        findings.add(Place(file, mark.line + 1 if mark else 1), wrong, "Mend the spelling on this line or just before.")
    return None


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise _RefusedError(1, f"the file is larger than {MOST_BYTES // 1_000_000} MB", _SPLIT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _RefusedError(line, "this is not UTF-8 text", "Save the file as UTF-8.") from None


def _value(text: str) -> str | int | float | bool | None:
    """A plain scalar by the core schema of YAML 1.2 (10.3.2), in which dates, `yes` and `no` are text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


class _Composer:
    """One file's events to nodes."""

    def __init__(self, file: str, findings: Findings) -> None:
        self._file, self._findings, self._nodes = file, findings, 0

    def compose(self, text: str) -> Node | None:
        root: Node | None = None
        events = _events(text)
        for event in events:
            if isinstance(event, DocumentStartEvent) and event.version not in (None, (1, 2)):
                raise _RefusedError(_line(event), "this is another version of YAML", "Take the %YAML line out.")
            if isinstance(event, NodeEvent):
                if root is not None:
                    mend = "Keep one, without a line of ---, or make it two files."
                    raise _RefusedError(_line(event), "there are two documents in one file", mend)
                root = self._node(event, events, 0)
        return None if isinstance(root, Scalar) and root.value is None else root

    def _node(self, event: Event, events: Iterator[Event], depth: int, key: Place | None = None) -> Node:
        self._nodes += 1
        line = _line(event)
        if not isinstance(event, (ScalarEvent, CollectionStartEvent, AliasEvent)):
            raise _RefusedError(line, "this is not YAML", "Mend the spelling on this line.")
        if self._nodes > MOST_NODES:
            raise _RefusedError(line, f"the file holds more than {MOST_NODES:,} things", _SPLIT)
        if depth > DEEPEST:
            raise _RefusedError(line, f"this is nested more than {DEEPEST} deep", "Write it flatter.")
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise _RefusedError(line, "a data map has no anchors (&) and aliases (*)", "Write it out where it stands.")
        if event.tag is not None:
            raise _RefusedError(line, "a data map has no tags (!)", "Take the tag out; quote the value if it is text.")
        place = key or Place(self._file, line)
        if isinstance(event, SequenceStartEvent):
            return Listing(tuple(self._items(events, depth)), place)
        if isinstance(event, CollectionStartEvent):
            return Keyed(self._entries(events, depth), place)
        quoted = not event.implicit[0]
        return Scalar(event.value if quoted else _value(event.value), place, quoted)

    def _items(self, events: Iterator[Event], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(events), SequenceEndEvent):
            yield self._node(event, events, depth + 1)

    def _entries(self, events: Iterator[Event], depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            place = Place(self._file, _line(event))
            if not isinstance(self._node(event, events, depth + 1), Scalar) or not isinstance(event, ScalarEvent):
                raise _RefusedError(place.line, "a key must be a plain word", "Put keys with odd signs into quotes.")
            name = event.value
            node = self._node(next(events), events, depth + 1, place)
            if name == "<<":
                raise _RefusedError(place.line, "a data map has no merge keys (<<)", "Write it out where it stands.")
            if name in entries:
                first = entries[name].place.line
                self._findings.add(place, f"{shown(name)} stands here twice, first on line {first}", "Keep one.")
            entries.setdefault(name, node)
        return entries


def _events(text: str) -> Iterator[Event]:
    """Parsed lazily, so that a limit is met before the rest of the text is looked at."""
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            yield event
            if isinstance(event, StreamEndEvent):
                return
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _RefusedError(line, "there is a character that YAML does not allow", "Take it out.") from None
    except MarkedYAMLError:
        raise
    except (YAMLError, ValueError, LookupError, OverflowError, AttributeError, TypeError):
        # The scanner lets bare errors through, for example for an impossible \U escape.
        raise _RefusedError(1, "this is not YAML", "Look for odd escapes and directives, or write it anew.") from None


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1
