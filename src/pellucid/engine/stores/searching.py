"""Looking for a person's identities in any text: which spellings count, and in how many rows they stand. Pure.

Upper and lower case are one (Unicode case folding), and so are composed and decomposed letters. A value is found inside
longer text, in JSON whatever was escaped there (`\\u00fc`, `\\/`, also JSON within JSON), and in URLs (`%40`). What
goes on with a Latin letter or a digit is another word: `ann@x.org` is not in `joann@x.org`; but it is in
`jo.ann@x.org`, for that may be a key, such as `avatar.ann@x.org`.

Short values and short numbers stand everywhere by chance: they are found only where they are a column's whole value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize
from urllib.parse import unquote

from pellucid.engine.stores.base import Sought, Trace, Who

SHORTEST, SHORTEST_NUMBER = 5, 7
"""Characters from which on a value, or a number, is looked for inside longer text."""

_NESTED = 3  # JSON within JSON within JSON
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_ENCODED = re.compile(r"[^A-Za-z0-9.-]+")
"""What JSON, URLs, case folding or LIKE may write or read in another way than it is."""


def is_whole(value: str) -> bool:
    """Whether a value is too short to be looked for inside longer text."""
    text = _folded(value.strip())
    return len(text) < (SHORTEST_NUMBER if text.isdecimal() else SHORTEST)


def pattern(value: str) -> str:
    """A LIKE pattern, to be compared in lower case, for every text in which `value` is found, and a few more."""
    rough = _ENCODED.sub("%", value.strip()).lower()
    return rough if is_whole(value) else f"%{rough}%"


@dataclass(slots=True)
class Search:
    """The values that are looked for, made ready to be found in one text after the other."""

    sought: Sequence[Sought]
    _whole: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False)
    _heads: dict[str, list[tuple[str, int]]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for number, one in enumerate(self.sought):
            text = _folded(one.value.strip())
            if is_whole(one.value):
                self._whole.setdefault(text, []).append(number)
            else:
                self._heads.setdefault(text[:SHORTEST], []).append((text, number))

    def found(self, text: str) -> set[int]:
        """The numbers of the values that stand in `text`."""
        numbers = set(self._whole.get(_folded(text), ()))
        for spelling in _spellings(text) if self._heads else ():
            numbers.update(self._inside(_folded(spelling)))
        return numbers

    def _inside(self, text: str) -> Iterator[int]:
        for at in range(len(text) - SHORTEST + 1):
            for value, number in self._heads.get(text[at : at + SHORTEST], ()):
                if text.startswith(value, at) and _apart(text, at, at + len(value)):
                    yield number


@dataclass(slots=True)
class Tally:
    """In how many rows of one table something was found, by column, person, and whether it is surely theirs."""

    search: Search
    _rows: Counter[tuple[str, bool, Who]] = field(default_factory=Counter, init=False)

    def look(self, column: str, text: str, numbers: range) -> None:
        """One row's text. It counts once for a person though several values are in it, also where a table is read
        several times, for some of the values each time (`numbers`)."""
        first: dict[tuple[bool, Who], int] = {}
        for number in self.search.found(text):
            one = self.search.sought[number]
            first[one.sure, one.who] = min(number, first.get((one.sure, one.who), number))
        self._rows.update((column, *whose) for whose, number in first.items() if number in numbers)

    def traces(self, table: str) -> Iterator[Trace]:
        places: dict[tuple[str, bool], dict[Who, int]] = {}
        for (column, sure, who), rows in self._rows.items():
            places.setdefault((column, sure), {})[who] = rows
        for (column, sure), found in places.items():
            yield Trace(table, column, found, sure)


def _folded(text: str) -> str:
    """The one form in which texts are compared."""
    return normalize("NFC", text.casefold())


def _spellings(text: str) -> Iterator[str]:
    """The text, and what it may mean as JSON or in a URL."""
    yield text
    for step in range(_NESTED + 1):
        meant = _unescaped(text) if step < _NESTED else unquote(text)
        if meant != text:
            yield meant
            text = meant


def _unescaped(text: str) -> str:
    """What JSON's escapes mean (RFC 8259, section 7); what is no escape of JSON loses its backslash."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(lambda part: chr(int(part[1], 16)) if part[1] else _MEANT.get(part[2], part[2]), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # joins pairs of surrogates


def _apart(text: str, start: int, end: int) -> bool:
    """Whether a value that stands there is not a piece of a longer word."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (_latin(before) and _latin(text[start])) and not (_latin(after) and _latin(text[end - 1]))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
