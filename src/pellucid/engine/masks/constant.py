"""The same value for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pellucid.engine.masks.constants import as_kind, like
from pellucid.engine.masks.documents import write
from pellucid.engine.masks.model import Context
from pellucid.engine.masks.refusals import foreign, repeats, unfit
from pellucid.engine.schema import Column, Kind


@dataclass(frozen=True, slots=True)
class Constant:
    """`value` as the data map gives it: a date may be a date or ISO text, JSON any document."""

    needs: ClassVar[tuple[str, ...]] = ()

    value: object

    def problem(self, column: Column, unique: bool) -> str | None:
        refusal = unfit("constant", column, frozenset(Kind)) or repeats("constant", unique)
        if refusal is None and as_kind(self.value, column) is None:
            size = f" and length {column.length}" if column.length is not None else ""
            return (
                f"the constant does not fit a column of kind {column.kind}{size} ({column.native}); give one that does"
            )
        return refusal

    def apply(self, value: object, column: Column, _context: Context) -> object:
        if value is None:
            return None
        if column.kind is Kind.JSON:
            return self._document(value)
        masked = like(value, as_kind(self.value, column))
        if masked is None:
            raise foreign("constant", value, column)
        return masked

    def _document(self, value: object) -> object:
        if isinstance(value, str) and value != self.value:
            return value if value.strip() == "null" else write(self.value)
        return self.value
