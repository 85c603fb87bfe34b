"""YAML as it was written: every value knows its line, and nothing is interpreted."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YAMLNode

from pellucid.engine.datamap.model import Place
from pellucid.engine.errors import MapError

MOST_BYTES = 10_000_000
MOST_NODES = 500_000
"""Aliases can make a small file huge; beyond this a file is refused."""
DEEPEST = 60
NULL_TAG = "tag:yaml.org,2002:null"
MERGE_KEY = "<<"


class Shape(StrEnum):
    """What kind of value was written."""

    NULL = "nothing"
    TEXT = "a text"
    LIST = "a list"
    MAPPING = "a mapping"


@dataclass(frozen=True, slots=True)
class Node:
    """One value: `text` of a scalar, `items` of a list, or `entries` of a mapping; the first of equal keys counts."""

    place: Place
    shape: Shape
    text: str = ""
    items: tuple[Node, ...] = ()
    entries: tuple[tuple[str, Node], ...] = ()

    def get(self, *keys: str) -> Node | None:
        """The value of the first of `keys` that says anything."""
        for key in keys:
            for name, value in self.entries:
                if name == key and not value.empty:
                    return value
        return None

    @property
    def empty(self) -> bool:
        """Nothing was said: null, or a list or mapping without anything in it."""
        return not (self.shape is Shape.TEXT or self.items or self.entries)

    def listed(self) -> tuple[Node, ...]:
        """The items of a list; anything else counts as a list of one."""
        if self.shape is Shape.LIST:
            return self.items
        return () if self.empty else (self,)

    def words(self) -> str:
        """The text, stripped; empty for anything else."""
        return self.text.strip()


def read(path: Path) -> list[Node]:
    """Every document of a YAML file. Raises MapError if it cannot be read or is no YAML."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise MapError(
            f"the file cannot be read: {error.strerror}", where=str(path), mend="check its name and rights"
        ) from error
    except UnicodeDecodeError as error:
        raise MapError("the file is not UTF-8 text", where=str(path), mend="save it as UTF-8") from error
    if len(raw) > MOST_BYTES:
        raise MapError(f"the file is larger than {MOST_BYTES} bytes", where=str(path), mend="import it in parts")
    return _parsed(text, str(path))


def _parsed(text: str, file: str) -> list[Node]:
    deep = MapError("the file is nested too deeply", where=file, mend="import a flatter file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            documents = list(YAML(typ="safe", pure=True).compose_all(text))
        reader = _Reader(file)
        return [reader.node(document, 0) for document in documents if document is not None]
    except RecursionError as error:
        raise deep from error
    except (YAMLError, ValueError, LookupError, OverflowError, AttributeError, TypeError) as error:
        # The scanner lets bare errors through, for example for an impossible \\U escape.
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        where = f"{file}:{mark.line + 1}" if mark else file
        raise MapError("this is not YAML", where=where, mend="correct the YAML around this line") from error


class _Reader:
    """Turns the nodes of one file into ours, and counts them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.left = MOST_NODES

    def node(self, raw: YAMLNode, depth: int) -> Node:
        self.left -= 1
        if self.left < 0 or depth > DEEPEST:
            raise MapError(
                "the file holds too much, or repeats itself through aliases",
                where=self.file,
                mend="write it out without aliases, or import it in parts",
            )
        place = Place(self.file, raw.start_mark.line + 1)
        if isinstance(raw, MappingNode):
            return Node(place, Shape.MAPPING, entries=tuple(self._entries(raw, depth)))
        if isinstance(raw, SequenceNode):
            return Node(place, Shape.LIST, items=tuple(self.node(item, depth + 1) for item in raw.value))
        if str(raw.tag) == NULL_TAG:
            return Node(place, Shape.NULL)
        return Node(place, Shape.TEXT, text=str(raw.value))

    def _entries(self, raw: MappingNode, depth: int) -> Iterator[tuple[str, Node]]:
        merged: list[Node] = []
        for key, value in raw.value:
            name = str(key.value) if isinstance(key, ScalarNode) else "a key that is not a text"
            node = self.node(value, depth + 1)
            if name == MERGE_KEY:
                merged += node.listed()
            else:
                yield name, node
        for node in merged:
            yield from node.entries
