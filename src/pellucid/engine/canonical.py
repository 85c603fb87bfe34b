"""One text and one digest for equal values, whatever order sets and mappings came in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass


def plain(value: object) -> object:
    """Dataclasses, mappings, tuples and sets as JSON has them, in an order of their own."""
    if is_dataclass(value) and not isinstance(value, type):
        return [plain(getattr(value, part.name)) for part in fields(value)]
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted((plain(inner) for inner in value), key=str)
    return [plain(inner) for inner in value] if isinstance(value, (tuple, list)) else value


def sha256(value: object) -> str:
    """64 hexadecimal digits over the canonical JSON of `plain(value)`."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
