"""The first characters of a postcode or number."""

from __future__ import annotations


def beginning_of(value: object, count: int) -> object:
    """The first `count` characters, the rest `*` (of an integer: digits, the rest 0); None for other types."""
    match value:
        case str():
            return value[:count] + "*" * (len(value) - count)
        case int() if not isinstance(value, bool):
            rest = 10 ** max(len(str(abs(value))) - count, 0)
            return abs(value) // rest * rest
    return None


def hidden(text: str) -> str:
    """Nothing but the length."""
    return "*" * len(text)
