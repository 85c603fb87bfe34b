"""The steps of an erasure in one store, replayed in reverse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pellucid.engine.errors import Problem, UndoError
from pellucid.engine.proving import typed
from pellucid.engine.proving.undo_pages import Page, PageReader
from pellucid.engine.schema import Schema
from pellucid.engine.stores.base import Image, Key, Restoring, Shape, Values, Who

CHANGED = "rows have changed since the erasure"
GONE = "rows are not there any more"
SHARED = "rows belong to somebody else too who is still erased"
UNFIT = "rows point at what is gone, or have a value that another row has now"

Place = tuple[str, Key]
"""A table, and the key of a row."""


@dataclass(slots=True)
class Replay:
    """`now`: who returns; `before`: who has returned already. `pages` may hold rows of both.

    `rows`: how many came back, by collection; `values`: how many got values back; `left`: rows that could not be
    restored, by collection and why.
    """

    store: str
    schema: Schema
    restoring: Restoring
    pages: PageReader
    now: Collection[Who]
    before: Collection[Who]
    rows: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    _missing: set[Place] = field(default_factory=set)
    _back: set[Place] = field(default_factory=set)

    def is_as_before(self) -> bool:
        """Whether everything is as it was before the erasure, as far as it would be restored.

        Of a row that several steps changed, the first to change a column knows what it was.
        """
        first: dict[str, set[str]] = {}
        step = -1
        changed: dict[str, set[str]] = {}
        for who, page in self.pages.forwards():
            if page.at != step:
                for table, columns in changed.items():
                    first.setdefault(table, set()).update(columns)
                step, changed = page.at, {}
            skipped = first.get(page.shape.table, set())
            images = [image for image in page.images if self._wanted(page, image, who)]
            held = self._held(page.shape, images)
            if any(not _same(page.shape, is_, image.before, skipped) for image, is_ in zip(images, held, strict=True)):
                return False
            if page.images[0].before is not None and page.images[0].after is not None:
                changed.setdefault(page.shape.table, set()).update(page.shape.columns)
        return True

    def restore(self) -> None:
        """Raises UndoError where a table is not what it was, StoreError where the store refused."""
        for who, page in self.pages.backwards():
            self._check(page)
            fitting = self._fitting(page, who)
            bad = self.restoring.unfit(page.shape, fitting)
            for at in bad:
                self._leave(page, fitting[at], UNFIT)
            done = [image for at, image in enumerate(fitting) if at not in bad]
            self.restoring.restore(page.shape, done)
            if self.before:
                self._back |= {(page.shape.table, image.key) for image in done if image.after is None}
            whole = any(image.before is None or image.after is None for image in done)
            (self.rows if whole else self.values)[self._where(page)] += len(done)
        self.restoring.finish()

    def _fitting(self, page: Page, who: Who) -> list[Image]:
        """The images that are to be restored, and are as the erasure left them."""
        images: list[Image] = []
        for image in page.images:
            if self._wanted(page, image, who):
                images.append(image)
            elif who in self.now and who == min(one for one in image.who if one in self.now):
                self._leave(page, image, SHARED)
        found: list[Image] = []
        for image, is_ in zip(images, self._held(page.shape, images), strict=True):
            if is_ == image.before:
                continue
            if is_ == image.after:
                found.append(image)
            else:
                self._leave(page, image, GONE if is_ is None else CHANGED)
        return found

    def _wanted(self, page: Page, image: Image, who: Who) -> bool:
        """A row of several persons comes back with the last of them; and with each row what those who returned before
        had had in it."""
        if who not in self.now:
            return (page.shape.table, image.key) in self._back
        return who == min(one for one in image.who if one in self.now) and all(
            one in self.now or one in self.before for one in image.who
        )

    def _leave(self, page: Page, image: Image, why: str) -> None:
        place = page.shape.table, image.key
        if place not in self._missing:
            self._missing.add(place)
            self.left[self._where(page), why] += 1

    def _held(self, shape: Shape, images: Sequence[Image]) -> list[Values | None]:
        return [_exact(row) for row in self.restoring.held(shape, [image.key for image in images])] if images else []

    def _check(self, page: Page) -> None:
        table = self.schema.tables.get(page.shape.table)
        if table is None or not {*page.shape.key, *page.shape.columns} <= set(table.columns):
            mend = "put the table back as it was, undo, and change it again"
            raise UndoError(
                "what was erased does not fit the database any more",
                [Problem(self._where(page), f"table {page.shape.table} has lost columns", mend)],
            )

    def _where(self, page: Page) -> str:
        return f"{self.store}.{page.collection}"


def _same(shape: Shape, held: Values | None, before: Values | None, skipped: Collection[str]) -> bool:
    if held is None or before is None:
        return held is before
    triples = zip(shape.columns, held, before, strict=True)
    return all(is_ == was for name, is_, was in triples if name not in skipped)


def _exact(row: Values | None) -> Values | None:
    """As it comes from the disk."""
    if row is None:
        return None
    found = typed.loads(typed.dumps(row))
    return tuple(found) if isinstance(found, list) else None
