"""What every mask promises, whatever the column and however its driver gives the value."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from masked_columns import CONTEXT, SPECS, Case, cases_for, column, spec

from pellucid.engine.datamap.model import MaskSpec
from pellucid.engine.masks import Context, make
from pellucid.engine.schema import Kind

KEYED = [spec(name) for name in ("hash", "pseudonym", "email")]


@pytest.mark.parametrize("chosen", SPECS, ids=str)
@given(data=st.data())
def test_a_second_mask_changes_nothing(chosen: MaskSpec, data: st.DataObject) -> None:
    mask = make(chosen)
    case = data.draw(cases_for(mask))
    once = mask.apply(case.value, case.column, CONTEXT)
    twice = mask.apply(once, case.column, CONTEXT)
    assert (twice, type(twice)) == (once, type(once))


@pytest.mark.parametrize("chosen", SPECS, ids=str)
@given(data=st.data())
def test_type_and_length_stay_within_the_column(chosen: MaskSpec, data: st.DataObject) -> None:
    mask = make(chosen)
    case = data.draw(cases_for(mask))
    masked = mask.apply(case.value, case.column, CONTEXT)
    if chosen.name == "null":
        assert masked is None
    elif case.column.kind is Kind.JSON:
        json.dumps(masked)
        assert not isinstance(case.value, str) or isinstance(masked, str)
    else:
        assert type(masked) is type(case.value)
    if isinstance(masked, str | bytes) and case.column.length is not None:
        assert len(masked) <= case.column.length
    if case.column.kind is Kind.INTEGER and isinstance(masked, int):
        assert masked.bit_length() < (case.column.length or 64)


@pytest.mark.parametrize("chosen", SPECS, ids=str)
@given(kind=st.sampled_from(Kind))
def test_null_stays_null(chosen: MaskSpec, kind: Kind) -> None:
    assert make(chosen).apply(None, column(kind), CONTEXT) is None


@pytest.mark.parametrize("chosen", [spec("hash"), spec("email")], ids=str)
@given(data=st.data())
def test_where_unique_is_accepted_different_values_stay_different(chosen: MaskSpec, data: st.DataObject) -> None:
    mask = make(chosen)
    case = data.draw(cases_for(mask, unique=True))
    assume(_differ(case))
    assert mask.apply(case.value, case.column, CONTEXT) != mask.apply(case.other, case.column, CONTEXT)


@pytest.mark.parametrize("chosen", KEYED, ids=str)
@given(data=st.data())
def test_equal_values_stay_equal_and_another_key_gives_another_result(chosen: MaskSpec, data: st.DataObject) -> None:
    mask, other = make(chosen), Context(b"the secret of another one")
    case = data.draw(cases_for(mask))
    assume(case.value not in (None, "null"))
    wide = replace(case.column, length=None)
    masked = mask.apply(case.value, wide, CONTEXT)
    assert masked == mask.apply(case.value, wide, CONTEXT)
    assert masked != mask.apply(case.value, wide, other)


@pytest.mark.parametrize("chosen", SPECS, ids=str)
@given(kind=st.sampled_from(Kind), unique=st.booleans())
def test_a_column_that_the_database_computes_is_refused(chosen: MaskSpec, kind: Kind, unique: bool) -> None:
    assert make(chosen).problem(column(kind, generated=True), unique) is not None


@pytest.mark.parametrize("chosen", [s for s in SPECS if s.name not in ("null", "hash", "email")], ids=str)
@given(kind=st.sampled_from(Kind))
def test_a_unique_column_is_refused_by_masks_that_repeat_themselves(chosen: MaskSpec, kind: Kind) -> None:
    assert make(chosen).problem(column(kind), unique=True) is not None


def _differ(case: Case) -> bool:
    """Two spellings of one UUID are one value."""
    if case.column.kind is Kind.UUID:
        return UUID(str(case.value)) != UUID(str(case.other))
    return case.value != case.other


@given(st.uuids())
def test_a_hashed_uuid_is_of_version_8_and_never_what_mariadb_refuses(value: UUID) -> None:
    masked = make(spec("hash")).apply(value, column(Kind.UUID), CONTEXT)
    assert isinstance(masked, UUID)
    assert (masked.version, masked.bytes[8] > 0x80) == (8, True)
