"""Less exact, but still of use: the year of a date, the network of an address, the start of a postcode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pellucid.engine.errors import MaskError
from pellucid.engine.masks.beginnings import beginning_of
from pellucid.engine.masks.dates import start_of
from pellucid.engine.masks.documents import change_document, change_leaves
from pellucid.engine.masks.model import Context
from pellucid.engine.masks.networks import network_of
from pellucid.engine.masks.refusals import foreign, repeats, unfit
from pellucid.engine.schema import Column, Kind

_DATES = frozenset({Kind.DATE, Kind.DATETIME, Kind.STRING, Kind.JSON})
_NETWORKS = frozenset({Kind.STRING, Kind.JSON, Kind.OTHER})
_BEGINNINGS = frozenset({Kind.STRING, Kind.INTEGER, Kind.JSON})


@dataclass(frozen=True, slots=True)
class Generalise:
    """To `year` or `month` (its first day), to `network` (IPv4 /24, IPv6 /48) or to the first `to` characters.

    A text that is not what it should be is hidden whole, one `*` for each character; such a thing in JSON becomes null.
    """

    needs: ClassVar[tuple[str, ...]] = ()

    to: str | int

    def __post_init__(self) -> None:
        if self.to not in ("year", "month", "network") and not _is_count(self.to):
            raise MaskError(
                "generalise does not know this target",
                mend="give year, month, network, or a number of characters from 1",
            )

    def problem(self, column: Column, unique: bool) -> str | None:
        name = f"generalise to {self.to}"
        return unfit(name, column, self._kinds) or repeats(name, unique)

    def apply(self, value: object, column: Column, _context: Context) -> object:
        if value is None:
            return None
        if column.kind is Kind.JSON:
            return change_document(value, lambda document: change_leaves(document, self._change))
        masked = self._change(value)
        if masked is None:
            raise foreign(f"generalise to {self.to}", value, column)
        return masked

    @property
    def _kinds(self) -> frozenset[Kind]:
        if self.to == "network":
            return _NETWORKS
        return _BEGINNINGS if isinstance(self.to, int) else _DATES

    def _change(self, value: object) -> object:
        if self.to == "network":
            return network_of(value)
        return beginning_of(value, self.to) if isinstance(self.to, int) else start_of(value, self.to)


def _is_count(to: object) -> bool:
    return isinstance(to, int) and not isinstance(to, bool) and to > 0
