"""Keyed hashes tell equal from different, and nothing without the key."""

from __future__ import annotations

import hashlib
import hmac
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_gcm import hkdf

from pellucid.sealing.blind import Blind, KeyPart
from pellucid.sealing.keys import Key

KEY = Key.new()
BLIND = Blind(KEY)
parts = st.lists(st.text() | st.integers() | st.binary(), max_size=3)
things = st.tuples(st.text(), st.text(), parts)


@given(things, things)
def test_hashes_are_equal_for_equal_rows_only(
    left: tuple[str, str, list[KeyPart]], right: tuple[str, str, list[KeyPart]]
) -> None:
    assert (BLIND.primary_key(*left) == BLIND.primary_key(*right)) == (left == right)


@pytest.mark.parametrize(
    ("left", "right"), [([1], ["1"]), (["1"], [b"1"]), (["ab", "c"], ["a", "bc"]), ([12], [1, 2]), (["i1"], [1])]
)
def test_keys_that_read_alike_differ(left: list[KeyPart], right: list[KeyPart]) -> None:
    assert BLIND.primary_key("shop", "orders", left) != BLIND.primary_key("shop", "orders", right)


def test_the_same_text_in_two_roles_does_not_show_that_it_is_the_same() -> None:
    roles = [
        BLIND.collection("email", "ada@example.org"),
        BLIND.identity("email", "ada@example.org"),
        BLIND.identity("phone", "ada@example.org"),
        BLIND.primary_key("email", "ada@example.org", []),
    ]
    assert len(set(roles)) == len(roles)


def test_another_key_gives_other_hashes() -> None:
    assert Blind(Key.new()).identity("email", "ada@example.org") != BLIND.identity("email", "ada@example.org")


def test_a_hash_is_hmac_over_framed_parts_under_a_derived_key() -> None:
    derived = hkdf(KEY.secret, b"", b"pellucid blind identity", 32)
    message = (5).to_bytes(8, "big") + b"email" + (15).to_bytes(8, "big") + b"ada@example.org"
    assert BLIND.identity("email", "ada@example.org") == hmac.digest(derived, message, hashlib.sha256)


def test_a_float_is_no_part_of_a_key_and_the_refusal_does_not_show_it() -> None:
    key = cast("list[KeyPart]", [1, 1.25])
    with pytest.raises(TypeError, match="float") as raised:
        BLIND.primary_key("shop", "orders", key)
    assert "1.25" not in str(raised.value)
