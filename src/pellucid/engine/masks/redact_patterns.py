"""Where a person's own values stand in a text: whole words in any case, phone numbers whatever their separators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pellucid.engine.masks.phone_patterns import phone_pattern

MARKERS = re.compile(r"(\[removed\]|\*)")

_NAMES = "user.name"
_PARTICLES = frozenset({"bin", "dei", "del", "den", "der", "des", "dos", "ibn", "las", "the", "und", "van", "von"})
_SHORTEST_NAME = 3

# Thai, Lao, Burmese, Khmer, Chinese, Japanese and Korean write words without blanks between them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_LETTER = f"[^\\W\\d_{_UNSPACED}]"


@lru_cache(maxsize=256)
def pattern_of(own: frozenset[tuple[str, str]]) -> re.Pattern[str] | None:
    """One pattern for the values of a person, given as pairs of category and value; None where there are none.

    Words with the same neighbours forbidden stand together, for what a letter is takes long to compile.
    """
    phones: set[str] = set()
    words: dict[tuple[str, str], set[str]] = {}
    for category, value in own:
        for piece in MARKERS.split(value)[::2]:
            if phone := phone_pattern(piece):
                phones.add(phone)
            elif any(map(str.isalnum, piece)):
                for part in _parts(category, piece):
                    words.setdefault((_class_of(part[0]), _class_of(part[-1])), set()).add(part)
    patterns = [*map(_bounded, words, words.values()), *_longest_first(phones)]
    return re.compile("|".join(patterns)) if patterns else None


def _parts(category: str, piece: str) -> Iterator[str]:
    is_name = category == _NAMES or category.startswith(_NAMES + ".")
    for part in {piece, *(_name_parts(piece) if is_name else ())}:
        yield from _spellings(part.strip())


def _name_parts(name: str) -> Iterator[str]:
    """First and last names of their own; not initials, nor particles, which are words of a language."""
    for part in re.split(r"[\s,;]+", name):
        if len(part.strip(".")) >= _SHORTEST_NAME and part.lower() not in _PARTICLES:
            yield part


def _spellings(text: str) -> Iterator[str]:
    """How else the same text is written: ß as SS, é as one character or two."""
    forms = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    spellings = (spelling for form in forms for spelling in (form, form.upper(), form.casefold()))
    yield from {spelling.lower(): spelling for spelling in (text, *spellings)}.values()


def _bounded(edges: tuple[str, str], words: set[str]) -> str:
    """No letter next to a letter at its edge and no digit next to a digit, so that Ann is not taken out of Anna."""
    before, after = edges
    alternatives = "|".join(r"\s+".join(map(re.escape, word.split())) for word in _longest_first(words))
    return (f"(?<!{before})" if before else "") + f"(?i:{alternatives})" + (f"(?!{after})" if after else "")


def _longest_first(texts: set[str]) -> list[str]:
    return sorted(texts, key=lambda text: (-len(text), text))


def _class_of(character: str) -> str:
    if character.isdecimal():
        return r"\d"
    return _LETTER if re.match(_LETTER, character) else ""
