"""Who is meant: the identities that a request gives, checked before any store hears of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pellucid.engine.datamap.model import PersonKind
from pellucid.engine.errors import IdentityError

Identities = Mapping[str, str | Sequence[str]]
"""What one person is known by: `{"email": "anna@x.org"}`, or several values `{"email": ["a@x.org", "b@x.org"]}`."""

LONGEST = 1_000
"""Characters of an identity; an e-mail address has at most 254 (RFC 5321)."""


def checked(given: Identities, kind: PersonKind, where: str) -> dict[str, tuple[str, ...]]:
    """The values by identity. Raises IdentityError, which names the identity and never its value."""
    values = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in given.items()}
    known = ", ".join(kind.identities)
    for name, many in values.items():
        if name not in kind.identities:
            raise IdentityError(f"a {kind.name} is not known by {name!r}", where=where, mend=f"give one of {known}")
        for value in many:
            _check(name, value, where)
    unique = [name for name, alone in kind.identities.items() if alone]
    if not any(values.get(name) for name in unique):
        wrong = "nothing was given that is one person's alone"
        raise IdentityError(wrong, where=where, mend=f"give one of {', '.join(unique)}")
    return values


def _check(name: str, value: str, where: str) -> None:
    if not value.strip():
        raise IdentityError(f"{name} is empty", where=where, mend="give its value")
    if "\0" in value:
        raise IdentityError(f"{name} holds a NUL character", where=where, mend="give it as it is stored")
    if len(value) > LONGEST:
        wrong = f"{name} has {len(value)} characters, more than {LONGEST}"
        raise IdentityError(wrong, where=where, mend="give it as it is stored")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise IdentityError(f"{name} is not valid text", where=where, mend="give it as it is stored") from None
