"""What an erasure has left in the place of an identity: nobody is known by it."""

from __future__ import annotations

from collections.abc import Callable

from pellucid.engine.datamap.model import MaskSpec
from pellucid.engine.errors import MaskError
from pellucid.engine.masks import Context, Mask, make
from pellucid.engine.masks.contact import Email
from pellucid.engine.planning.plan import StorePlan
from pellucid.engine.schema import Column, Kind

IsRemnant = Callable[[object], bool]
"""Of a value in one column."""

Remnants = Callable[[StorePlan, str], dict[str, IsRemnant]]
"""For a collection, by its identities."""


def remnants(key: bytes) -> Remnants:
    """Whether a value is what the map's own mask makes: it leaves alone what it has masked before."""

    def of_collection(part: StorePlan, collection: str) -> dict[str, IsRemnant]:
        told = part.declared.collections[collection].identities
        return {identity: remnant(part, collection, name, key) for identity, name in told.items()}

    return of_collection


def remnant(part: StorePlan, collection: str, name: str, key: bytes) -> IsRemnant:
    """The same for one column, or a path inside one."""
    known = part.declared.collections[collection]
    column = part.schema.tables[known.table].columns.get(name, Column(name, Kind.STRING, "text"))
    field = known.fields.get(name)
    mask = make(field.erase) if field and isinstance(field.erase, MaskSpec) else None
    return _test(mask, column, Context(key)) if mask and not mask.needs else _is_null


def _is_null(value: object) -> bool:
    return value is None


def _test(mask: Mask, column: Column, context: Context) -> IsRemnant:
    sign = Email.domain if isinstance(mask, Email) else ""

    def is_remnant(value: object) -> bool:
        if value is None or (sign and not str(value).rstrip().endswith(sign)):
            return value is None
        try:
            return mask.apply(value, column, context) == value
        except MaskError:
            return False

    return is_remnant
