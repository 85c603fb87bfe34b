"""Entries of the ledger: what happened, when, by whom and why, with nothing in them that tells about whom.

An entry has no place for free text: names are codes, an actor is a keyed pseudonym, everything else is a digest. Each
commitment has a salt of its own, so that two entries about one person have nothing in common; which they are, only
the index knows (`pellucid.proofs.index`).
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from pellucid.proofs.errors import LedgerError

COMMITMENT_LABEL = b"pellucid-commitment/1\n"
SALT_BYTES = 16

_CODE = r"[a-z][a-z0-9_.-]{0,63}"
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_DIGESTS = rf'\{{(?:"{_CODE}":"[0-9a-f]{{64}}"(?:,"{_CODE}":"[0-9a-f]{{64}}")*)?\}}'
_PUBLIC = rf'\{{(?:"{_CODE}":"[0-9a-f]{{2,128}}"(?:,"{_CODE}":"[0-9a-f]{{2,128}}")*)?\}}'
_LINE = (
    rf'\{{"actor":"(?:[0-9a-f]{{32}}|person|system)","at":"{_TIME}","commitments":{_DIGESTS},'
    rf'"public":{_PUBLIC},"reason":"{_CODE}","type":"{_CODE}"\}}\n'
)
ENTRY = re.compile(_LINE.encode())
"""A line of the ledger, with its end."""

_ENTRIES = re.compile(rf"(?:{_LINE})*+".encode())


def commitment(value: bytes, salt: bytes) -> str:
    """64 hexadecimal digits that bind to `value` and, without the salt (16 random bytes), tell nothing of it."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return sha256(COMMITMENT_LABEL + salt + value).hexdigest()


def pseudonym(actor: str, key: bytes) -> str:
    """32 hexadecimal digits for a member of staff; whoever has the installation's key can make them again.

    A person who acts for themselves is `person`, never a pseudonym: it would link their entries.
    """
    return hmac.digest(key, b"pellucid-actor/1\n" + actor.encode(), "sha256").hex()[:32]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `type`, `reason`: codes such as `run.erasure` and `gdpr.17`. `at`: UTC in seconds
    (`documents.timestamp`). `actor`: a `pseudonym`, `person` or `system`. `commitments`: by code, a `commitment`.
    `public`: by code, hexadecimal digits that anyone may see and that are the same for many persons or about none.
    """

    type: str
    at: str
    actor: str
    reason: str
    commitments: Mapping[str, str] = field(default_factory=dict)
    public: Mapping[str, str] = field(default_factory=dict)

    def line(self) -> bytes:
        """Canonical JSON and a line's end. Raises LedgerError for what an entry may not hold."""
        return lines_of([self])[0]

    @classmethod
    def of_line(cls, line: bytes) -> Entry:
        """Raises LedgerError unless the line is canonical."""
        entry = cls(**json.loads(line)) if ENTRY.fullmatch(line) else None
        if entry is None or entry.line() != line:
            raise LedgerError("A line of the ledger is not an entry.", mend="Restore the ledger from its last copy.")
        return entry


def lines_of(entries: Iterable[Entry]) -> list[bytes]:
    """The line of each. Their form is checked for all at once, which is what makes large batches fast."""
    lines = [
        (
            f'{{"actor":"{entry.actor}","at":"{entry.at}","commitments":{_pairs(entry.commitments)},'
            f'"public":{_pairs(entry.public)},"reason":"{entry.reason}","type":"{entry.type}"}}\n'
        ).encode(errors="replace")
        for entry in entries
    ]
    together = b"".join(lines)
    if not _ENTRIES.fullmatch(together) or together.count(b"\n") != len(lines):
        raise LedgerError(
            "An entry of the ledger holds something other than codes, a time, a pseudonym and digests.",
            mend="Put a commitment in the place of the value, and a code in the place of words.",
        )
    return lines


def _pairs(pairs: Mapping[str, str]) -> str:
    return "{" + ",".join([f'"{name}":"{pairs[name]}"' for name in sorted(pairs)]) + "}" if pairs else "{}"
