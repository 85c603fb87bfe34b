"""Maps are written in one way, and what a person wrote is left alone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from map_files import PERSONS, write

from pellucid.engine.datamap.loading import load
from pellucid.engine.datamap.writing import dump, round_trip, text_of

DRAFT = {
    "store": "shop",
    "url": "${SHOP_URL}",
    "collections": {
        "customers": {
            "person": "customer",
            "identities": {"user_id": "id", "email": "email"},
            "erase": "delete",
            "fields": {"email": "user.contact.email", "note": {"is": "user.content", "erase": "null"}},
        },
        "messages": {
            "shares": [
                {"customer": "customers", "by": {"sender_id": "id"}, "mask": ["sender"]},
                {"customer": "customers", "by": {"recipient_id": "id"}, "when": {"kind": ["a", "01"], "x": None}},
            ],
            "fields": {"sender": "user.name"},
        },
    },
}
TEXT = """\
store: shop
url: ${SHOP_URL}
collections:
  customers:
    person: customer
    identities: {user_id: id, email: email}
    erase: delete
    fields:
      email: user.contact.email
      note: {is: user.content, erase: 'null'}
  messages:
    shares:
      - {customer: customers, by: {sender_id: id}, mask: [sender]}
      - {customer: customers, by: {recipient_id: id}, when: {kind: [a, '01'], x: null}}
    fields:
      sender: user.name
"""


def test_a_draft_reads_as_a_person_would_write_it() -> None:
    assert text_of(DRAFT) == TEXT


def test_what_is_written_loads(tmp_path: Path) -> None:
    dump(DRAFT, write(tmp_path, map=PERSONS) / "shop.yml")
    messages = load(tmp_path).stores["shop"].collections["messages"]
    assert [link.mask for link in messages.links] == [("sender",), ()]
    assert {file.name for file in tmp_path.iterdir()} == {"map.yml", "shop.yml"}


def test_what_a_person_wrote_stays_while_parts_are_added(tmp_path: Path) -> None:
    file = tmp_path / "shop.yml"
    mine = '# Ours\nstore: "shop"   # the shop\n\ncollections:\n  a:\n    fields: {x: none,   y: "none"}\n'
    file.write_text(mine)
    file.chmod(0o640)
    document = round_trip().load(file)
    document["collections"]["b"] = {"fields": {"z": "none"}}
    document["collections"]["a"]["restrict"] = {"flag": True}
    dump(document, file)
    assert file.read_text() == (
        mine.replace(",   y", ", y") + "    restrict: {flag: true}\n  b:\n    fields:\n      z: none\n"
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "shop.yml"
    file.write_text("store: shop\n")
    with pytest.raises(Exception, match="represent"):
        dump({"store": object()}, file)
    assert file.read_text() == "store: shop\n"
    assert list(tmp_path.iterdir()) == [file]
