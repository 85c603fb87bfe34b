"""A receipt proves what it says offline, and nothing about it can be altered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import NOON, Made, statement
from pydantic import ValidationError

from pellucid.proofs import keys
from pellucid.proofs.documents import Document
from pellucid.proofs.errors import ReceiptError
from pellucid.proofs.issuing import made_before, make_receipt, make_receipts, new_salts
from pellucid.proofs.receipts import MOST_BYTES, Line, Receipt, Statement, read_file
from pellucid.proofs.verifying import verify_receipt


def holds(text: bytes) -> bool:
    try:
        return verify_receipt(text).ok
    except ReceiptError:
        return False


def canonical(value: object) -> bytes:
    """RFC 8785, for values without fractions and names in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


@pytest.mark.parametrize("count", [1, 2, 7, 300])
def test_every_receipt_of_a_batch_holds(made: Made, count: int) -> None:
    made.append(5)
    issued = made.receipts(count)
    made.append(5)
    for number, receipt in enumerate(issued):
        verdict = verify_receipt(receipt.text)
        assert verdict.ok
        assert f"entry {6 + number} of {5 + count}" in verdict.proven[0]
        assert any("true of the databases" in sentence for sentence in verdict.not_proven)
        read = Receipt.read(receipt.text)
        assert (read.statement, read.index, bytes.fromhex(read.salt)) == (
            statement(number),
            receipt.number,
            receipt.salt,
        )


def test_a_batch_has_one_signed_head(made: Made) -> None:
    heads = {Receipt.read(receipt.text).head for receipt in made.receipts(20)}
    assert len(heads) == 1
    assert len((made.folder / "heads.jsonl").read_bytes().splitlines()) == 2


def test_no_receipts_are_made_of_nothing(made: Made) -> None:
    assert made.receipts(0) == []


def test_a_receipt_is_canonical_json(made: Made) -> None:
    text = made.receipts(3)[1].text
    assert text == canonical(json.loads(text))


def test_the_flip_of_any_bit_is_found(made: Made) -> None:
    made.append(2)
    made.rotate()
    text = made.receipts(3)[1].text
    assert holds(text)
    missed = []
    for place in range(len(text)):
        for bit in range(8):
            flipped = bytearray(text)
            flipped[place] ^= 1 << bit
            if holds(bytes(flipped)):
                missed.append((place, bit))
    assert missed == []


def test_the_loss_or_gain_of_any_byte_is_found(made: Made) -> None:
    text = made.receipts(2)[1].text
    for place in range(len(text)):
        assert not holds(text[:place])
        assert not holds(text[:place] + text[place + 1 :])
        for added in (b" ", b"\n", b"0"):
            assert not holds(text[:place] + added + text[place:])
    assert not holds(text + b"\n")


def test_the_parts_of_two_receipts_do_not_mix(made: Made) -> None:
    one, other = (json.loads(receipt.text) for receipt in made.receipts(2))
    for part in set(one) - {"head", "keys", "version"}:
        assert one[part] != other[part]
        assert not holds(canonical(one | {part: other[part]}))


def test_a_receipt_says_what_is_wrong_with_it(made: Made) -> None:
    text = made.receipts(2)[0].text
    before, after = b'"result":"kept"', b'"result":"open"'
    assert "it has been altered" in verify_receipt(text.replace(before, after)).problems[0]
    assert verify_receipt(text.replace(before, after)).proven == ()


def test_the_key_is_followed_from_the_one_that_is_trusted(made: Made, tmp_path: Path) -> None:
    keys_in_turn = [keys.load(made.keys).public]
    for _ in range(2):
        made.rotate()
        keys_in_turn.append(keys.load(made.keys).public)
    text = made.receipts(1)[0].text
    for trusted in keys_in_turn:
        verdict = verify_receipt(text, {trusted})
        assert "which you trust" in verdict.proven[-1]
    assert "compare it" in verify_receipt(text).not_proven[-1]
    strange = keys.create(tmp_path / "strange").public
    assert "none of those that you trust" in verify_receipt(text, {strange}).problems[0]


