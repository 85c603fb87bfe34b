"""Signed tree heads, and the statements by which one signing key names the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from pellucid.proofs.documents import Count, Digest, Document, Random, Signature, Time
from pellucid.proofs.entries import Entry
from pellucid.proofs.errors import LedgerError
from pellucid.proofs.keys import SigningKey, is_signed

ROTATION = "key.rotated"
"""The type of the entry by which a ledger passes from one key to the next."""

_HEAD_LABEL = b"pellucid-head/1\n"
_ROTATION_LABEL = b"pellucid-rotation/1\n"


class Head(Document):
    """What the key `key` says of the ledger `log`: at this time it had `size` entries, under this root."""

    key: Digest
    log: Random
    root: Digest
    signature: Signature
    size: Count
    time: Time

    @classmethod
    def signed(cls, key: SigningKey, *, log: str, size: int, root: bytes, time: str) -> Head:
        message = _head_message(key.public, log, root.hex(), size, time)
        return cls(key=key.public, log=log, root=root.hex(), size=size, time=time, signature=key.sign(message))

    def is_genuine(self) -> bool:
        return is_signed(_head_message(self.key, self.log, self.root, self.size, self.time), self.signature, self.key)


class Rotation(Document):
    """What the key `old` says of the ledger `log`: from this time `new` signs in its place."""

    log: Random
    new: Digest
    old: Digest
    signature: Signature
    time: Time

    @classmethod
    def signed(cls, old: SigningKey, new: str, *, log: str, time: str) -> Rotation:
        signature = old.sign(_rotation_message(log, new, old.public, time))
        return cls(log=log, new=new, old=old.public, signature=signature, time=time)

    def is_genuine(self) -> bool:
        return is_signed(_rotation_message(self.log, self.new, self.old, self.time), self.signature, self.old)

    def entry(self, actor: str) -> Entry:
        public = {"new": self.new, "old": self.old, "signature": self.signature}
        return Entry(ROTATION, self.time, actor, "key.rotation", public=public)

    @classmethod
    def of_entry(cls, entry: Entry, log: str) -> Rotation:
        """Raises LedgerError for an entry that is not a genuine one of `entry`."""
        parts = {"log": log, "time": entry.at, **entry.public}
        try:
            rotation = cls.model_validate(parts)
        except ValidationError:
            rotation = None
        if rotation is None or not rotation.is_genuine() or rotation.entry(entry.actor) != entry:
            raise LedgerError("The entry that names a new signing key is not signed by the old one.")
        return rotation


def follows(rotations: Sequence[Rotation], key: str, log: str) -> bool:
    """Whether the rotations are genuine, of this ledger, and lead one after the other to `key`."""
    wanted = [*[rotation.old for rotation in rotations[1:]], key]
    return all(
        rotation.log == log and rotation.new == new and rotation.is_genuine()
        for rotation, new in zip(rotations, wanted, strict=False)
    )


def keys_along(rotations: Iterable[Rotation], key: str) -> set[str]:
    """The keys from which `key` can be reached, itself among them."""
    return {key, *(rotation.old for rotation in rotations)}


def _head_message(key: str, log: str, root: str, size: int, time: str) -> bytes:
    return _HEAD_LABEL + f"{key}\n{log}\n{size}\n{root}\n{time}\n".encode()


def _rotation_message(log: str, new: str, old: str, time: str) -> bytes:
    return _ROTATION_LABEL + f"{log}\n{old}\n{new}\n{time}\n".encode()
