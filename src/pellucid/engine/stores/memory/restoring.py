"""Rows in memory go back to what they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pellucid.engine.schema import Schema
from pellucid.engine.stores.base import Image, Key, Shape
from pellucid.engine.stores.base import Values as Held
from pellucid.engine.stores.memory.database import Rows, values


@dataclass(slots=True)
class MemoryRestoring:
    """See `pellucid.engine.stores.base.Restoring`."""

    schema: Schema
    tables: dict[str, Rows]

    def held(self, shape: Shape, keys: Sequence[Key]) -> list[Held | None]:
        numbers = self._numbers(shape)
        rows = self.tables[shape.table]
        return [values(rows[numbers[key]], shape.columns) if key in numbers else None for key in keys]

    def unfit(self, shape: Shape, images: Sequence[Image]) -> set[int]:
        """Of unique values only: what is not there is seen when everything is back."""
        table, found = self.schema.tables[shape.table], set()
        for at, image in enumerate(images):
            new = dict(zip(shape.columns, image.before or (), strict=False))
            for unique in (sorted(one) for one in table.unique if one <= set(new)):
                mine = values(new, unique)
                others = [row for row in self.tables[shape.table].values() if values(row, shape.key) != image.key]
                if None not in mine and any(values(row, unique) == mine for row in others):
                    found.add(at)
        return found

    def restore(self, shape: Shape, images: Sequence[Image]) -> None:
        numbers = self._numbers(shape)
        rows = self.tables[shape.table]
        for image in images:
            number = numbers.get(image.key, max(rows, default=0) + 1)
            if image.before is None:
                del rows[number]
            else:
                rows[number] = {**rows.get(number, {}), **dict(zip(shape.columns, image.before, strict=True))}

    def finish(self) -> None:
        """Nothing waits, and there are no triggers."""

    def _numbers(self, shape: Shape) -> dict[Key, int]:
        return {values(row, shape.key): number for number, row in self.tables[shape.table].items()}
