"""The file of one store and run: images by the page, each page sealed under the key of the person whose they are.

It is a row of pages, each behind its length (4 bytes, big-endian). A page is an envelope (`pellucid.sealing.envelopes`)
around JSON: the number of the step, the collection, table, key and columns, and the rows as [who, key, before, after].
How many pages a person has in the file is written elsewhere, under the same key, so that none can be left out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from pellucid.engine.errors import UndoError
from pellucid.engine.proving import typed
from pellucid.engine.stores.base import Image, Shape, Who
from pellucid.sealing.context import Context
from pellucid.sealing.envelopes import OVERHEAD, key_id, open_, seal
from pellucid.sealing.errors import SealingError
from pellucid.sealing.keys import Key

PAGE = 1_000
"""Rows of a page."""

MOST = 20_000
"""Rows of all persons together that wait for their pages to fill."""

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Page:
    """Images of one person, one step and the same columns. `at`: the step's place in its plan."""

    at: int
    collection: str
    shape: Shape
    images: tuple[Image, ...] = field(repr=False)


@dataclass(slots=True)
class PageWriter:
    """Writes the file of one store. `pages`: how many each person has."""

    file: BinaryIO
    run: str
    store: str
    keys: list[Key]
    pages: dict[Who, int] = field(default_factory=dict)
    _open: dict[tuple[Who, int, str, Shape], list[Image]] = field(default_factory=dict)
    _waiting: int = 0

    def add(self, at: int, collection: str, shape: Shape, image: Image) -> None:
        """A row of several persons is in a page of each of them."""
        for who in image.who:
            rows = self._open.setdefault((who, at, collection, shape), [])
            if rows and _kind(rows[0]) != _kind(image):
                self._seal(who, at, collection, shape)
                rows = self._open.setdefault((who, at, collection, shape), [])
            rows.append(image)
            self._waiting += 1
            if len(rows) == PAGE:
                self._seal(who, at, collection, shape)
        if self._waiting >= MOST:
            self.flush()

    def flush(self) -> None:
        """No page is open any more: steps must not be mixed up."""
        for page in list(self._open):
            self._seal(*page)

    def _seal(self, who: Who, at: int, collection: str, shape: Shape) -> None:
        images = self._open.pop((who, at, collection, shape))
        self._waiting -= len(images)
        rows = [[one.who, one.key, one.before, one.after] for one in images]
        page = typed.dumps([at, collection, shape.table, shape.key, shape.columns, rows])
        number = self.pages.get(who, 0)
        self.pages[who] = number + 1
        envelope = seal(self.keys[who], page, _context(self.run, self.store, number))
        self.file.write(_LENGTH.pack(len(envelope)) + envelope)


class PageReader:
    """Reads the pages of some persons, forwards and backwards.

    `pages`: how many each of them must have. Raises UndoError for a file that is not as it was written.
    """

    def __init__(self, file: BinaryIO, run: str, store: str, keys: Mapping[Who, Key], pages: Mapping[Who, int]) -> None:
        self._file, self._run, self._store, self._keys = file, run, store, keys
        self._places = list(self._found({key.id: who for who, key in keys.items()}))
        for who, expected in pages.items():
            if sum(one == who for one, *_ in self._places) != expected:
                raise changed_file(store)

    def forwards(self) -> Iterator[tuple[Who, Page]]:
        return ((who, self._read(who, *place)) for who, *place in self._places)

    def backwards(self) -> Iterator[tuple[Who, Page]]:
        return ((who, self._read(who, *place)) for who, *place in reversed(self._places))

    def _found(self, whose: Mapping[bytes, Who]) -> Iterator[tuple[Who, int, int, int]]:
        """Whose each page is, its number among theirs, where it lies and how long it is."""
        numbers = dict.fromkeys(whose.values(), 0)
        place = 0
        while length := self._file.read(_LENGTH.size):
            if len(length) < _LENGTH.size:
                raise changed_file(self._store)
            (size,) = _LENGTH.unpack(length)
            who = whose.get(self._key_id(size))
            place += _LENGTH.size
            if who is not None:
                yield who, numbers[who], place, size
                numbers[who] += 1
            place += size
            self._file.seek(place)

    def _key_id(self, size: int) -> bytes:
        try:
            return key_id(self._file.read(min(size, OVERHEAD)))
        except SealingError:
            raise changed_file(self._store) from None

    def _read(self, who: Who, number: int, place: int, size: int) -> Page:
        self._file.seek(place)
        try:
            content = open_(self._keys[who], self._file.read(size), _context(self._run, self._store, number))
        except SealingError:
            raise changed_file(self._store) from None
        found: Any = typed.loads(content)
        at, collection, table, key, columns, rows = found
        return Page(at, collection, Shape(table, tuple(key), tuple(columns)), tuple(_image(*row) for row in rows))


def changed_file(store: str) -> UndoError:
    return UndoError(
        "what was kept for the undo is not as it was written", where=store, mend="put back an unchanged copy of it"
    )


def _kind(image: Image) -> tuple[bool, bool]:
    return image.before is None, image.after is None


def _image(who: list[Who], key: list[object], before: list[object] | None, after: list[object] | None) -> Image:
    return Image(
        tuple(who),
        tuple(key),
        None if before is None else tuple(before),
        None if after is None else tuple(after),
    )


def _context(run: str, store: str, number: int) -> Context:
    return Context(f"undo {store}", run, number)
