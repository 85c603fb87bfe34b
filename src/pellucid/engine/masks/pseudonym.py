"""A readable name in place of a name, the same wherever the value occurs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pellucid.engine.masks.documents import change_document, text_of
from pellucid.engine.masks.model import Context
from pellucid.engine.masks.refusals import foreign, repeats, unfit
from pellucid.engine.masks.tags import is_text_code, text_code
from pellucid.engine.schema import Column, Kind

_LABEL = b"pellucid.pseudonym"
_LONG, _SHORT = "Person ", "P-"
_CODE, _TAG = 8, 2


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """`Person 7F3A2C91`, or `P-7F3A2C91` where that is too long: 30 bits of payload, 10 of tag.

    The code depends on key and value alone, so one person keeps one name in every collection.
    """

    needs: ClassVar[tuple[str, ...]] = ()

    def problem(self, column: Column, unique: bool) -> str | None:
        shortest = len(_SHORT) + _CODE
        return unfit("pseudonym", column, frozenset({Kind.STRING, Kind.JSON}), shortest) or repeats("pseudonym", unique)

    def apply(self, value: object, column: Column, context: Context) -> object:
        if value is None:
            return None
        if column.kind is Kind.JSON:
            return change_document(value, lambda document: _document(document, context.key))
        if isinstance(value, str):
            return _text(value, context.key, column.length)
        raise foreign("pseudonym", value, column)


def _document(document: object, key: bytes) -> object:
    return None if document is None else _text(text_of(document), key, None)


def _text(value: str, key: bytes, length: int | None) -> str:
    prefix = _LONG if length is None or length >= len(_LONG) + _CODE else _SHORT
    name = value.rstrip(" ")
    code = name[len(prefix) :].lower()
    if name.startswith(prefix) and len(code) == _CODE and is_text_code(key, _LABEL, code, _TAG):
        return value
    return prefix + text_code(key, _LABEL, name, _CODE, _TAG).upper()
