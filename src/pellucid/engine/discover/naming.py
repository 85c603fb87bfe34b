"""Names of tables and columns as words, in whatever style they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_IRREGULAR = {"people": "person", "addresses": "address", "statuses": "status", "staff": "staff"}


def words(name: str) -> tuple[str, ...]:
    """`BillingPostalCode`, `billing_postal_code` and `BILLING POSTAL-CODE` are (billing, postal, code).

    Digits separate, accents are dropped: `téléphone2` is (telephone).
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return tuple(word.lower() for word in _WORD.findall(plain))


def singular(word: str) -> str:
    """The English singular, near enough to make a name of it."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def says(name: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether the words of `phrase` follow one another in `name`, or stand there as one: `zip code`, `zipcode`."""
    glued = "".join(phrase)
    length = len(phrase)
    return any(
        singular(name[at]) == glued or name[at] == glued or _same(name[at : at + length], phrase)
        for at in range(len(name))
    )


def _same(written: Sequence[str], phrase: Sequence[str]) -> bool:
    return len(written) == len(phrase) and all(
        word == wanted or singular(word) == wanted for word, wanted in zip(written, phrase, strict=True)
    )


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written as a line."""
    return frozenset(words.split())
