"""What a mask is, and what it may know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pellucid.engine.schema import Column


@dataclass(frozen=True, slots=True)
class Context:
    """What a mask may know at run time; neither part is ever printed.

    `key`: the secret of the installation. `values`: the person's own values by category.
    """

    key: bytes = field(repr=False)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def within(self, category: str) -> Iterator[tuple[str, str]]:
        """Each value in `category` and below with its own category: `user.contact` covers `user.contact.email`."""
        below = category + "."
        for name, values in self.values.items():
            if name == category or name.startswith(below):
                yield from ((name, value) for value in values)


class Mask(Protocol):
    """A pure function value -> value, with the question whether it suits a column."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The categories of the person's own values that `apply` needs in its context."""

    def problem(self, column: Column, unique: bool) -> str | None:
        """Plan time: why the mask cannot be used on `column`, with the mend; None if it can.

        `unique`: no two rows may share a value in the column.
        """

    def apply(self, value: object, column: Column, context: Context, /) -> object:
        """`value` masked, in the same Python representation. Raises MaskError for a value of a foreign type."""
