"""From what is known of a person in one store to their rows in all: never further than is sure."""

from __future__ import annotations

from pathlib import Path

import pytest
from two_stores import two_stores

from pellucid.engine.errors import AmbiguousIdentityError, IdentityError
from pellucid.engine.running.people import Identities

ANNA, BEN = (1, "anna@x.org", "123", "Anna"), (2, "ben@x.org", "123", "Ben")


def test_an_email_in_the_shop_gives_the_user_id_that_the_crm_knows(tmp_path: Path) -> None:
    contacts, letters = [(7, 1, None, None), (8, 2, None, None)], [(1, 7, "a"), (2, 8, "b")]
    with two_stores(tmp_path, customers=[ANNA, BEN], contacts=contacts, letters=letters) as at:
        at.engine.erase([{"email": "anna@x.org"}])
        assert at.ids() == {"customers": [2], "emails": [], "contacts": [8], "letters": [2]}


def test_what_the_crm_knows_finds_the_customer_of_the_shop(tmp_path: Path) -> None:
    contacts = [(7, 1, "anna.other@x.org", None), (8, 2, None, None)]
    with two_stores(tmp_path, customers=[(1, None, None, "Anna"), BEN], contacts=contacts) as at:
        at.engine.erase([{"email": "anna.other@x.org"}])
        assert at.ids() == {"customers": [2], "emails": [], "contacts": [8], "letters": []}


def test_a_shared_phone_finds_nobody(tmp_path: Path) -> None:
    with two_stores(tmp_path, customers=[ANNA, BEN], contacts=[]) as at:
        with pytest.raises(IdentityError, match="one person's alone"):
            at.engine.erase([{"phone": "123"}])
        assert at.ids()["customers"] == [1, 2]


def test_a_shared_phone_leads_to_nobody_else(tmp_path: Path) -> None:
    contacts = [(7, None, None, "123"), (8, 1, None, "123")]
    with two_stores(tmp_path, customers=[ANNA, BEN], contacts=contacts) as at:
        at.engine.erase([{"email": "anna@x.org", "phone": "123"}])
        assert at.ids() == {"customers": [2], "emails": [], "contacts": [7], "letters": []}


def test_an_email_that_the_person_owns_in_another_collection_finds_their_contact(tmp_path: Path) -> None:
    emails = [(1, 1, "anna.work@x.org"), (2, 2, "ben.work@x.org")]
    contacts = [(7, None, "anna.work@x.org", None), (8, None, "ben.work@x.org", None)]
    with two_stores(tmp_path, customers=[ANNA, BEN], emails=emails, contacts=contacts) as at:
        at.engine.erase([{"user_id": "1"}])
        assert at.ids() == {"customers": [2], "emails": [2], "contacts": [8], "letters": []}


def test_duplicates_stop_the_run(tmp_path: Path) -> None:
    twin = (3, "anna@x.org", None, "Anna")
    with two_stores(tmp_path, customers=[ANNA, twin], contacts=[(7, 1, None, None)]) as at:
        with pytest.raises(AmbiguousIdentityError, match=r"shop\.customers: one email matches several rows"):
            at.engine.erase([{"email": "anna@x.org"}])
        assert at.ids() == {"customers": [1, 3], "emails": [], "contacts": [7], "letters": []}


def test_stores_that_disagree_on_who_it_is_stop_the_run(tmp_path: Path) -> None:
    with two_stores(tmp_path, customers=[ANNA, BEN], contacts=[(7, 2, "anna@x.org", None)]) as at:
        with pytest.raises(AmbiguousIdentityError, match="known there by another") as raised:
            at.engine.erase([{"email": "anna@x.org"}])
        assert "anna@x.org" not in str(raised.value)
        assert at.ids() == {"customers": [1, 2], "emails": [], "contacts": [7], "letters": []}


def test_a_second_row_that_nobody_spoke_of_stops_the_run(tmp_path: Path) -> None:
    emails = [(1, 1, "ben@x.org")]
    with two_stores(tmp_path, customers=[ANNA, BEN], emails=emails, contacts=[]) as at:
        with pytest.raises(AmbiguousIdentityError):
            at.engine.erase([{"user_id": "1"}])
        assert at.ids()["customers"] == [1, 2]


def test_somebody_with_two_accounts_gives_all_that_they_are_known_by(tmp_path: Path) -> None:
    contacts = [(7, 1, None, None), (8, 2, None, None), (9, 3, None, None)]
    with two_stores(tmp_path, customers=[ANNA, BEN, (3, "c@x.org", None, "Cleo")], contacts=contacts) as at:
        with pytest.raises(AmbiguousIdentityError, match="known there by another user_id"):
            at.engine.erase([{"email": ["anna@x.org", "ben@x.org"]}])
        at.engine.erase([{"email": ["anna@x.org", "ben@x.org"], "user_id": ["1", "2"]}])
        assert at.ids() == {"customers": [3], "emails": [], "contacts": [9], "letters": []}


def test_two_persons_of_a_run_who_are_one_stop_it(tmp_path: Path) -> None:
    with two_stores(tmp_path, customers=[ANNA, BEN], contacts=[(7, 1, None, None)]) as at:
        with pytest.raises(AmbiguousIdentityError, match="persons 1 and 2 of 2 are the same"):
            at.engine.erase([{"email": "anna@x.org"}, {"user_id": "1"}])
        assert at.ids()["customers"] == [1, 2]


def test_whom_only_one_store_knows_is_erased_there(tmp_path: Path) -> None:
    with two_stores(tmp_path, customers=[BEN], contacts=[(7, 1, "anna@x.org", None)]) as at:
        run = at.engine.erase([{"email": "nobody@x.org"}, {"email": "anna@x.org"}])
        assert (run.known, run.outcome(0).known, run.outcome(1).known) == (frozenset({1}), False, True)
        assert at.ids() == {"customers": [2], "emails": [], "contacts": [], "letters": []}


def test_the_same_identities_find_the_same_rows_after_an_erasure_that_masks(tmp_path: Path) -> None:
    with two_stores(tmp_path, customers=[ANNA, BEN], contacts=[], erase="mask") as at:
        who = {"user_id": "1", "email": "anna@x.org"}
        assert at.engine.erase([who]).rows() == (1, 1)
        assert at.engine.erase([who]).rows() == (1, 0)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "nothing was given that is one person's alone"),
        ({"email": []}, "nothing was given that is one person's alone"),
        ({"passport": "x"}, "a customer is not known by 'passport'"),
        ({"email": "  "}, "email is empty"),
        ({"email": "a\0b"}, "email holds a NUL character"),
        ({"email": "secret" * 2000}, "email has 12000 characters, more than 1000"),
        ({"email": "\ud83e"}, "email is not valid text"),
    ],
)
def test_what_can_be_nobodys_identity_is_refused(tmp_path: Path, given: Identities, told: str) -> None:
    with two_stores(tmp_path, customers=[ANNA], contacts=[]) as at:
        with pytest.raises(IdentityError, match=told) as raised:
            at.engine.erase([given])
        assert "secret" not in str(raised.value)
        assert at.ids()["customers"] == [1]
