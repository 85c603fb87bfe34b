"""From what a column is called, and its type, to the category of personal data it probably holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pellucid.engine.datamap.model import NOT_PERSONAL
from pellucid.engine.discover.naming import says, words
from pellucid.engine.discover.vocabulary import IN_PERSONS_TABLES, RULES, Rule
from pellucid.engine.schema import Column, Kind


@dataclass(frozen=True, slots=True)
class Guess:
    """A proposed category. `sure`: a column of this name is personal wherever it stands."""

    category: str
    sure: bool = False

    @property
    def personal(self) -> bool:
        return self.category != NOT_PERSONAL


NOTHING = Guess(NOT_PERSONAL)

_BESIDE = ("verified", "confirmed", "sent", "count", "status", "enabled", "type")
"""What follows a name when the column only tells about the thing: `email_sent`."""


def classify(column: Column, *, persons_table: bool) -> Guess:
    """The category for `column`; `persons_table`: each row of its table is one person."""
    name = words(column.name)
    rules: Iterable[Rule] = (*RULES, *IN_PERSONS_TABLES) if persons_table else RULES
    for rule in rules:
        phrase = next((p for p in _phrases(rule) if says(name, p)), None)
        if phrase and column.kind in rule.kinds and not _beside(name, phrase, column.kind):
            return Guess(rule.category, rule.sure)
    return NOTHING


def _phrases(rule: Rule) -> list[tuple[str, ...]]:
    return [tuple(phrase.split()) for phrase in rule.phrases.split(", ")]


def _beside(name: tuple[str, ...], phrase: tuple[str, ...], kind: Kind) -> bool:
    """Whether the name goes on to something else than the thing itself. A text called `email_id` is the address."""
    last = name[-1]
    return last not in phrase and (last in _BESIDE or (last == "id" and kind is not Kind.STRING))
