"""The code that entitles its holder to an undo: an erased person can no longer sign in.

28 letters and digits of Crockford's Base32 (140 random bits) in groups of four, as `7GZK-...`. It is handed out once;
what is kept of it is a salted hash. No slow hash is needed: nobody can try 2**140 codes.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 7, 4
_MEANT = str.maketrans("OIL", "011", "- ")
SALT_SIZE = 16


def new_code() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def hashed(code: str, salt: bytes) -> bytes:
    """32 bytes. Small letters, blanks, and letters that look like digits are read as they were meant."""
    return sha256(salt + code.upper().translate(_MEANT).encode()).digest()


def matches(code: str, salt: bytes, known: bytes) -> bool:
    return hmac.compare_digest(hashed(code, salt), known)
