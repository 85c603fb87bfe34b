"""Whatever is wrong in a map is told with its line and a mend, everything at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from map_files import PERSONS, line_of, problems, store, write

from pellucid.engine.datamap.loading import check, load
from pellucid.engine.errors import MapError

ORDERS = "  orders: {owns: {customer: customers, by: {customer_id: id}}, erase: delete, fields: {note: user.content}}\n"

WRONG = {
    # The shape of things
    "misspelled key": ("  orders: {onws: []}", "onws", "there is no 'onws' in shop.orders", "Did you mean 'owns'?"),
    "not a mapping": ("  orders: [1]", "orders", "shop.orders must hold keys", "Write it as a mapping"),
    "empty text": ("  orders: {table: }", "orders", "`table` of shop.orders is empty", "take the key out"),
    "number for text": ("  orders: {table: 5}", "orders", "`table` of shop.orders must be text", "quote"),
    "flag": ("  o: {fields: {a: {is: none, provided: yes}}}", "o:", "must be true or false", "Write true or false"),
    "collection called identities": (
        "  identities: {table: x}",
        "identities: {table",
        "no name for a collection",
        "`table`",
    ),
    "duplicate key": ("  a: {table: x, table: y}", "a:", "'table' stands here twice, first on line 9", "Keep one."),
    # Names
    "category": (
        ORDERS.replace("user.content", "user.contact.emial"),
        "orders:",
        "there is no category 'user.contact.emial'",
        "'user.contact.email'",
    ),
    "retired category": (
        ORDERS.replace("user.content", "user.childrens"),
        "orders:",
        "there is no category 'user.childrens'",
        "called user.children now",
    ),
    "system category": (
        ORDERS.replace("user.content", "system.operations"),
        "orders:",
        "there is no category 'system.operations'",
        "Write none",
    ),
    "redacted category": (
        "  o: {refers: {customer: customers, by: {a: id}}, fields: {t: {is: user, erase: {redact: [user.nam]}}}}",
        "o:",
        "there is no category 'user.nam'",
        "'user.name'",
    ),
    "kind of person": ("  o: {person: custommer, erase: delete}", "o:", "no kind of person 'custommer'", "'customer'"),
    "kind of person of a link": (
        "  o: {refers: {custommer: customers, by: {a: id}}}",
        "o:",
        "no kind of person 'custommer'",
        "'customer'",
    ),
    "identity": (
        "  o: {person: customer, identities: {emial: e}, erase: delete}",
        "o:",
        "no identity 'emial'",
        "'email'",
    ),
    "identity of a link": (
        "  o: {refers: {customer: identities, by: {a: mail}}}",
        "o:",
        "customer has no identity 'mail'",
        "'email'",
    ),
    "identities of nobody": ("  o: {identities: {email: e}}", "o:", "do not say whose", "person: KIND"),
    "target": (
        "  o: {refers: {customer: customer, by: {a: id}}}",
        "o:",
        "'customer' is no collection of shop",
        "'customers'",
    ),
    "hidden field": (
        "  o: {sees: {customer: customers, by: {a: id}, hide: [notee]}, fields: {note: user.content}}",
        "o:",
        "`hide` in `sees` of shop.o: 'notee' is no field of it",
        "'note'",
    ),
    "masked field": (
        "  o: {sees: {customer: customers, by: {a: id}, mask: note}}",
        "o:",
        "`mask` in `sees` of shop.o: 'note' is no field of it",
        "Declare it under `fields`",
    ),
    "same table": ("  o: {table: customers}", "o:", "shop.o and shop.customers are the same table", "one collection"),
    "effect": (
        "  o: {effects: {trg: {does: Writes., writes: [customer]}}}",
        "o:",
        "writes 'customer', which is no collection of shop",
        "'customers'",
    ),
    "idle effect": ("  o: {effects: {trg: {writes: []}}}", "o:", "does not say what it does", "Add does"),
    # Links
    "link without by": ("  o: {refers: {customer: customers}}", "o:", "does not say by which columns", "by:"),
    "link without person": ("  o: {refers: {by: {a: id}}}", "o:", "does not say whose", "{customer: customers"),
    "link as text": ("  o: {refers: customers}", "o:", "must say whose", "{customer: customers"),
    "link option": (
        "  o: {refers: {customer: customers, by: {a: id}, hdie: [x]}}",
        "o:",
        "there is no 'hdie' in `refers` of shop.o",
        "'hide'",
    ),
    "two kinds": (
        "  o: {refers: {customer: customers, staff: customers, by: {a: id}}}",
        "o:",
        "names two kinds of person",
        "a list of two links",
    ),
    "quoted null": (
        "  o: {refers: {customer: customers, by: {a: id}, when: {x: 'null'}}}",
        "o:",
        "compares 'x' with the word null",
        "without quotes",
    ),
    "condition": (
        "  o: {refers: {customer: customers, by: {a: id}, when: {x: [1, null]}}}",
        "o:",
        "cannot compare 'x' with this",
        "null or not null",
    ),
    "unlink": (
        "  o: {refers: {customer: customers, by: {a: id}, unlink: {a: [1]}}}",
        "o:",
        "cannot write this into 'a'",
        "a whole number",
    ),
    "hide on refers": (
        "  o: {refers: {customer: customers, by: {a: id}, hide: [n]}, fields: {n: none}}",
        "o:",
        "not in the copy anyway",
        "Take `hide` out",
    ),
    "mask on owns": (
        "  o: {owns: {customer: customers, by: {a: id}, mask: [n]}, erase: delete, fields: {n: user.name}}",
        "o:",
        "`mask` is for rows that stay",
        "their own `erase`",
    ),
    "same link twice": (
        "  o: {refers: [{customer: customers, by: {a: id}}, {customer: customers, by: {a: id}}]}",
        "o:",
        "says the same as the link at",
        "one link",
    ),
    "owned and shared": (
        "  o: {owns: {customer: customers, by: {a: id}}, shares: {customer: customers, by: {b: id}}, erase: delete}",
        "o:",
        "rows that have an owner",
        "Write sees",
    ),
    "a person owned by another": (
        "  o: {person: customer, identities: {email: e}, owns: {customer: customers, by: {boss: id}}, erase: delete}",
        "o:",
        "each row is a customer",
        "Write refers",
    ),
    "owned by a shared identity": (
        "  o: {owns: {customer: identities, by: {tel: phone}}, erase: delete}",
        "o:",
        "phone may be shared",
        "unique identity",
    ),
    # Reach
    "nobody's": ("  o: {fields: {n: user.name}}", "o:", "no identity reaches it", "Add person: KIND"),
    "back to itself": (
        "  o: {owns: {customer: o, by: {parent_id: id}}, erase: delete}",
        "o:",
        "leads only back to itself: o -> o",
        "`person`",
    ),
    "dead end": (
        "  a: {fields: {x: none}}\n  o: {owns: {customer: a, by: {a_id: id}}, erase: delete}",
        "o:",
        "no customer reaches a",
        "Link a to",
    ),
    "another kind's": (
        "  o: {owns: {staff: customers, by: {a: id}}, erase: delete}",
        "o:",
        "no staff reaches customers",
        "Link customers to",
    ),
    "refers to what stays": (
        "  a: {sees: {customer: customers, by: {c: id}}}\n  o: {refers: {customer: a, by: {a_id: id}}}",
        "o:",
        "rows of a stay when a customer leaves",
        "owns or shares",
    ),
    "person without identity": ("  o: {person: staff, erase: delete}", "o:", "no unique identity finds", "staff_no"),
    "person with a shared identity": (
        "  o: {person: customer, identities: {phone: tel}, erase: delete}",
        "o:",
        "no unique identity finds",
        "user_id, email",
    ),
    # Erasure
    "no erase": (
        "  o: {owns: {customer: customers, by: {a: id}}}",
        "o:",
        "does not say what erasure does",
        "delete, mask, unlink or {keep: 10 years after COLUMN, because: REASON}",
    ),
    "idle erase": (
        "  o: {refers: {customer: customers, by: {a: id}}, erase: delete}",
        "o:",
        "its `erase` never happens",
        "Take `erase` out",
    ),
    "keep alone": ("  o: {erase: keep}", "o:", "kept without a reason", "because"),
    "keep without because": ("  o: {erase: {keep: always}}", "o:", "kept without a reason", "because"),
    "keep without time": ("  o: {erase: {because: Law.}}", "o:", "not said how long", "keep: always"),
    "keep for a while": ("  o: {erase: {keep: long, because: Law.}}", "o:", "must be a time after a column", "90 days"),
    "always, then": (
        "  o: {erase: {keep: always, because: Law., then: delete}}",
        "o:",
        "`then` never comes",
        "Take `then` out",
    ),
    "then": (
        "  o: {erase: {keep: 1 year after x, because: Law., then: delte}}",
        "o:",
        "`then` of shop.o cannot be 'delte'",
        "'delete'",
    ),
    "erase": ("  o: {erase: delte}", "o:", "erasure cannot do this", "'delete'"),
    "mask for rows": ("  o: {erase: hash}", "o:", "hash is a mask for one field", "erase: mask here"),
    "nothing to mask": (
        "  o: {owns: {customer: customers, by: {a: id}}, erase: mask, fields: {n: none}}",
        "o:",
        "no field of it is personal",
        "`fields`",
    ),
    "nothing to cut": (
        "  o: {person: staff, identities: {staff_no: no}, erase: unlink, fields: {n: user.name}}",
        "o:",
        "no link that erasure could cut",
        "mask in place of unlink",
    ),
    "retention": ("  o: {keep_for: 90 days}", "o:", "`keep_for` of shop.o must be a time after a column", "last_seen"),
    # Fields and masks
    "field without category": ("  o: {fields: {a: {provided: true}}}", "o:", "shop.o.a has no category", "is: none"),
    "bare null": ("  o: {fields: {a: {is: user, erase: null}}}", "o:", "is a bare null", '"null"'),
    "null constant": ("  o: {fields: {a: {is: user, erase: {constant: null}}}}", "o:", "given nothing", '"null"'),
    "mask": ("  o: {fields: {a: {is: user, erase: pseudonim}}}", "o:", "no mask 'pseudonim'", "'pseudonym'"),
    "mask without argument": (
        "  o: {fields: {a: {is: user, erase: redact}}}",
        "o:",
        "redact of shop.o.a needs to know more",
        "{redact: [user.name, user.contact]}",
    ),
    "mask with argument": ("  o: {fields: {a: {is: user, erase: {hash: 1}}}}", "o:", "hash takes nothing", "'hash'"),
    "generalise": (
        "  o: {fields: {a: {is: user, erase: {generalise: day}}}}",
        "o:",
        "does not know this target",
        "year",
    ),
    "redact nothing": ("  o: {fields: {a: {is: user, erase: {redact: []}}}}", "o:", "given nothing", "[user.name"),
    "delete a field": (
        "  o: {fields: {a: {is: user, erase: delete}}}",
        "o:",
        "cannot be erased by delete",
        "whole rows",
    ),
    "keep a field": ("  o: {fields: {a: {is: user, erase: keep}}}", "o:", "cannot be erased by keep", "because"),
    "keep a field for a time": (
        "  o: {fields: {a: {is: user, erase: {keep: 1 year after x, because: Law.}}}}",
        "o:",
        "one field cannot be kept for a time",
        "keep: always",
    ),
    "kept in a deleted row": (
        ORDERS.replace("user.content", "{is: user, erase: {keep: always, because: Law.}}"),
        "orders:",
        "kept always, but its row is deleted",
        "erase: mask",
    ),
    "erased though not personal": (
        ORDERS.replace("user.content", "{is: none, erase: hash}"),
        "orders:",
        "not personal, yet erased",
        "Give it a category",
    ),
    "path": ("  o: {fields: {a: {is: none, inside: {'x..y': user}}}}", "o:", "not a path into JSON", "devices[*].name"),
    "inside and whole": (
        ORDERS.replace("user.content", "{is: user, erase: hash, inside: {x: {is: user.name, erase: hash}}}"),
        "orders:",
        "erased as a whole",
        "or what is inside it",
    ),
    "column and path": (
        "  o: {fields: {a.b: none, a: {is: none, inside: {b: none}}}}",
        "o:",
        "both a column and a path",
        "Declare it once",
    ),
    "restrict": ("  o: {restrict: {a: 1.5}}", "o:", "cannot write this into 'a'", "true or false"),
}


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
