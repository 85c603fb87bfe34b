"""Keyed codes that can be recognised: a payload that replaces the value, and a tag over it that only the key makes.

Both are HMAC-SHA256 (RFC 2104), each under a label of its own. A code whose tag is right is left as it is: that is
what makes the keyed masks idempotent.
"""

from __future__ import annotations

import hmac
from base64 import b32encode

from pellucid.engine.errors import MaskError

SHORTEST_CODE = 8
"""Characters: 20 bits of payload, 20 of tag."""

SHORTEST_UNIQUE_CODE = 13
"""Characters: 45 bits of payload; among a million masked values, two are alike with a chance of 1.4 %."""

_READABLE = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghjkmnpqrstvwxyz")


def digest(key: bytes, label: bytes, data: bytes) -> bytes:
    """32 bytes. Raises MaskError without a key, for then anybody could link a code to its value."""
    if not key:
        raise MaskError("a keyed mask has no key", mend="configure the secret of this installation")
    return hmac.digest(key, label + b"\0" + data, "sha256")


def payload_of(key: bytes, label: bytes, value: bytes) -> bytes:
    """32 bytes to cut a payload from."""
    return digest(key, label + b":value", value)


def tag_of(key: bytes, label: bytes, payload: bytes) -> bytes:
    """32 bytes to cut the tag of `payload` from."""
    return digest(key, label + b":tag", payload)


def tag_size(size: int) -> int:
    """How many characters (or bytes) of a code of `size` are its tag."""
    return max(4, size // 3)


def text_code(key: bytes, label: bytes, value: str, size: int, tag: int) -> str:
    """A code of `size` characters, `tag` of them its tag: digits and small letters without i, l, o and u."""
    payload = _base32(payload_of(key, label, encoded(value)), size - tag)
    return payload + _text_tag(key, label, payload, tag)


def is_text_code(key: bytes, label: bytes, text: str, tag: int) -> bool:
    """Whether `text` is a code that this key made."""
    return text.isascii() and text[-tag:] == _text_tag(key, label, text[:-tag], tag)


def encoded(text: str) -> bytes:
    """UTF-8, broken surrogates included, for a value that is odd must still be masked."""
    return text.encode("utf-8", "surrogatepass")


def _text_tag(key: bytes, label: bytes, payload: str, tag: int) -> str:
    return _base32(tag_of(key, label, payload.encode()), tag)


def _base32(data: bytes, size: int) -> str:
    """The first `size` characters; 5 bytes make 8 of them, and encoding no more than needed halves the time."""
    return b32encode(data[: -(-size // 8) * 5]).translate(_READABLE).decode()[:size]
