"""The examples in docs/data-map.md are maps that load, and that editors accept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from json_schema_subset import errors
from map_files import BLOCKS, line_of
from ruamel.yaml import YAML

from pellucid.engine.datamap.loading import load
from pellucid.engine.datamap.model import (
    Condition,
    DataMap,
    Duration,
    Erase,
    EraseAction,
    Field,
    Keep,
    Limits,
    LinkKind,
    MaskSpec,
    Place,
)
from pellucid.engine.datamap.schema import schema_text

CRM = """\
store: crm
url: ${CRM_URL}
collections:
  contacts:
    person: customer
    identities: {email: mail}
    erase: delete
    fields: {mail: user.contact.email}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {**{f"map/{name}": block for name, block in BLOCKS.items()}, "crm/map": CRM}.items():
        file = tmp_path / f"{name}.yml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return Path("map")


@pytest.fixture
def datamap(folder: Path) -> DataMap:
    return load(folder)


def test_the_examples_load(datamap: DataMap) -> None:
    assert list(datamap.persons) == ["customer", "staff"]
    assert datamap.persons["customer"].identities == {"user_id": True, "email": True, "phone": False}
    assert datamap.categories["user.loyalty"] == "Points and level in the loyalty programme"
    assert datamap.categories["user.contact.email"] == "E-mail address"
    assert set(datamap.stores) == {"shop", "crm"}
    shop = datamap.stores["shop"]
    assert (shop.url, shop.replica, shop.region) == ("${SHOP_URL}", "${SHOP_REPLICA_URL}", "eu")
    assert shop.limits == Limits(5.0, 60.0, 5000, 1_000_000)


def test_a_person_and_its_fields(datamap: DataMap) -> None:
    customers = datamap.stores["shop"].collections["customers"]
    assert (customers.person, customers.table, customers.where) == ("customer", "customers", "shop.customers")
    assert customers.identities == {"user_id": "id", "email": "email"}
    assert customers.restrict == (("restricted", True),)
    fields = {name: (f.category, f.erase, f.provided) for name, f in customers.fields.items()}
    assert fields == {
        "email": ("user.contact.email", None, True),
        "name": ("user.name", None, True),
        "birth_date": ("user.demographic.date_of_birth", MaskSpec("generalise", (("to", "year"),)), True),
        "locale": ("none", None, True),
        "score": ("user.behavior", None, False),
        "profile": ("none", None, True),
        "profile.contact.phone": ("user.contact.phone_number", None, True),
        "profile.devices[*].name": ("user.device", MaskSpec("null"), True),
    }
    inner = customers.fields["profile.devices[*].name"]
    assert (inner.column, inner.path) == ("profile", "devices[*].name")
    (effect,) = customers.effects
    assert (effect.name, effect.writes) == ("customers_audit_trg", ("customers_audit",))


def test_links(datamap: DataMap) -> None:
    collections = datamap.stores["shop"].collections
    (tickets,) = collections["tickets"].links
    assert (tickets.kind, tickets.target, tickets.on) == (LinkKind.OWNS, "identities", (("email", "email"),))
    sender, recipient = collections["messages"].links
    assert (sender.hide, sender.mask) == (("recipient_ip",), ("sender_name",))
    assert (recipient.on, recipient.unlink) == ((("recipient_id", "id"),), None)
    owns, refers = collections["comments"].links
    assert (owns.kind, refers.kind) == (LinkKind.OWNS, LinkKind.REFERS)
    assert refers.when == (Condition("subject_type", ("invoice",)),)
    assert refers.unlink == (("subject_id", 0),)


def test_erasure_and_retention(datamap: DataMap) -> None:
    collections = datamap.stores["shop"].collections
    assert collections["sessions"].keep_for == Duration(90, "day", "last_seen")
    erase = collections["invoices"].erase
    assert erase == Erase(
        EraseAction.KEEP,
        Keep("Tax law asks us to keep invoices (HGB 257).", Duration(10, "year", "issued_on")),
        then=EraseAction.DELETE,
        place=erase.place,
    )
    assert collections["messages"].erase is None
    redact = MaskSpec("redact", (("categories", ("user.name", "user.contact")),))
    body = collections["messages"].fields["body"]
    assert body == Field("body", "body", "user.content", erase=redact, place=body.place)


def test_each_part_knows_its_line(datamap: DataMap) -> None:
    def place(part: str) -> Place:
        return Place("map/shop.yml", line_of(BLOCKS["shop"], part))

    shop = datamap.stores["shop"]
    customers, messages = shop.collections["customers"], shop.collections["messages"]
    assert shop.place == place("store: shop")
    assert customers.place == place("  customers:")
    assert customers.erase.place == place("erase: delete ")
    assert customers.fields["profile.contact.phone"].place == place("contact.phone:")
    assert customers.effects[0].place == place("customers_audit_trg:")
    assert [link.place for link in messages.links] == [place("{sender_id: id}"), place("{recipient_id: id}")]
    assert shop.collections["tickets"].links[0].place == place("owns: {customer: identities")
    assert datamap.persons["staff"].place == Place("map/map.yml", line_of(BLOCKS["map"], "  staff:"))


@pytest.mark.parametrize("name", BLOCKS)
def test_editors_accept_the_examples(name: str) -> None:
    schema = json.loads(schema_text())
    assert list(errors(YAML(typ="safe", pure=True).load(BLOCKS[name]), schema, schema)) == []
