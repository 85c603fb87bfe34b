"""Nothing in place of something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pellucid.engine.masks.model import Context
from pellucid.engine.masks.refusals import unfit
from pellucid.engine.schema import Column, Kind


@dataclass(frozen=True, slots=True)
class Null:
    """NULL; a UNIQUE column may hold many of them."""

    needs: ClassVar[tuple[str, ...]] = ()

    def problem(self, column: Column, unique: bool) -> str | None:
        if not column.nullable:
            return f"this column is NOT NULL; give it another mask, such as {'hash' if unique else 'constant or hash'}"
        return unfit("null", column, frozenset(Kind))

    def apply(self, value: object, column: Column, context: Context) -> None:
        """NULL, whatever the value."""
