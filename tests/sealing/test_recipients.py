"""A stream opens for the one it was sealed for: a key, the owner of a public key, or whoever knows a passphrase."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from reference_gcm import hkdf

from pellucid.sealing.context import Context
from pellucid.sealing.errors import LockError, SealError
from pellucid.sealing.keypairs import PrivateKey, PublicKey
from pellucid.sealing.keys import Key
from pellucid.sealing.passphrases import Passphrase
from pellucid.sealing.recipients import Kind, Opener, Recipient, WithKey
from pellucid.sealing.stream_head import locked_with, read_head, write_head

CONTEXT = Context("export")
KEY = WithKey(Key.new())
PRIVATE = PrivateKey.new()
PASSPHRASE = Passphrase("correct horse battery", cost=14)
PAIRS: list[tuple[Recipient, Opener]] = [(KEY, KEY), (PRIVATE.public(), PRIVATE), (PASSPHRASE, PASSPHRASE)]
STRANGERS: list[Opener] = [WithKey(Key.new()), PrivateKey.new(), Passphrase("correct horse batterx", cost=14)]
KINDS = [kind.name for kind in Kind]


@pytest.mark.parametrize(("recipient", "opener"), PAIRS, ids=KINDS)
def test_the_right_one_gets_the_secret(recipient: Recipient, opener: Opener) -> None:
    head, secret = write_head(recipient, CONTEXT)
    assert read_head(io.BytesIO(head), opener, CONTEXT) == secret
    assert locked_with(io.BytesIO(head)) is recipient.kind
    assert write_head(recipient, CONTEXT)[1] != secret


@pytest.mark.parametrize(("recipient", "opener"), PAIRS, ids=KINDS)
def test_nobody_else_gets_anything(recipient: Recipient, opener: Opener) -> None:
    head, _ = write_head(recipient, CONTEXT)
    for stranger in STRANGERS:
        wrong = "not under|does not open" if stranger.kind is opener.kind else "not for"
        with pytest.raises(SealError, match=wrong):
            read_head(io.BytesIO(head), stranger, CONTEXT)


@pytest.mark.parametrize(("recipient", "opener"), PAIRS, ids=KINDS)
def test_a_head_that_is_cut_or_changed_is_refused(recipient: Recipient, opener: Opener) -> None:
    head, _ = write_head(recipient, CONTEXT)
    for length in range(len(head)):
        with pytest.raises(SealError):
            read_head(io.BytesIO(head[:length]), opener, CONTEXT)
    for place in range(len(head)):
        changed = bytearray(head)
        changed[place] ^= 0x80
        with pytest.raises(SealError):
            read_head(io.BytesIO(changed), opener, CONTEXT)


def test_a_passphrase_typed_on_another_system_is_the_same() -> None:
    composed, decomposed = "Gr\u00fc\u00dfe aus K\u00f6ln", "Gru\u0308\u00dfe aus Ko\u0308ln"
    head, secret = write_head(Passphrase(composed, cost=14), CONTEXT)
    assert read_head(io.BytesIO(head), Passphrase(decomposed), CONTEXT) == secret


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(LockError, match="12 characters") as raised:
        write_head(Passphrase("hunter2"), CONTEXT)
    assert "hunter2" not in f"{raised.value}{Passphrase('hunter2')}"


@pytest.mark.parametrize("cost", [0, 13, 19, 63, 255])
def test_a_hostile_file_cannot_ask_for_all_the_memory(cost: int) -> None:
    head = bytearray(write_head(PASSPHRASE, CONTEXT)[0])
    head[6 + 32] = cost
    with pytest.raises(SealError, match="scrypt"):
        read_head(io.BytesIO(head), PASSPHRASE, CONTEXT)


def test_scrypt_costs_what_is_recommended_unless_told() -> None:
    assert Passphrase("correct horse battery").cost == 17


@given(st.binary(min_size=32, max_size=32))
def test_keys_come_back_from_their_text(raw: bytes) -> None:
    private = PrivateKey(raw)
    assert PrivateKey.parse(f" {private.reveal()}\n") == private
    assert PublicKey.parse(str(private.public())) == private.public()
    assert private.reveal() not in f"{private} {private!r}"


@given(st.data())
def test_a_mistyped_key_is_refused(data: st.DataObject) -> None:
    text = str(PRIVATE.public())
    place = data.draw(st.integers(0, len(text) - 1))
    letters = (st.sampled_from("ABCabc019-_") | st.characters()).filter(lambda letter: not letter.isspace())
    letter = data.draw(letters.filter(text[place].__ne__))
    for mistyped in (text[:place] + letter + text[place + 1 :], text[:place] + text[place + 1 :], text + letter):
        with pytest.raises(LockError):
            PublicKey.parse(mistyped)


def test_a_private_key_given_as_the_public_one_is_recognized_and_not_repeated() -> None:
    with pytest.raises(LockError, match="private key, where the public") as raised:
        PublicKey.parse(PRIVATE.reveal())
    assert PRIVATE.reveal() not in str(raised.value)


@pytest.mark.parametrize("raw", [bytes(32), (1).to_bytes(32, "little")])
def test_a_public_key_that_protects_nothing_is_refused(raw: bytes) -> None:
    with pytest.raises(LockError, match="protects nothing"):
        PublicKey(raw).lock()
    with pytest.raises(SealError, match="changed"):
        PRIVATE.unlock(raw)


def test_the_secret_is_the_documented_one() -> None:
    stanza, secret = PRIVATE.public().lock()
    shared = X25519PrivateKey.from_private_bytes(PRIVATE.raw).exchange(X25519PublicKey.from_public_bytes(stanza))
    assert secret == hkdf(shared, stanza + PRIVATE.public().raw, b"pellucid stream for a public key", 32)


def test_a_key_of_the_same_id_and_another_secret_is_refused() -> None:
    head, _ = write_head(KEY, CONTEXT)
    with pytest.raises(SealError, match="does not open"):
        read_head(io.BytesIO(head), WithKey(replace(KEY.key, secret=bytes(32))), CONTEXT)
