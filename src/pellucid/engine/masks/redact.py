"""The person's own values taken out of a text that stays."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pellucid.engine.errors import MaskError
from pellucid.engine.masks.documents import change_document, change_leaves
from pellucid.engine.masks.model import Context
from pellucid.engine.masks.redact_patterns import MARKERS, pattern_of
from pellucid.engine.masks.refusals import foreign, repeats, unfit
from pellucid.engine.schema import Column, Kind

_MARKER = "[removed]"
_SHORT_MARKER = "*"


@dataclass(frozen=True, slots=True)
class Redact:
    """Replaces the person's values in `categories` inside text, and inside every text of a JSON document.

    Each becomes `[removed]`, or `*` in a column that is too short for it. Numbers and keys in JSON stay.
    """

    categories: tuple[str, ...]

    def __post_init__(self) -> None:
        listed = isinstance(self.categories, tuple) and all(isinstance(category, str) for category in self.categories)
        if not listed or not self.categories:
            mend = "list categories, such as [user.name, user.contact]"
            raise MaskError("redact does not know what to remove", mend=mend)

    @property
    def needs(self) -> tuple[str, ...]:
        return self.categories

    def problem(self, column: Column, unique: bool) -> str | None:
        return unfit("redact", column, frozenset({Kind.STRING, Kind.JSON})) or repeats("redact", unique)

    def apply(self, value: object, column: Column, context: Context) -> object:
        if value is None:
            return None
        pattern = pattern_of(frozenset(own for category in self.categories for own in context.within(category)))
        if pattern is None:
            return value
        if column.kind is Kind.JSON:
            return change_document(value, lambda document: change_leaves(document, lambda leaf: _leaf(leaf, pattern)))
        if isinstance(value, str):
            return _redacted(value, pattern, column.length)
        raise foreign("redact", value, column)


def _leaf(leaf: object, pattern: re.Pattern[str]) -> object:
    return _redacted(leaf, pattern, None) if isinstance(leaf, str) else leaf


def _redacted(text: str, pattern: re.Pattern[str], length: int | None) -> str:
    redacted = _replaced(text, pattern, _MARKER)
    return redacted if length is None or len(redacted) <= length else _replaced(text, pattern, _SHORT_MARKER)


def _replaced(text: str, pattern: re.Pattern[str], marker: str) -> str:
    """Markers that already stand in the text are stepped over, or a person called Removed would make it grow."""
    parts = MARKERS.split(text)
    return "".join(part if at % 2 else pattern.sub(marker, part) for at, part in enumerate(parts))
