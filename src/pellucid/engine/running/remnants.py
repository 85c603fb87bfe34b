"""What an erasure has left in the place of an identity: nobody is known by it."""

from __future__ import annotations

from collections.abc import Callable

from pellucid.engine.datamap.model import MaskSpec
from pellucid.engine.errors import MaskError
from pellucid.engine.masks import Context, make
from pellucid.engine.planning.plan import StorePlan

IsRemnant = Callable[[StorePlan, str, str, object], bool]
"""Of a collection, one of its identities, and a value."""


def remnants(key: bytes) -> IsRemnant:
    """Whether a value is what the map's own mask makes: it leaves alone what it has masked before."""

    def is_remnant(part: StorePlan, collection: str, identity: str, value: object) -> bool:
        known = part.declared.collections[collection]
        name = known.identities[identity]
        field = known.fields.get(name)
        if value is None or field is None or not isinstance(field.erase, MaskSpec):
            return value is None
        mask = make(field.erase)
        try:
            return (
                not mask.needs
                and mask.apply(value, part.schema.tables[known.table].columns[name], Context(key)) == value
            )
        except MaskError:
            return False

    return is_remnant
