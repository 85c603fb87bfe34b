"""A sweep finds what an erasure has left anywhere in a store, and never repeats what it found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from swept_shop import Shop, shop

from pellucid.engine.planning.plan import Right
from pellucid.engine.proving.sweeping import Remains, Sweep, sweep

EMAIL = "Jörg.Müller+x%_'\"@web.de"
PHONE = "+49 170 5550123"
JOERG = {"email": [EMAIL], "phone": [PHONE], "user_id": [17]}


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def swept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    with shop(tmp_path, request.getfixturevalue(f"{request.param}_url")) as made:
        yield made


def look(swept: Shop, *people: dict[str, list[object]]) -> Sweep:
    return sweep(swept.engine, swept.engine.plan(Right.ERASURE), people or (JOERG,))


def places(found: Sweep) -> dict[tuple[str, str], dict[int, int]]:
    return {(one.table, one.column): dict(one.rows) for one in found.found if one.sure}


def lines(swept: Shop, *texts: str) -> None:
    swept.insert("mail_log", *({"id": number, "line": text} for number, text in enumerate(texts)))


def test_a_clean_store_has_nothing(swept: Shop) -> None:
    swept.insert("customers", {"id": 1, "email": "someone.else@web.de", "phone": None, "name": "Jörg Müller"})
    lines(swept, "sent to someone.else@web.de", "", "%", "web.de Müller Jörg")
    assert look(swept) == Sweep((), whole=("user_id",), shared=("phone",))


@pytest.mark.parametrize(
    "text",
    [
        EMAIL,
        f"Mail to {EMAIL.upper()}, bounced",
        EMAIL.replace("ö", "o\u0308"),
        '{"to": ["j\\u00f6rg.M\\u00FCller\\u002bx%_\'\\"@web.de"]}',
        '{"body": "{\\"to\\": \\"J\\\\u00f6rg.M\\\\u00fcller+x%_\'\\\\\\"@web.de\\"}"}',
        "GET /u?to=J%C3%B6rg.M%C3%BCller%2Bx%25_%27%22%40web.de&x=1",
        f"地址{EMAIL}已删除",
        "x" * 70_000 + f" <{EMAIL}>" + "y" * 70_000,
    ],
    ids=["as it is", "upper case", "decomposed", "JSON", "JSON in JSON", "URL", "between Chinese words", "long"],
)
def test_it_is_found_however_it_is_spelled(swept: Shop, text: str) -> None:
    if swept.url.startswith("mysql") and len(text) > 60_000:
        swept.run("ALTER TABLE mail_log MODIFY line MEDIUMTEXT")
    lines(swept, text, "nothing", text)
    assert places(look(swept)) == {("mail_log", "line"): {0: 2}}


@pytest.mark.parametrize("text", ["jo" + EMAIL, EMAIL + "x", EMAIL.replace("%", "a"), EMAIL.replace("_", "-")])
def test_another_address_is_not_taken_for_it(swept: Shop, text: str) -> None:
    lines(swept, text)
    assert look(swept).found == ()


def test_columns_of_every_kind_are_searched(swept: Shop) -> None:
    swept.insert("mail_log", {"id": 1, "line": None, "document": '{"a": {"b": ["joerg@web.de"]}}', "code": None})
    swept.insert("invoices", {"id": 1, "customer_id": 2, "bill_to": None, "note": "see Joerg@web.de"})
    found = look(swept, {"email": ["joerg@web.de"]})
    assert places(found) == {("mail_log", "document"): {0: 1}, ("invoices", "note"): {0: 1}}


def test_rows_are_counted_for_each_person_and_once_for_several_values(swept: Shop) -> None:
    lines(swept, "first@x.org and second@x.org", "second@x.org", "other@x.org, second@x.org")
    found = look(swept, {"email": ["first@x.org", "second@x.org"]}, {"email": ["other@x.org"]})
    assert places(found) == {("mail_log", "line"): {0: 3, 1: 1}}
    assert found.of(1) == [Remains("shop", "mail_log", "line", {1: 1}, sure=True)]


@pytest.mark.parametrize("many", [500, 5_000])
def test_many_values_are_counted_as_one_by_one(swept: Shop, many: int) -> None:
    people = [{"email": [f"person{number}@x.org", f"p.{number}@y.org"]} for number in range(many)]
    lines(swept, f"person1@x.org, p.1@y.org, p.{many - 1}@y.org", "person1@x.org", "person@x.org")
    assert places(look(swept, *people)) == {("mail_log", "line"): {1: 2, many - 1: 1}}


def test_short_values_are_found_only_as_the_whole_value_and_are_not_sure(swept: Shop) -> None:
    swept.insert("mail_log", *({"id": at, "code": code} for at, code in enumerate(["17", "170", "17", "a 17"])))
    found = look(swept)
    assert found.found == (Remains("shop", "mail_log", "code", {0: 2}, sure=False),)
    assert not found.found[0].left_over


def test_what_others_may_have_too_is_not_sure(swept: Shop) -> None:
    lines(swept, f"call {PHONE} back")
    (found,) = look(swept).found
    assert (found.column, found.sure, found.left_over) == ("line", False, False)


def test_what_the_map_keeps_is_kept_as_declared_and_what_nobody_declared_is_left_over(swept: Shop) -> None:
    swept.insert("invoices", {"id": 1, "customer_id": 17, "bill_to": EMAIL, "note": f"to {EMAIL}"})
    found = {one.column: one for one in look(swept).found}
    assert (found["bill_to"].kept, found["bill_to"].left_over) == ("Tax law.", False)
    assert (found["note"].kept, found["note"].left_over) == ("", True)


def test_the_value_appears_nowhere(swept: Shop) -> None:
    lines(swept, EMAIL)
    shown = repr(look(swept))
    assert "web.de" not in shown
    assert "5550123" not in shown


def test_a_person_is_found_no_more_after_the_erasure_but_a_copy_in_an_unmapped_table_is(swept: Shop) -> None:
    swept.insert("customers", {"id": 17, "email": EMAIL, "phone": PHONE, "name": "Jörg"})
    swept.insert("tickets", {"id": 1, "email": EMAIL, "body": f"I am {EMAIL}"})
    swept.engine.erase([{"email": EMAIL}])
    assert look(swept).found == ()
    lines(swept, f"sent to {EMAIL}")
    assert places(look(swept)) == {("mail_log", "line"): {0: 1}}
