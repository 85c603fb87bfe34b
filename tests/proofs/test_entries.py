"""An entry holds codes and digests, and nothing that tells about whom it is."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import entries

from pellucid.proofs.entries import Entry, commitment, lines_of, pseudonym
from pellucid.proofs.errors import LedgerError

ENTRY = entries(1)[0]
SALT = bytes(16)


def test_a_line_is_canonical_json() -> None:
    entry = replace(ENTRY, commitments={"b": "2" * 64, "a": "1" * 64}, public={"plan": "3" * 64})
    line = entry.line().decode()
    assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":")) + "\n"
    assert Entry.of_line(entry.line()) == entry


@pytest.mark.parametrize(
    "personal",
    [
        {"type": "Ada Lovelace"},
        {"reason": "ada@example.org"},
        {"reason": "because she asked"},
        {"actor": "ada"},
        {"at": "yesterday"},
        {"commitments": {"email": "ada@example.org"}},
        {"commitments": {"Ada": "1" * 64}},
        {"public": {"name": "Ada"}},
        {"type": 'a","type":"b'},
        {"type": 'a"}\n{"actor":"system'},
        {"reason": "\udc80"},
    ],
)
def test_there_is_no_place_for_personal_data(personal: dict[str, object]) -> None:
    with pytest.raises(LedgerError, match="other than codes") as raised:
        replace(ENTRY, **personal).line()
    assert "Ada" not in str(raised.value)
    assert "ada" not in str(raised.value)


def test_one_entry_cannot_pass_for_two() -> None:
    second = ENTRY.line().decode()[:-3]
    with pytest.raises(LedgerError):
        lines_of([replace(ENTRY, type='a"}\n' + second.removesuffix('"'))])


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"{}\n",
        ENTRY.line()[:-1],
        b" " + ENTRY.line(),
        ENTRY.line().replace(b'":"', b'": "', 1),
        replace(ENTRY, commitments={"a": "1" * 64, "b": "2" * 64}).line().replace(b'"a"', b'"c"'),
        replace(ENTRY, commitments={"a": "1" * 64, "b": "2" * 64}).line().replace(b'"b"', b'"a"'),
    ],
)
def test_only_the_canonical_line_is_an_entry(line: bytes) -> None:
    with pytest.raises(LedgerError, match="not an entry"):
        Entry.of_line(line)


@given(st.binary(), st.binary(min_size=16, max_size=16), st.binary(), st.binary(min_size=16, max_size=16))
def test_a_commitment_binds_to_value_and_salt(one: bytes, salt: bytes, other: bytes, pepper: bytes) -> None:
    assert (commitment(one, salt) == commitment(other, pepper)) == ((one, salt) == (other, pepper))


def test_a_salt_has_its_full_length() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        commitment(b"value", b"short")


def test_two_entries_about_one_person_have_nothing_in_common_that_others_lack() -> None:
    value = b"the same statement about the same person"
    one, other = (replace(ENTRY, commitments={"statement": commitment(value, os.urandom(16))}) for _ in range(2))
    assert one.commitments != other.commitments
    assert replace(one, commitments={}) == replace(other, commitments={}) == replace(ENTRY, commitments={})


def test_a_pseudonym_is_the_same_for_one_key_only() -> None:
    assert pseudonym("ada", b"k" * 32) == pseudonym("ada", b"k" * 32)
    assert len({pseudonym("ada", b"k" * 32), pseudonym("ada", b"l" * 32), pseudonym("bob", b"k" * 32)}) == 3
    assert replace(ENTRY, actor=pseudonym("ada", b"k" * 32)).line()
