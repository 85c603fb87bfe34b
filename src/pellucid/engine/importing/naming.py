"""Names of a data map, made from names of anything."""

from __future__ import annotations

import re

from pellucid.engine.datamap.parts.keys import KEYS

LONGEST = 60
LINK_OPTIONS = frozenset(KEYS["link"])
"""Beside these a kind of person stands in a link."""


def plain(name: str, otherwise: str) -> str:
    """Small letters, digits and `_`, a letter first; `otherwise` where nothing is left."""
    return re.sub(r"[^a-z0-9_]+", "_", name.lower()).lstrip("_0123456789").rstrip("_")[:LONGEST] or otherwise


def words(name: str) -> list[str]:
    """The words of the last part of a name, each in the singular: `shop.OrderItems` gives order, item."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name.rpartition(".")[2])
    return [_singular(part.lower()) for part in parts if len(part) > 1]


def kind_of_person(collection: str) -> str:
    """What one row of a collection of persons is: `crm.app_users` gives app_user."""
    head, mark, last = plain(collection.rpartition(".")[2], "person").rpartition("_")
    kind = head + mark + _singular(last)
    return f"{kind}_" if kind in LINK_OPTIONS else kind


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
