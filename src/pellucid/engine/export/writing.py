"""What both forms of a copy share: sections one after the other, and a target that appears whole or not at all."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Self

from pellucid.engine.errors import PellucidError
from pellucid.engine.export.labels import numbered
from pellucid.engine.export.model import About, Section
from pellucid.engine.export.target import Target

Rows = Iterable[tuple[object, ...]]


class CopyWriter(ABC):
    """A copy that is being written. Used as `with ... as copy:`; it appears when the block ends without an error.

    Raises OSError where the target cannot be written, ValueError for a file that cannot seek and read.
    """

    def __init__(self, where: str | os.PathLike[str] | BinaryIO, about: About) -> None:
        self.about = about
        self._where = where
        self._titles: Counter[str] = Counter()
        self._whole = True

    def __enter__(self) -> Self:
        self._target = Target(self._where)
        try:
            self._begin(self._target.file)
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        try:
            if error is None:
                self._finish_whole()
        except BaseException:
            self._discard()
            raise
        if error is not None:
            self._discard()

    def section(self, section: Section, rows: Rows) -> int:
        """Write one section: `rows` in the order of `section.fields`, read once. Returns how many there were."""
        title = numbered(section.title, self._titles)
        try:
            return self._write(section, title, _without_hidden(section, rows))
        except BaseException:
            self._whole = False
            raise

    def _finish_whole(self) -> None:
        if not self._whole:
            raise PellucidError(
                "The copy was not kept: one of its sections is not whole.",
                mend="Let the error that interrupted the section end the copy, and make it again.",
            )
        self._finish()
        self._target.keep()

    def _discard(self) -> None:
        self._abandon()
        self._target.discard()

    @abstractmethod
    def _begin(self, file: BinaryIO) -> None: ...

    @abstractmethod
    def _write(self, section: Section, title: str, rows: Rows) -> int: ...

    @abstractmethod
    def _finish(self) -> None: ...

    @abstractmethod
    def _abandon(self) -> None: ...


def _without_hidden(section: Section, rows: Rows) -> Rows:
    hidden = [place for place, field in enumerate(section.fields) if field.hidden]
    return _blanked(hidden, rows) if hidden else rows


def _blanked(hidden: list[int], rows: Rows) -> Iterator[tuple[object, ...]]:
    for row in rows:
        values = list(row)
        for place in hidden:
            values[place] = None
        yield tuple(values)
