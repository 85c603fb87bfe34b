"""A keyed hash in place of the value: equal values stay equal, and only the key links one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from pellucid.engine.masks.documents import change_document
from pellucid.engine.masks.hashes import (
    PREFIX,
    hash_bytes,
    hash_document,
    hash_integer,
    hash_text,
    hash_uuid,
    hash_uuid_text,
)
from pellucid.engine.masks.model import Context
from pellucid.engine.masks.refusals import foreign, unfit
from pellucid.engine.masks.tags import SHORTEST_CODE, SHORTEST_UNIQUE_CODE
from pellucid.engine.schema import Column, Kind

_SHORTEST: Mapping[Kind, int] = {
    Kind.STRING: len(PREFIX) + SHORTEST_CODE,
    Kind.INTEGER: 32,
    Kind.BYTES: 8,
    Kind.UUID: 0,
    Kind.JSON: 0,
}
_SHORTEST_UNIQUE: Mapping[Kind, int] = {
    Kind.STRING: len(PREFIX) + SHORTEST_UNIQUE_CODE,
    Kind.INTEGER: 64,
    Kind.BYTES: 10,
    Kind.UUID: 0,
}


@dataclass(frozen=True, slots=True)
class Hash:
    """Text as `~` and a code, an integer as a large positive one, a UUID as version 8 (RFC 9562), JSON as a string."""

    needs: ClassVar[tuple[str, ...]] = ()

    def problem(self, column: Column, unique: bool) -> str | None:
        name, shortest = ("hash in a UNIQUE column", _SHORTEST_UNIQUE) if unique else ("hash", _SHORTEST)
        return unfit(name, column, frozenset(shortest), shortest.get(column.kind, 0))

    def apply(self, value: object, column: Column, context: Context) -> object:
        key = context.key
        match value:
            case None:
                return None
            case _ if column.kind is Kind.JSON:
                return change_document(value, lambda document: hash_document(document, key))
            case UUID():
                return hash_uuid(value, key)
            case str():
                return hash_uuid_text(value, key) if column.kind is Kind.UUID else hash_text(value, key, column.length)
            case int() if not isinstance(value, bool):
                return hash_integer(value, key, column.length)
            case bytes() if column.kind is not Kind.UUID:
                return hash_bytes(value, key, column.length)
        raise foreign("hash", value, column)