def test_a_receipt_of_another_company_does_not_pass_for_one_of_ours(made: Made, tmp_path: Path) -> None:
    text = Made(tmp_path / "other").receipts(1)[0].text
    assert verify_receipt(text).ok
    assert not verify_receipt(text, {keys.load(made.keys).public}).ok


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda _: b"", "cut off"),
        (lambda _: b"\n", "not JSON"),
        (lambda text: text[:100], "cut off"),
        (lambda text: text[:100] + b"\n", "not JSON, or was cut off"),
        (lambda _: b"\x89PNG\r\n\x1a\n", "not JSON"),
        (lambda _: b"[]\n", "not valid at `its beginning`"),
        (lambda _: b"[" * 1_000_000 + b"\n", "not JSON"),
        (lambda text: text.replace(b"receipt/1", b"receipt/2"), "a pellucid-receipt/2, and this Pellucid reads"),
        (lambda text: text.replace(b'"map":', b'"mapp":'), "does not belong there|lacks `statement.map`"),
        (lambda text: text.replace(b'"index":0', b'"index":0.0'), "not valid at `index`"),
        (lambda text: text.replace(b'"index":0', b'"index":-1'), "not valid at `index`"),
        (lambda text: text.replace(b'"index":0', b'"index":true'), "not valid at `index`"),
        (lambda text: text.replace(b'"index":0', b'"index":"0"'), "not valid at `index`"),
        (lambda text: text.replace(b'"index":0', b'"index":9007199254740992'), "not valid at `index`"),
        (lambda text: text.replace(b'"keys":[]', b'"keys":{}'), "not valid at `keys`"),
        (lambda text: text.replace(b'"keys":[],', b""), "lacks `keys`"),
        (lambda text: text.replace(b'"keys":[]', b'"keys":[],"keys":[]'), "not in canonical form"),
        (lambda text: text.replace(b'"keys":', b' "keys":'), "not in canonical form"),
        (lambda text: text.replace(b'"left":0', b'"left":0,"swept":null', 1), "not in canonical form"),
        (lambda text: text.replace(b"run.erasure", b"Ada Lovelace"), "holds no entry"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(made: Made, change: object, says: str) -> None:
    assert callable(change)
    text = change(made.receipts(1)[0].text)
    with pytest.raises(ReceiptError, match=says) as refused:
        Receipt.read(text)
    assert refused.value.mend
    assert "Ada" not in str(refused.value)


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    with path.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(ReceiptError, match="larger than 8 MB"):
        read_file(path)
    with pytest.raises(ReceiptError, match="larger than 8 MB"):
        Receipt.read(bytes(MOST_BYTES + 1))


def test_a_receipt_is_read_from_its_file(made: Made, tmp_path: Path) -> None:
    text = made.receipts(1)[0].text
    (tmp_path / "receipt.json").write_bytes(text)
    assert read_file(tmp_path / "receipt.json") == text
    with pytest.raises(ReceiptError, match="cannot be read"):
        read_file(tmp_path / "nowhere.json")


@given(st.text(), st.text(), st.integers(0, 2**53 - 1), st.none() | st.text())
def test_a_statement_has_the_text_that_rfc_8785_gives_it(store: str, name: str, rows: int, field: str | None) -> None:
    line = Line(store=store, collection=name, field=field, result="erased", before=rows, after=None)
    given_ = statement().model_copy(update={"outcome": [line]})
    text = given_.encoded()
    assert text + b"\n" == canonical(json.loads(text))
    assert Statement.decoded(text, "statement") == given_


@pytest.mark.parametrize(
    "wrong", [{"before": -1}, {"before": 1.0}, {"before": 2**53}, {"result": "done"}, {"store": 7}]
)
def test_a_statement_that_nobody_could_read_is_not_signed(wrong: dict[str, object]) -> None:
    parts: dict[str, object] = {"store": "shop", "collection": "notes", "result": "erased", "before": 1, **wrong}
    with pytest.raises(ValidationError):
        Statement(right="erasure", plan="ab" * 32, map="1", time="2026-01-01T00:00:00Z", outcome=[Line(**parts)])


def test_no_document_holds_a_fraction_or_a_name_outside_ascii() -> None:
    schema = json.dumps(Receipt.model_json_schema())
    assert '"number"' not in schema
    assert schema.isascii()


def test_the_fields_of_a_document_are_declared_in_canonical_order() -> None:
    with pytest.raises(TypeError, match="order of their names"):
        type("Wrong", (Document,), {"__annotations__": {"b": int, "a": int}})
    assert list(Line.__dataclass_fields__) == sorted(Line.__dataclass_fields__)


def test_a_receipt_made_alone_is_one_of_a_batch_of_one(made: Made) -> None:
    with made.opened() as ledger:
        one = make_receipt(ledger, statement(), type="run.erasure", actor="person", reason="gdpr.17", now=NOON)
        [other] = make_receipts(ledger, [statement()], type="run.erasure", actor="person", reason="gdpr.17", now=NOON)
    assert Receipt.read(one.text).statement == Receipt.read(other.text).statement
    assert Receipt.read(one.text).entry != Receipt.read(other.text).entry


def test_receipts_that_were_lost_on_the_way_are_made_again(made: Made) -> None:
    made.append(3)
    texts, salts = [statement(number).encoded() for number in range(4)], new_salts(4)
    with made.opened() as ledger:
        since = ledger.head.size
        assert made_before(ledger, since, texts, salts) == []
        first = make_receipts(
            ledger, texts, type="run.erasure", actor="person", reason="gdpr.17", now=NOON, salts=salts
        )
        assert made_before(ledger, since, texts, salts) == first
    made.rotate()
    made.append(2)
    with made.opened() as ledger:
        again = made_before(ledger, since, texts, salts)
        assert made_before(ledger, since, texts, new_salts(4)) == []
    assert [verify_receipt(receipt.text).ok for receipt in again] == [True] * 4
    assert [(one.number, one.salt) for one in again] == [(one.number, one.salt) for one in first]
