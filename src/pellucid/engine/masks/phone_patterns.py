"""A phone number in a text, in the ways people write the same one."""

from __future__ import annotations

import re

_SEPARATORS = r"[\s\-./()‐-―]*"
_PHONE = re.compile(r"[\s(]*(?P<plus>\+)?[0-9\s\-./()‐-―]+")
_SHORTEST = 7


def phone_pattern(value: str) -> str | None:
    """A pattern for `value` with any separators, with and without the country's code and the leading 0.

    `+49 170 1234567` is also found as 0170/1234567 and 0049 (0)170 1234567. None if `value` is no phone number: other
    characters, or less than 7 digits.
    """
    shape = _PHONE.fullmatch(value)
    digits = re.sub("[^0-9]", "", value.replace("(0)", ""))
    if shape is None or len(digits) < _SHORTEST:
        return None
    if shape["plus"] or digits.startswith("00"):
        alternatives = _international(digits if shape["plus"] else digits.removeprefix("00"))
    else:
        national = digits.lstrip("0")
        rest = national if len(national) >= _SHORTEST - 1 else digits
        alternatives = [rf"(?:(?:\+|00){_SEPARATORS}\d{{1,3}}{_SEPARATORS})?{_local(rest)}"]
    return rf"(?<!\d)(?:{'|'.join(alternatives)})(?!\d)"


def _international(digits: str) -> list[str]:
    """Countries have codes of 1 to 3 digits; which it is does not matter: what follows is long enough."""
    cuts = [cut for cut in (1, 2, 3) if len(digits) - cut >= _SHORTEST] or [0]
    return [rf"(?:(?:\+|00)?{_SEPARATORS}{_spaced(digits[:cut])}{_SEPARATORS})?{_local(digits[cut:])}" for cut in cuts]


def _local(digits: str) -> str:
    return f"(?:0{_SEPARATORS})?{_spaced(digits)}"


def _spaced(digits: str) -> str:
    return _SEPARATORS.join(digits)
