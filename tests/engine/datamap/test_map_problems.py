"""Whatever is wrong in a map is told with its line and a mend, everything at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from map_files import PERSONS, line_of, problems, store, write
from wrong_collections import WRONG

from pellucid.engine.datamap.loading import check, load
from pellucid.engine.errors import MapError


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_line_and_a_mend(case: str, tmp_path: Path) -> None:
    collections, part, wrong, mend = WRONG[case]
    found = problems(tmp_path, collections)
    assert [(str(tmp_path / f"shop.yml:{line_of(store(collections), part)}"), True, True)] == [
        (p.where, wrong in p.wrong, mend in p.mend) for p in found
    ], "\n".join(map(str, found))


HEADS = {
    "limits": ("limits: {lock_timeout: 5}\n", "limits:", "`lock_timeout` must be a time", "500ms, 5s, 2m or 1h"),
    "count": ("limits: {batch_above: 0}\n", "limits:", "must be a whole number from 1", "5000"),
    "limit": ("limits: {lock_timout: 5s}\n", "limits:", "there is no 'lock_timout'", "'lock_timeout'"),
    "replica": ("replica: shop.db\n", "replica:", "is no URL", "${SHOP_URL}"),
    "version": ("pellucid: 2\n", "pellucid:", "a version of the format", "pellucid: 1"),
}


@pytest.mark.parametrize("case", HEADS)
def test_what_is_wrong_with_a_store_is_told(case: str, tmp_path: Path) -> None:
    head, part, wrong, mend = HEADS[case]
    (problem,) = problems(tmp_path, "", head)
    assert problem.where == str(tmp_path / f"shop.yml:{line_of(store('', head), part)}")
    assert wrong in problem.wrong
    assert mend in problem.mend


TOPS = {
    "no unique identity": ("pellucid: 1\npersons:\n  guest: {identities: {phone: shared}}", 3, "no identity of guest"),
    "neither unique nor shared": (
        "pellucid: 1\npersons:\n  guest: {identities: {phone: uniqe}}",
        3,
        "unique or shared",
    ),
    "name": ("pellucid: 1\npersons:\n  a b: {identities: {phone: unique}}", 3, "no name for a kind of person"),
    "reserved": ("pellucid: 1\npersons:\n  by: {identities: {phone: unique}}", 3, "cannot be a kind of person"),
    "none": ("pellucid: 1\npersons: {}", 1, "names no kind of person"),
    "category": (PERSONS + "categories:\n  Loyalty: Points", 8, "no name for a category"),
    "category without words": (PERSONS + "categories:\n  user.loyalty:", 8, "the words for user.loyalty is empty"),
    "no version": (PERSONS.replace("pellucid: 1\n", ""), 1, "does not say its version"),
    "a collection without a store": (PERSONS + "collections: {}", 7, "`collections` belongs to a store"),
}


@pytest.mark.parametrize("case", TOPS)
def test_what_is_wrong_on_top_is_told(case: str, tmp_path: Path) -> None:
    text, line, wrong = TOPS[case]
    found = check(write(tmp_path, map=text, shop="store: shop\nurl: ${X}\ncollections: {a: {fields: {b: none}}}"))
    assert [(str(tmp_path / f"map.yml:{line}"), True)] == [(p.where, wrong in p.wrong) for p in found]


def test_every_problem_is_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    collections = "  a: {fields: {b: user.nam}}\n  b: {onws: []}\n  c: {person: x}\n"
    found = problems(tmp_path, collections, persons=PERSONS + "regoin: eu")
    lines = [int(problem.where.rpartition(":")[2]) for problem in found]
    assert [problem.where.rpartition(":")[0] for problem in found] == [
        str(tmp_path / name) for name in ("map.yml", *["shop.yml"] * (len(found) - 1))
    ]
    assert lines[1:] == sorted(lines[1:])
    assert {9, 10, 11} == set(lines[1:])
    with pytest.raises(MapError) as caught:
        load(tmp_path)
    assert list(caught.value.problems) == found
    assert all(str(problem) in str(caught.value) for problem in found)


def test_two_stores_or_persons_of_one_name_are_told(tmp_path: Path) -> None:
    found = check(write(tmp_path, a=PERSONS, b=PERSONS, shop=store(""), shop2=store("")))
    assert [(p.where, p.wrong) for p in found] == [
        (str(tmp_path / "b.yml:3"), "person 'customer' is declared twice"),
        (str(tmp_path / "b.yml:5"), "person 'staff' is declared twice"),
        (str(tmp_path / "shop2.yml:1"), "store 'shop' is declared twice"),
    ]


def test_a_map_without_a_store_is_told(tmp_path: Path) -> None:
    (problem,) = check(write(tmp_path, map=PERSONS))
    assert "names no store" in problem.wrong


def test_what_hangs_on_something_misspelled_is_not_told_as_well(tmp_path: Path) -> None:
    collections = "  a: {onws: {customer: customers, by: {x: id}}, erase: delete}\n"
    collections += "  b: {owns: {customer: a, by: {x: id}}, erase: delete}\n"
    (problem,) = problems(tmp_path, collections)
    assert "'onws'" in problem.wrong


def test_what_makes_sense_is_accepted(tmp_path: Path) -> None:
    collections = """\
  parts: {fields: {name: none}}
  comments:
    owns: [{customer: customers, by: {author: id}}, {customer: comments, by: {parent: id}}]
    erase: unlink
  guests: {refers: {customer: guests, by: {invited_by: id}}, person: customer, identities: {email: e}, erase: delete}
  rooms: {shares: {customer: members, by: {id: room_id}}}
  members: {owns: {customer: customers, by: {customer_id: id}}, erase: delete}
  notes:
    owns: {customer: customers, by: {about: id}, when: {kind: [1, 2], of: null, to: not null}}
    shares: {customer: customers, by: {about: id}, when: {kind: 3}}
    erase: {keep: 2 weeks after written, because: Law., unlink: true, then: mask}
    keep_for: 1 month after written
    fields: {text: {is: user.content, erase: {constant: {a: [1]}}}, id: {is: user, erase: {generalise: 2}}}
"""
    assert problems(tmp_path, collections) == []
