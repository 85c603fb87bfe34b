"""Tombstones know again what was erased, hold nothing of it in readable form, and survive crashes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from swept_shop import Shop, shop

from pellucid.engine.errors import PellucidError
from pellucid.engine.proving.erasures import Likeness
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.own_rows import OwnRows
from pellucid.engine.proving.tombstones import Tombstones, tidy, tombstone_key
from pellucid.sealing.keys import Key

ERASED = datetime(2026, 1, 30, 9, tzinfo=UTC)
BEFORE, AFTER = ERASED - timedelta(days=1), ERASED + timedelta(days=1)
ANNA = OwnRows("customer", "shop", "customers", {"email": ["anna@x.org"], "user_id": [17]}, [(17,)])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def tombstones(home: Home) -> Tombstones:
    return Tombstones(home, Key(b"i" * 16, b"s" * 32), timedelta(days=30))


def row(email: str | None, key: int | None, collection: str = "customers") -> OwnRows:
    return OwnRows("customer", "shop", collection, {"email": [email]} if email else {}, [(key,)] if key else [])


def bury(tombstones: Tombstones, *rows: OwnRows, at: datetime = ERASED) -> None:
    tombstones.add(tombstones.entries(rows, "run1"), at)


@pytest.mark.parametrize(
    ("asked", "since", "likeness"),
    [
        (row("anna@x.org", 17), BEFORE, Likeness.FULL),
        (row("  ANNA@X.ORG ", 17), BEFORE, Likeness.FULL),
        (row("anna@x.org", 17), ERASED, Likeness.NONE),
        (row("anna@x.org", 17), AFTER, Likeness.NONE),
        (row("bob@x.org", 17), BEFORE, Likeness.KEY),
        (row(None, 17), BEFORE, Likeness.KEY),
        (row("bob@x.org", 17), AFTER, Likeness.NONE),
        (row("anna@x.org", 99), BEFORE, Likeness.IDENTITY),
        (row("anna@x.org", None), BEFORE, Likeness.IDENTITY),
        (row("anna@x.org", 17, "suppliers"), BEFORE, Likeness.IDENTITY),
        (row("anna@x.org", 99), AFTER, Likeness.NONE),
        (row("bob@x.org", 99), BEFORE, Likeness.NONE),
        (OwnRows("staff", "shop", "customers", {"email": ["anna@x.org"]}, [(99,)]), BEFORE, Likeness.NONE),
    ],
)
def test_only_key_and_identity_of_a_later_erasure_match_in_full(
    tombstones: Tombstones, asked: OwnRows, since: datetime, likeness: Likeness
) -> None:
    bury(tombstones, ANNA)
    assert tombstones.read().match(asked, since) is likeness


def test_a_key_of_one_erasure_and_an_identity_of_another_are_no_full_match(tombstones: Tombstones) -> None:
    bury(tombstones, ANNA, row("bob@x.org", 18))
    assert tombstones.read().match(row("anna@x.org", 18), BEFORE) is Likeness.KEY


def test_erased_people_are_suppressed_until_they_return_and_again_when_they_leave_again(tombstones: Tombstones) -> None:
    def suppressed(email: str) -> bool:
        return tombstones.read().suppressed("customer", {"email": [email]})

    assert not suppressed("anna@x.org")
    bury(tombstones, ANNA)
    assert suppressed("Anna@x.org")
    assert not suppressed("bob@x.org")
    assert not tombstones.read().suppressed("staff", {"email": ["anna@x.org"]})
    tombstones.returned("customer", {"email": ["ANNA@x.org"]}, AFTER)
    assert not suppressed("anna@x.org")
    bury(tombstones, row("anna@x.org", 99), at=AFTER + timedelta(days=1))
    assert suppressed("anna@x.org")


def test_who_has_come_back_is_told_apart_from_who_has_not(tombstones: Tombstones) -> None:
    bury(tombstones, ANNA)
    tombstones.returned("customer", {"email": ["anna@x.org"]}, AFTER)
    assert tombstones.read().match(row("anna@x.org", 17), BEFORE) is Likeness.RETURNED
    bury(tombstones, row("anna@x.org", 99), at=AFTER + timedelta(days=1))
    assert tombstones.read().match(row("anna@x.org", 17), BEFORE) is Likeness.FULL


def test_a_return_that_was_known_before_the_erasure_is_no_return(tombstones: Tombstones) -> None:
    tombstones.returned("customer", {"email": ["anna@x.org"]}, BEFORE)
    bury(tombstones, ANNA)
    assert tombstones.read().match(row("anna@x.org", 17), BEFORE) is Likeness.FULL


def test_nothing_of_the_person_can_be_read(home: Home, tombstones: Tombstones) -> None:
    bury(tombstones, ANNA)
    tombstones.returned("customer", {"email": ["anna@x.org"]}, AFTER)
    text = "".join(path.read_text() for path in home.tombstones.iterdir())
    assert "anna" not in text.casefold()
    hashes = re.findall(r"[0-9a-f]{64}", text)
    assert len(set(hashes)) == 3  # key, e-mail and user id; the e-mail that came back is the same
    other = Tombstones(home, Key(b"i" * 16, b"o" * 32), timedelta(days=30))
    assert other.read().match(row("anna@x.org", 17), BEFORE) is Likeness.NONE


def test_added_twice_they_say_the_same(tombstones: Tombstones) -> None:
    entries = tombstones.entries([ANNA], "run1")
    tombstones.add(entries, ERASED)
    tombstones.add(entries, ERASED)
    assert tombstones.read().match(row("anna@x.org", 17), BEFORE) is Likeness.FULL


def test_a_line_cut_anywhere_by_a_crash_says_nothing_and_the_next_one_is_whole(
    home: Home, tombstones: Tombstones
) -> None:
    bury(tombstones, row("bob@x.org", 18))
    (file,) = home.tombstones.glob("*.jsonl")
    whole = file.read_bytes()
    bury(tombstones, ANNA)
    both = file.read_bytes()
    for size in range(len(whole), len(both)):
        file.write_bytes(both[:size])
        assert tombstones.read().match(row("bob@x.org", 18), BEFORE) is Likeness.FULL
        assert tombstones.read().match(row("anna@x.org", 17), BEFORE) is Likeness.NONE
        bury(tombstones, ANNA)
        assert file.read_bytes() == both


def test_a_damaged_line_is_said_and_not_passed_over(home: Home, tombstones: Tombstones) -> None:
    bury(tombstones, ANNA, row("bob@x.org", 18))
    (file,) = home.tombstones.glob("*.jsonl")
    file.write_bytes(file.read_bytes().replace(b'"at"', b'"ta"', 1))
    with pytest.raises(PellucidError, match="line 1 is no tombstone") as raised:
        tombstones.read()
    assert str(file) in str(raised.value)


def test_they_expire_with_the_longest_backup(home: Home, tombstones: Tombstones) -> None:
    bury(tombstones, ANNA)
    assert tidy(home, ERASED + timedelta(days=30)) == 0
    assert tombstones.read().suppressed("customer", {"email": ["anna@x.org"]})
    assert tidy(home, ERASED + timedelta(days=31)) == 1
    assert not tombstones.read().suppressed("customer", {"email": ["anna@x.org"]})


def test_runs_at_the_same_time_do_not_mix_their_lines(tombstones: Tombstones) -> None:
    def one(number: int) -> None:
        bury(tombstones, *(row(f"{number}.{part}@x.org", 1000 * number + part) for part in range(50)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(1, 17)))
    erasures = tombstones.read()
    likenesses = {
        erasures.match(row(f"{number}.{part}@x.org", 1000 * number + part), BEFORE)
        for number in range(1, 17)
        for part in range(50)
    }
    assert likenesses == {Likeness.FULL}


def test_their_key_is_made_once_and_kept(home: Home) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: tombstone_key(home, ERASED), range(16)))
    assert len(keys) == 1


def test_a_time_without_a_zone_is_refused(tombstones: Tombstones) -> None:
    with pytest.raises(ValueError, match="time zone"):
        bury(tombstones, ANNA, at=datetime(2026, 1, 30))


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def stocked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    with shop(tmp_path, request.getfixturevalue(f"{request.param}_url")) as made:
        made.insert(
            "customers", {"id": 17, "email": "anna@x.org", "phone": "1"}, {"id": 18, "email": "b@x.org", "phone": "1"}
        )
        made.insert(
            "tickets", *({"id": number, "email": mail} for number, mail in enumerate(["anna@x.org", "c@x.org"] * 2))
        )
        yield made


def test_own_rows_are_those_that_tell_whose_they_are(stocked: Shop) -> None:
    found = stocked.own_rows({"user_id": "17"}, {"email": "c@x.org"}, {"email": "nobody@x.org"})
    told = {(one.collection, str(one.identities["email"])): sorted(one.keys) for one in found}
    assert told == {
        ("customers", "['anna@x.org']"): [(17,)],
        ("tickets", "['anna@x.org']"): [(0,), (2,)],
        ("tickets", "['c@x.org']"): [(1,), (3,)],
        ("", "['nobody@x.org']"): [],
    }
    assert all("phone" not in one.identities for one in found)
    assert "x.org" not in json.dumps([repr(one) for one in found])
