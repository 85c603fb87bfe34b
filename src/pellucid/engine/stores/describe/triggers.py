"""The head of a CREATE TRIGGER statement, alike enough in every database."""

from __future__ import annotations

from dataclasses import dataclass

from pellucid.engine.stores.describe.cursor import Cursor, created
from pellucid.engine.stores.describe.draft import EVENTS
from pellucid.engine.stores.describe.lexing import Statement


@dataclass(frozen=True, slots=True)
class Trigger:
    """`table` as written, by its parts; `on` holds some of "insert", "update", "delete"."""

    name: str
    table: tuple[str, ...]
    on: frozenset[str]


def read_trigger(statement: Statement) -> Trigger | None:
    """None for any other statement. `UPDATE OF columns` counts as update."""
    cursor = Cursor(statement)
    if created(cursor)[0] != "TRIGGER":
        return None
    name = cursor.qualified_name()[-1]
    start = cursor.position
    if not cursor.seek("ON"):
        return None
    words = cursor.tokens[start : cursor.position]
    on = frozenset(event for event in EVENTS if any(word.is_word(event.upper()) for word in words))
    return Trigger(name, cursor.qualified_name(), on)
