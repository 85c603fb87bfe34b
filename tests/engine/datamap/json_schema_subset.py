"""Just as much of JSON Schema (draft 2020-12) as the published schema uses; an unknown keyword is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_SILENT = {"$schema", "$defs", "title", "description", "examples", "additionalProperties", "properties"}


def errors(value: object, schema: Mapping[str, object], root: Mapping[str, object], at: str = "") -> Iterator[str]:
    """Where `value` breaks `schema`, as paths with the keyword."""
    for keyword, rule in schema.items():
        if keyword not in _SILENT and not _RULES[keyword](value, rule, root):
            yield f"{at}: {keyword}"
    if isinstance(value, dict):
        named = schema.get("properties", {})
        for key, inner in value.items():
            wanted = named.get(key, schema.get("additionalProperties", True))
            if wanted is False:
                yield f"{at}/{key}: additionalProperties"
            elif wanted is not True:
                yield from errors(inner, wanted, root, f"{at}/{key}")


def fits(value: object, schema: Mapping[str, object], root: Mapping[str, object]) -> bool:
    return not any(errors(value, schema, root))


def _type(value, names, _root):
    names = [names] if isinstance(names, str) else names
    return any(isinstance(value, _TYPES[n]) and (n == "boolean" or not isinstance(value, bool)) for n in names)


_RULES = {
    "$ref": lambda value, ref, root: fits(value, root["$defs"][ref.removeprefix("#/$defs/")], root),
    "type": _type,
    "const": lambda value, wanted, _: value == wanted and type(value) is type(wanted),
    "enum": lambda value, wanted, _: value in wanted,
    "anyOf": lambda value, schemas, root: any(fits(value, schema, root) for schema in schemas),
    "not": lambda value, schema, root: not fits(value, schema, root),
    "pattern": lambda value, pattern, _: not isinstance(value, str) or re.search(pattern, value) is not None,
    "minLength": lambda value, least, _: not isinstance(value, str) or len(value) >= least,
    "minimum": lambda value, least, _: not isinstance(value, int) or value >= least,
    "minItems": lambda value, least, _: not isinstance(value, list) or len(value) >= least,
    "minProperties": lambda value, least, _: not isinstance(value, dict) or len(value) >= least,
    "required": lambda value, keys, _: not isinstance(value, dict) or set(keys) <= value.keys(),
    "items": lambda value, schema, root: not isinstance(value, list) or all(fits(v, schema, root) for v in value),
    "propertyNames": lambda value, schema, root: (
        not isinstance(value, dict) or all(fits(key, schema, root) for key in value)
    ),
}
