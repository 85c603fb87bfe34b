"""What an export is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """One field of a section. `words`: what it holds in a person's words ("E-mail address"); `name`: the column.

    `hidden`: it tells of another person, and is not shown.
    """

    name: str
    category: str
    words: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one collection, by one relation: `owns`, `shares` or `sees`. `title` in words: "Orders"."""

    store: str
    collection: str
    title: str
    relation: str
    fields: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the whole copy is: `right` is "access" or "portability" (GDPR Art. 15, 20), `made` is aware (UTC)."""

    right: str
    person: str
    made: datetime
    company: str = ""
