"""What the data map says of the fields of one collection."""

from __future__ import annotations

from collections.abc import Sequence

from pellucid.engine.datamap.model import NOT_PERSONAL
from pellucid.engine.importing import masks
from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.source import SourceCollection, SourceField
from pellucid.engine.importing.writing import Noted


def said_of(collection: SourceCollection, stays: bool, findings: Findings) -> object:
    """`fields` of a collection, with masks if its rows may stay; None without any.

    A field without a category is left out, and told: none would say that somebody looked at it.
    """
    fields: dict[str, object] = {}
    for column in dict.fromkeys(field.column for field in collection.fields.values()):
        said = _column([field for field in collection.fields.values() if field.column == column], stays)
        if said is not None:
            fields[column] = said
    unknown = [field for field in collection.fields.values() if _category(field) is None]
    for field in unknown:
        findings.add(
            field.place,
            "a field without a category was left out of the map",
            "look at what it holds, and give it a category, or none if it is not personal",
        )
    if unknown:
        return Noted(fields, f"not yet looked at, no category given: {', '.join(field.name for field in unknown)}")
    return fields or None


def _column(fields: Sequence[SourceField], stays: bool) -> object:
    """What is said of one column and the paths in it; None where nothing is known."""
    known = {field.path: _field(field, stays) for field in fields if _category(field) is not None}
    whole = known.pop("", None)
    if not known:
        return whole
    if whole is None and all(value == NOT_PERSONAL for value in known.values()) and len(known) == len(fields):
        return NOT_PERSONAL
    if isinstance(whole, dict):
        return {**whole, "inside": {field.path: _field(field, False) for field in fields if field.path in known}}
    return {"is": whole or NOT_PERSONAL, "inside": known}


def _field(field: SourceField, stays: bool) -> object:
    category = _category(field) or NOT_PERSONAL
    mask = field.mask or (None if field.key or category == NOT_PERSONAL else masks.proposed(category))
    if not stays or mask is None or category == NOT_PERSONAL:
        return category
    return {"is": category, "erase": mask}


def _category(field: SourceField) -> str | None:
    return NOT_PERSONAL if _only_key(field) else field.category


def _only_key(field: SourceField) -> bool:
    """Whether a field without a category only ties rows together."""
    return field.category is None and (field.key or bool(field.references))
