"""Pages of rows whose values are masked in our hands and written back by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pellucid.engine.masks import Context
from pellucid.engine.stores.base import Counts, Key, Roots, Who
from pellucid.engine.stores.sql.driver import Call, Params
from pellucid.engine.stores.sql.statements import AFTER, StepSQL

PAGE = 10_000
"""Rows of a page."""


@dataclass(slots=True)
class Page:
    """The rows (who, key ..., values ...) of one page; `last`: no page follows."""

    sql: StepSQL
    rows: Sequence[tuple[Any, ...]]
    last: bool
    found: dict[Who, int] = field(default_factory=dict)
    changed: dict[Who, int] = field(default_factory=dict)
    new: dict[Key, list[object]] = field(default_factory=dict)

    @property
    def counts(self) -> Counts:
        return Counts(self.found, self.changed)

    @property
    def after(self) -> Params:
        """The parameters of the page that follows."""
        key = self._key(self.rows[-1])
        return {f"{AFTER}{at}": value for at, value in enumerate(key)}

    def mask(self, roots: Roots, secret: bytes) -> None:
        """Compute the new values. A row of several persons is masked for one after the other and written once."""
        changes = self.sql.changes
        if changes is None:
            return
        width = 1 + len(self.sql.keys)
        contexts: dict[Who, Context] = {}
        for row in self.rows:
            who, key = row[0], self._key(row)
            context = contexts.get(who) or contexts.setdefault(who, Context(secret, roots.values.get(who, {})))
            old = self.new.get(key, list(row[width:]))
            new = changes.row(old, context, roots.given)
            self.found[who] = self.found.get(who, 0) + 1
            if new != old:
                self.changed[who] = self.changed.get(who, 0) + 1
                self.new[key] = new

    def writes(self, arrays: bool) -> Call | None:
        """The statement that writes the new values; None where nothing changes."""
        if not self.new or self.sql.write is None:
            return None
        rows = [_named(key, values) for key, values in self.new.items()]
        if not arrays:
            return Call(self.sql.write.text, rows)
        return Call(self.sql.write.text, {name: [row[name] for row in rows] for name in rows[0]})

    def _key(self, row: Sequence[object]) -> Key:
        return tuple(row[1 : 1 + len(self.sql.keys)])


def page_of(sql: StepSQL, rows: list[tuple[Any, ...]], limit: int) -> Page:
    """The rows of a page. A key that the limit may have cut off from some of its persons is left to the next one."""
    if len(rows) < limit:
        return Page(sql, rows, last=True)
    width = 1 + len(sql.keys)
    key = rows[-1][1:width]
    whole = [row for row in rows if row[1:width] != key]
    return Page(sql, whole or rows, last=False)


def _named(key: Key, values: Sequence[object]) -> Mapping[str, object]:
    named = {f"k{at}": value for at, value in enumerate(key)}
    return {**named, **{f"v{at}": value for at, value in enumerate(values)}}
