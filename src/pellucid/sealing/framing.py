"""Several parts as one byte string that says where each part ends, so that no two lists of parts look alike."""

from __future__ import annotations


def framed(*parts: bytes) -> bytes:
    """Each part behind its length (8 bytes, big-endian)."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def utf8(text: str) -> bytes:
    """UTF-8; lone surrogates, which some databases hold, are kept apart from each other too."""
    return text.encode("utf-8", "surrogatepass")
