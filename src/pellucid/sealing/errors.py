"""What can go wrong in sealing, as one small tree.

    SealingError
    ├── SealError          what was sealed cannot be opened: another key, another context, or not as it was
    ├── LockError          a public key, private key or passphrase is not usable as given
    └── KeyStoreError      the key store cannot be used as it stands
        └── KeyGoneError       the key was destroyed, its time is over, or it never was

Each says what was wrong, where, and how to mend it. None ever contains data, keys or passphrases.
"""

from __future__ import annotations

from typing import ClassVar


class SealingError(Exception):
    """Base of all errors of sealing. `retryable`: the same call may succeed later; here it never does."""

    retryable: ClassVar[bool] = False

    def __init__(self, wrong: str, *, where: str = "", mend: str = "") -> None:
        self.wrong, self.where, self.mend = wrong, where, mend
        super().__init__(wrong)

    def __str__(self) -> str:
        text = f"{self.where}: {self.wrong}" if self.where else self.wrong
        return f"{text}\n  To mend it: {self.mend}" if self.mend else text


class SealError(SealingError):
    """What was sealed cannot be opened: another key, another context, or not as it was."""


class LockError(SealingError):
    """A public key, private key or passphrase is not usable as given."""


class KeyStoreError(SealingError):
    """The key store cannot be used as it stands."""


class KeyGoneError(KeyStoreError):
    """The key was destroyed, its time is over, or it never was."""
