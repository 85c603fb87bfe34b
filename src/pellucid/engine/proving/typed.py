"""Database values as JSON and back, each in its own type: what is sealed must come back as it was."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from pellucid.engine.errors import StoreError

_READ: Mapping[str, Callable[[str], object]] = {
    "bytes": b64decode,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "decimal": Decimal,
    "float": float.fromhex,
    "time": time.fromisoformat,
    "timedelta": lambda text: timedelta(microseconds=int(text)),
    "uuid": UUID,
}


def dumps(value: object) -> bytes:
    """Canonical JSON of nested tuples, lists, mappings and database values; tuples come back as lists.

    Raises StoreError, which names the type and never the value, for what no database gives.
    """
    return json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=True).encode()


def dumps_named(value: object) -> bytes:
    """The same, many times faster, for a value whose mappings all have texts as keys, none of which begins with $."""
    return json.dumps(value, separators=(",", ":"), default=_tagged).encode()


def loads(data: bytes) -> object:
    """What `dumps` was given."""
    return _typed(json.loads(data))


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case Mapping():
            return {"$map": [[_plain(key), _plain(inner)] for key, inner in value.items()]}
        case list() | tuple():
            return [_plain(inner) for inner in value]
    return _tagged(value)


def _tagged(value: object) -> object:
    kind, text = _text(value)
    return {f"${kind}": text}


def _text(value: object) -> tuple[str, str]:
    match value:
        case bytes() | bytearray() | memoryview():
            return "bytes", b64encode(bytes(value)).decode()
        case datetime():
            return "datetime", value.isoformat()
        case date() | time():
            return type(value).__name__, value.isoformat()
        case timedelta():
            return "timedelta", str(value // timedelta(microseconds=1))
        case Decimal():
            return "decimal", str(value)
        case float():
            return "float", value.hex()
        case UUID():
            return "uuid", str(value)
    raise StoreError(
        f"a value of type {type(value).__name__} cannot be written down", mend="map the column as text, or leave it out"
    )


def _typed(value: object) -> object:
    match value:
        case {"$map": list() as pairs}:
            return {_key(key): _typed(inner) for key, inner in pairs}
        case dict() if len(value) == 1 and next(iter(value)).startswith("$"):
            ((kind, text),) = value.items()
            return _READ[kind[1:]](text)
        case dict():
            return {name: _typed(inner) for name, inner in value.items()}
        case list():
            return [_typed(inner) for inner in value]
    return value


def _key(value: object) -> object:
    key = _typed(value)
    return tuple(key) if isinstance(key, list) else key
