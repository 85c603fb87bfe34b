"""What can go wrong with proofs, as one small tree.

    ProofError
    ├── LedgerError         the ledger cannot be used as it stands
    │   └── LedgerBusyError     another process is writing to it (retryable)
    ├── ReceiptError        a receipt or a signed head cannot be read
    └── SigningKeyError     the signing key is missing, readable by others, or not the ledger's

Each says what was wrong, where, and how to mend it. None ever contains personal data or a part of a key.
"""

from __future__ import annotations

from typing import ClassVar


class ProofError(Exception):
    """Base of all errors of the proofs. `retryable`: the same call may succeed later, nothing was changed."""

    retryable: ClassVar[bool] = False

    def __init__(self, wrong: str, *, where: str = "", mend: str = "") -> None:
        self.wrong, self.where, self.mend = wrong, where, mend
        super().__init__(wrong)

    def __str__(self) -> str:
        text = f"{self.where}: {self.wrong}" if self.where else self.wrong
        return f"{text}\n  To mend it: {self.mend}" if self.mend else text


class LedgerError(ProofError):
    """The ledger cannot be used as it stands; nothing was changed."""


class LedgerBusyError(LedgerError):
    """Another process is writing to the ledger."""

    retryable = True


class ReceiptError(ProofError):
    """A receipt or a signed head cannot be read."""


class SigningKeyError(ProofError):
    """The signing key is missing, readable by others, or not the ledger's."""
