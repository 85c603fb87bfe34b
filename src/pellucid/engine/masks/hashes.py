"""Keyed hashes by type. Each leaves alone what it would itself have made for a column of that length."""

from __future__ import annotations

from uuid import UUID

from pellucid.engine.masks.documents import text_of
from pellucid.engine.masks.tags import encoded, is_text_code, payload_of, tag_of, tag_size, text_code

PREFIX = "~"

_LABEL = b"pellucid.hash"
_LONGEST_TEXT, _LONGEST_BYTES = 33, 32
_INTEGER_BITS, _INTEGER_TAG_BITS = 64, 16
_HALF = 64
_UUID_FIELDS = 0xF000 << _HALF | 0b111 << 61
_UUID_VERSION_8 = 0x8000 << _HALF | 0b101 << 61  # MariaDB 10.11 refuses version 8 where its byte 8 is 0x80


def hash_text(value: str, key: bytes, length: int | None) -> str:
    """`~` and a code, 33 characters or `length` if that is less; blanks that fill a CHAR column are no part of it."""
    size = min(length or _LONGEST_TEXT, _LONGEST_TEXT) - len(PREFIX)
    tag = tag_size(size)
    filled = value.rstrip(" ")
    if filled.startswith(PREFIX) and len(filled) == 1 + size and is_text_code(key, _LABEL, filled[1:], tag):
        return value
    return PREFIX + text_code(key, _LABEL, value, size, tag)


def hash_integer(value: int, key: bytes, length: int | None) -> int:
    """A number in the upper half of the positive numbers of `length` bits: payload, then 16 bits of tag."""
    top = 1 << (min(length or _INTEGER_BITS, _INTEGER_BITS) - 2)
    if top <= value < 2 * top and value == _tagged(value >> _INTEGER_TAG_BITS, key):
        return value
    payload = int.from_bytes(payload_of(key, _LABEL, str(value).encode()))
    return _tagged((payload % top | top) >> _INTEGER_TAG_BITS, key)


def hash_bytes(value: bytes, key: bytes, length: int | None) -> bytes:
    """Payload, then tag: 32 bytes or `length` if that is less; zeros that fill a BINARY column are no part of it."""
    size = min(length or _LONGEST_BYTES, _LONGEST_BYTES)
    tag = tag_size(size)
    code, rest = value[:size], value[size:]
    if len(code) == size and not rest.strip(b"\0") and code[-tag:] == tag_of(key, _LABEL, code[:-tag])[:tag]:
        return value
    payload = payload_of(key, _LABEL, value)[: size - tag]
    return payload + tag_of(key, _LABEL, payload)[:tag]


def hash_uuid(value: UUID, key: bytes) -> UUID:
    """A UUID of version 8: payload in its first half, tag in its second."""
    if value == _uuid(value.bytes[:8], key):
        return value
    return _uuid(payload_of(key, _LABEL, value.bytes)[:8], key)


def hash_uuid_text(value: str, key: bytes) -> str:
    """A UUID in text, with hyphens unless `value` has none; a text that is no UUID is hashed into one."""
    try:
        known = UUID(value)
    except ValueError:
        return str(_uuid(payload_of(key, _LABEL, encoded(value))[:8], key))
    masked = hash_uuid(known, key)
    if masked == known:
        return value
    return str(masked) if "-" in value else masked.hex


def hash_document(document: object, key: bytes) -> object:
    """A JSON document as one string; null stays."""
    if document is None:
        return None
    return hash_text(text_of(document), key, None)


def _tagged(payload: int, key: bytes) -> int:
    tag = tag_of(key, _LABEL, payload.to_bytes(8))
    return payload << _INTEGER_TAG_BITS | int.from_bytes(tag) % (1 << _INTEGER_TAG_BITS)


def _uuid(payload: bytes, key: bytes) -> UUID:
    first = UUID(int=_as_version_8(int.from_bytes(payload) << _HALF)).bytes[:8]
    tag = int.from_bytes(tag_of(key, _LABEL, first)[:8])
    return UUID(int=_as_version_8(int.from_bytes(first) << _HALF | tag))


def _as_version_8(bits: int) -> int:
    return bits & ~_UUID_FIELDS | _UUID_VERSION_8
