"""A signing key is made where only its owner can read it, and not used anywhere else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pellucid.proofs import keys
from pellucid.proofs.errors import SigningKeyError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    made = keys.create(tmp_path / "keys")
    assert (mode(tmp_path / "keys"), mode(tmp_path / "keys/signing.pem")) == (0o700, 0o600)
    assert keys.load(tmp_path / "keys").public == made.public
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["signing.pem"]


def test_a_signature_is_of_one_message_and_one_key(tmp_path: Path) -> None:
    key, other = keys.create(tmp_path / "one"), keys.create(tmp_path / "other")
    signature = key.sign(b"message")
    assert keys.is_signed(b"message", signature, key.public)
    assert not keys.is_signed(b"massage", signature, key.public)
    assert not keys.is_signed(b"message", signature, other.public)
    assert not keys.is_signed(b"message", "00" * 64, key.public)
    assert not keys.is_signed(b"message", "zz", "zz")


@pytest.mark.parametrize("bits", [0o644, 0o640, 0o620, 0o604])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, bits: int) -> None:
    keys.create(tmp_path / "keys")
    (tmp_path / "keys/signing.pem").chmod(bits)
    with pytest.raises(SigningKeyError, match="Others than its owner"):
        keys.load(tmp_path / "keys")


@pytest.mark.parametrize("bits", [0o755, 0o750, 0o701])
def test_a_folder_that_others_can_reach_is_refused(tmp_path: Path, bits: int) -> None:
    keys.create(tmp_path / "keys")
    (tmp_path / "keys").chmod(bits)
    with pytest.raises(SigningKeyError, match="Others than its owner"):
        keys.load(tmp_path / "keys")
    with pytest.raises(SigningKeyError, match="Others than its owner"):
        keys.create(tmp_path / "keys", "another.pem")


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    made = keys.create(tmp_path / "keys")
    with pytest.raises(SigningKeyError, match="already"):
        keys.create(tmp_path / "keys")
    assert keys.load(tmp_path / "keys").public == made.public


@pytest.mark.parametrize("content", [b"", b"not a key", b"\xff" * 100])
def test_what_is_not_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    keys.create(tmp_path / "keys")
    (tmp_path / "keys/signing.pem").write_bytes(content)
    with pytest.raises(SigningKeyError, match="not an Ed25519 key"):
        keys.load(tmp_path / "keys")


def test_a_missing_key_or_a_link_to_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SigningKeyError, match="missing"):
        keys.load(tmp_path / "keys")
    keys.create(tmp_path / "keys", "elsewhere.pem")
    (tmp_path / "keys/signing.pem").symlink_to(tmp_path / "keys/elsewhere.pem")
    with pytest.raises(SigningKeyError, match="missing or cannot be opened"):
        keys.load(tmp_path / "keys")


def test_a_key_in_memory_does_not_print_itself(tmp_path: Path) -> None:
    key = keys.create(tmp_path / "keys")
    assert repr(key) == f"SigningKey({key.public})"
