"""An envelope opens with its key, for what it is, unchanged; else not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from reference_gcm import gcm, hkdf

from pellucid.sealing.context import Context
from pellucid.sealing.envelopes import OVERHEAD, key_id, open_, seal
from pellucid.sealing.errors import SealError
from pellucid.sealing.keys import Key

KEY = Key.new()
UNDO = Context("undo", "run-7", 3)
SECRET = b"ada@example.org"
contexts = st.builds(Context, st.text(), st.text(), st.integers(0, 2**64 - 1))


@given(st.binary(), contexts)
def test_what_was_sealed_comes_back(plaintext: bytes, context: Context) -> None:
    envelope = seal(KEY, plaintext, context)
    assert open_(KEY, envelope, context) == plaintext
    assert len(envelope) == len(plaintext) + OVERHEAD
    assert key_id(envelope) == KEY.id


@given(contexts, contexts)
def test_an_envelope_opens_only_for_what_it_is(sealed_for: Context, opened_for: Context) -> None:
    assume(sealed_for != opened_for)
    with pytest.raises(SealError, match="not what it is taken for"):
        open_(KEY, seal(KEY, SECRET, sealed_for), opened_for)


def test_two_contexts_never_look_alike_where_their_parts_touch() -> None:
    assert Context("ab", "c").encoded() != Context("a", "bc").encoded()


def test_every_flipped_bit_is_refused() -> None:
    envelope = seal(KEY, SECRET, UNDO)
    for place in range(len(envelope)):
        for bit in range(8):
            changed = bytearray(envelope)
            changed[place] ^= 1 << bit
            with pytest.raises(SealError):
                open_(KEY, bytes(changed), UNDO)


@given(st.binary(max_size=200), st.binary(max_size=4))
def test_what_is_cut_or_longer_is_refused(tail: bytes, start: bytes) -> None:
    envelope = seal(KEY, SECRET, UNDO)
    for length in range(len(envelope)):
        with pytest.raises(SealError):
            open_(KEY, envelope[:length], UNDO)
    with pytest.raises(SealError):
        open_(KEY, envelope + tail + b"\0", UNDO)
    with pytest.raises(SealError):
        open_(KEY, start + tail, UNDO)


def test_another_key_is_refused_by_its_id_and_by_its_secret() -> None:
    envelope = seal(KEY, SECRET, UNDO)
    with pytest.raises(SealError, match=KEY.id.hex()):
        open_(Key.new(), envelope, UNDO)
    with pytest.raises(SealError, match="does not open"):
        open_(replace(KEY, secret=bytes(32)), envelope, UNDO)


def test_a_later_version_is_named() -> None:
    envelope = bytearray(seal(KEY, SECRET, UNDO))
    envelope[4] = 2
    with pytest.raises(SealError, match="version 2"):
        open_(KEY, bytes(envelope), UNDO)


def test_the_bytes_are_the_documented_ones() -> None:
    envelope = seal(KEY, SECRET, UNDO)
    header, salt = envelope[:53], envelope[21:53]
    assert header == b"PLSE\x01" + KEY.id + salt
    data_key = hkdf(KEY.secret, salt, b"pellucid envelope", 32)
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in (b"undo", b"run-7", (3).to_bytes(8, "big")))
    assert envelope[53:] == gcm(data_key, bytes(12), SECRET, header + framed)


def test_equal_values_make_different_envelopes() -> None:
    assert len({seal(KEY, SECRET, UNDO)[53:] for _ in range(100)}) == 100


def test_neither_errors_nor_a_printed_key_show_a_secret() -> None:
    assert repr(KEY.secret) not in repr(KEY)
    with pytest.raises(SealError) as raised:
        open_(KEY, seal(KEY, SECRET, UNDO), Context("export"))
    assert "example" not in str(raised.value)
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(("identifier", "secret"), [(b"", bytes(32)), (bytes(16), b"short")])
def test_a_key_of_another_size_is_no_key(identifier: bytes, secret: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Key(identifier, secret)
