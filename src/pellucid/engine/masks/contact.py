"""Addresses that still look like addresses, and reach nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from pellucid.engine.masks.documents import change_document, change_leaves, text_of
from pellucid.engine.masks.model import Context
from pellucid.engine.masks.refusals import foreign, repeats, unfit
from pellucid.engine.masks.tags import SHORTEST_CODE, SHORTEST_UNIQUE_CODE, is_text_code, tag_size, text_code
from pellucid.engine.schema import Column, Kind

_LABEL = b"pellucid.email"
_DOMAIN = "@masked.invalid"
_LONGEST_CODE = 32
_NO_SEPARATOR = re.compile(r"[^+\-./()\s]")


@dataclass(frozen=True, slots=True)
class Email:
    """A code `@masked.invalid`: mail to that domain goes nowhere (RFC 2606). Equal addresses stay equal."""

    needs: ClassVar[tuple[str, ...]] = ()
    domain: ClassVar[str] = _DOMAIN

    def problem(self, column: Column, unique: bool) -> str | None:
        if unique:
            shortest = SHORTEST_UNIQUE_CODE + len(_DOMAIN)
            return unfit("email in a UNIQUE column", column, frozenset({Kind.STRING}), shortest)
        return unfit("email", column, frozenset({Kind.STRING, Kind.JSON}), SHORTEST_CODE + len(_DOMAIN))

    def apply(self, value: object, column: Column, context: Context) -> object:
        if value is None:
            return None
        if column.kind is Kind.JSON:
            return change_document(value, lambda document: _email_in(document, context.key))
        if isinstance(value, str):
            return _email(value, context.key, column.length)
        raise foreign("email", value, column)


@dataclass(frozen=True, slots=True)
class Phone:
    """Every digit 0, which no numbering plan assigns; `+`, separators and length stay, anything else becomes 0 too.

    A number kept as an integer keeps its count of digits: 491701234567 becomes 100000000000. In JSON, every number
    and text is masked so, and what is neither becomes null.
    """

    needs: ClassVar[tuple[str, ...]] = ()

    def problem(self, column: Column, unique: bool) -> str | None:
        kinds = frozenset({Kind.STRING, Kind.INTEGER, Kind.JSON})
        return unfit("phone", column, kinds) or repeats("phone", unique)

    def apply(self, value: object, column: Column, _context: Context) -> object:
        if value is None:
            return None
        if column.kind is Kind.JSON:
            return change_document(value, lambda document: change_leaves(document, _phone))
        masked = _phone(value)
        if masked is None:
            raise foreign("phone", value, column)
        return masked


def _email_in(document: object, key: bytes) -> object:
    return None if document is None else _email(text_of(document), key, None)


def _email(value: str, key: bytes, length: int | None) -> str:
    size = _LONGEST_CODE if length is None else min(length - len(_DOMAIN), _LONGEST_CODE)
    tag = tag_size(size)
    address = value.rstrip(" ")
    code = address[: -len(_DOMAIN)]
    if address.endswith(_DOMAIN) and len(code) == size and is_text_code(key, _LABEL, code, tag):
        return value
    return text_code(key, _LABEL, value, size, tag) + _DOMAIN


def _phone(value: object) -> object:
    match value:
        case str():
            return _NO_SEPARATOR.sub("0", value)
        case int() if not isinstance(value, bool):
            return 10 ** (len(str(abs(value))) - 1) if value else 0
    return None
