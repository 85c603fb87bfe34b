"""Every shape of fideslang in the wild is imported, and what cannot be translated is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from fideslang_files import import_texts
from fideslang_shop import SHOP, shop


def test_the_older_fidesops_meta_is_read_like_fides_meta(tmp_path: Path) -> None:
    imported = import_texts(tmp_path, SHOP.replace("fides_meta", "fidesops_meta"))
    assert imported.collection("shop", "users").identities == {"email": "email"}


def test_nested_fields_become_paths_and_lists_every_item(tmp_path: Path) -> None:
    imported = import_texts(
        tmp_path,
        shop("""\
          - name: profiles
            fields:
              - name: email
                fides_meta: {identity: email}
              - name: contact
                fields:
                  - {name: phone, data_categories: [user.contact.phone_number]}
                  - name: address
                    fields:
                      - {name: city, data_categories: [user.contact.address.city]}
              - name: devices
                fides_meta: {data_type: "object[]"}
                fields:
                  - {name: ip, data_categories: [user.device.ip_address]}
                  - {name: tags, data_categories: [user.device], fides_meta: {data_type: "string[]"}}
              - {name: nicknames, data_categories: [user.name], fides_meta: {data_type: "string[]"}}
              - {name: plan.tier, data_categories: [user.account]}
"""),
    )
    fields = imported.collection("shop", "profiles").fields
    assert {name: field.category for name, field in fields.items()} == {
        "email": "user.contact.email",
        "contact": "none",
        "contact.phone": "user.contact.phone_number",
        "contact.address.city": "user.contact.address.city",
        "devices": "none",
        "devices.[*].ip": "user.device.ip_address",
        "devices.[*].tags[*]": "user.device",
        "nicknames": "user.name",
        "plan": "none",
        "plan.tier": "user.account",
    }


@pytest.mark.parametrize(
    ("holder", "key"),
    [
        ("references: [{dataset: shop, field: users.id, direction: from}]", ""),
        ("references: [{dataset: shop, field: users.id}]", ""),
        ("references: [{dataset: shop, field: users.id, direction: to}]", ""),
        ("", "references: [{dataset: shop, field: orders.user_id, direction: to}]"),
        ("", "references: [{dataset: shop, field: orders.user_id}]"),
    ],
)
def test_whichever_way_a_reference_is_written_the_row_belongs_to_the_key_it_holds(
    tmp_path: Path, holder: str, key: str
) -> None:
    text = SHOP.replace("{primary_key: True}", f"{{primary_key: True, {key}}}")
    imported = import_texts(
        tmp_path,
        text
        + f"""\
          - name: orders
            fields:
              - {{name: user_id, data_categories: [user.unique_id], fides_meta: {{{holder}}}}}
""",
    )
    assert imported.links("shop", "orders") == {"owns user: users by user_id=id"}


def test_a_row_that_only_points_at_itself_or_at_another_person_keeps_its_owner(tmp_path: Path) -> None:
    imported = import_texts(
        tmp_path,
        shop("""\
          - name: employees
            fields:
              - {name: id, fides_meta: {primary_key: True}}
              - {name: email, fides_meta: {identity: email}}
              - name: manager_id
                fides_meta: {references: [{dataset: shop, field: employees.id, direction: from}]}
"""),
    )
    assert imported.links("shop", "employees") == {"refers employee: employees by manager_id=id"}


def test_two_people_in_one_row_share_it(tmp_path: Path) -> None:
    imported = import_texts(
        tmp_path,
        shop("""\
          - name: messages
            fields:
              - name: sender_id
                fides_meta: {references: [{dataset: shop, field: users.id, direction: from}]}
              - name: recipient_id
                fides_meta: {references: [{dataset: shop, field: users.id, direction: from}]}
              - {name: body, data_categories: [user.content]}
"""),
    )
    assert imported.links("shop", "messages") == {
        "shares user: users by sender_id=id",
        "shares user: users by recipient_id=id",
    }


def test_a_reference_to_a_store_that_was_not_given_becomes_an_identity(tmp_path: Path) -> None:
    imported = import_texts(
        tmp_path,
        """\
        dataset:
          - fides_key: crm
            collections:
              - name: notes
                fields:
                  - name: customer_id
                    data_categories: [user.unique_id]
                    fides_meta: {references: [{dataset: elsewhere, field: customers.id, direction: from}]}
        """,
    )
    assert imported.datamap.persons["customer"].identities == {"customer_id": True}
    assert imported.links("crm", "notes") == {"owns customer: identities by customer_id=customer_id"}
    assert imported.said("dataset elsewhere is not among these files")


def test_a_template_takes_the_name_of_its_file_and_e_mail_addresses_stand_for_the_identity(tmp_path: Path) -> None:
    text = """\
        dataset:
          - fides_key: <instance_fides_key>
            name: Mailer
            collections:
              - name: member
                fields:
                  - {name: id, data_categories: [user.unique_id], fidesops_meta: {primary_key: True}}
                  - {name: email_address, data_categories: [user.contact.email]}
                  - name: notes
                    fidesops_meta:
                      references: [{dataset: <instance_fides_key>, field: member.id, direction: from}]
              - name: campaign
                fields: [{name: id, data_categories: [system.operations]}]
        """
    imported = import_texts(tmp_path, text, text, name="mailer")
    assert set(imported.datamap.stores) == {"mailer", "mailer1"}
    assert imported.collection("mailer", "member").identities == {"email": "email_address"}
    assert imported.said("is left to a template")
    assert imported.said("no field of this dataset is marked as an identity")


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("user.provided.identifiable.contact.email", "user.contact.email"),
        ("user.provided.identifiable.contact.city", "user.contact.address.city"),
        ("user.derived.identifiable.device.ip_address", "user.device.ip_address"),
        ("user.provided.identifiable.financial.account_number", "user.financial.bank_account"),
        ("account.contact.phone_number", "user.contact.phone_number"),
        ("user.derived", "user"),
        ("user.sensor", "user.device.sensor"),
    ],
)
def test_a_retired_category_becomes_its_successor_and_is_told(tmp_path: Path, written: str, category: str) -> None:
    imported = import_texts(tmp_path, SHOP.replace("[user.contact.email]", f"[{written}]"))
    assert imported.collection("shop", "users").fields["email"].category == category
    assert [problem.where.rpartition(":")[2] for problem in imported.said("is retired")] == ["9"]


def test_an_unknown_category_becomes_the_maps_own(tmp_path: Path) -> None:
    imported = import_texts(tmp_path, SHOP.replace("[user.contact.email]", "[user.loyalty.Points-Total]"))
    assert imported.collection("shop", "users").fields["email"].category == "user.loyalty.points_total"
    assert imported.said("is unknown")


def test_a_category_that_the_file_declares_keeps_its_words(tmp_path: Path) -> None:
    text = SHOP.replace("[user.contact.email]", "[user.loyalty]")
    declared = "data_category: [{fides_key: user.loyalty, description: 'Points: many'}]\n"
    imported = import_texts(tmp_path, text, declared)
    assert imported.datamap.categories["user.loyalty"] == "Points: many"
    assert not imported.said("is unknown")


def test_categories_of_a_dataset_or_collection_count_where_a_field_has_none(tmp_path: Path) -> None:
    imported = import_texts(
        tmp_path,
        """\
        dataset:
          - fides_key: shop
            data_categories: [user.behavior]
            collections:
              - name: visits
                fields:
                  - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
                  - {name: page}
              - name: scans
                data_categories: [user.biometrics]
                fields:
                  - {name: email, data_categories: [user.contact.email, user.contact, system.operations],
                     fides_meta: {identity: email}}
                  - scan
        """,
    )
    assert imported.collection("shop", "visits").fields["page"].category == "user.behavior"
    assert imported.collection("shop", "scans").fields["scan"].category == "user.biometrics"
    assert not imported.said("several categories")


def test_a_field_without_a_category_is_not_called_impersonal(tmp_path: Path) -> None:
    imported = import_texts(
        tmp_path,
        shop("""\
          - name: notes
            fields:
              - {name: email, fides_meta: {identity: email}}
              - {name: mystery}
"""),
    )
    assert set(imported.collection("shop", "notes").fields) == {"email"}
    assert "no category given: mystery" in imported.text
    assert imported.said("a field without a category")


QUIRKS = {
    "dataset": ["organization_fides_key: default", "meta: {a: b}", "retention: forever", "data_qualifier: aggregated",
                "saas_config: {type: x}", "fides_meta: {after: [other], namespace: {dataset_id: x}}", "colour: blue"],
    "collection": ["fides_meta: {after: [a.b], erase_after: [shop.users], partitioning: [{field: x}]}",
                   "retention: 1 year", "data_qualifier: aggregated", "smell: sweet"],
    "field": ["retention: x", "data_qualifier: y", "fides_meta: {read_only: True, return_all_elements: true}",
              "fides_meta: {custom_request_field: tenant, wibble: wobble}", "taste: sour"],
}  # fmt: skip


@pytest.mark.parametrize(("level", "line"), [(level, line) for level, lines in QUIRKS.items() for line in lines])
def test_keys_without_a_place_are_told_with_their_line_and_never_fail(tmp_path: Path, level: str, line: str) -> None:
    indent, before = {"dataset": (8, "collections:"), "collection": (12, "fields:"), "field": (16, "END")}[level]
    lines = [
        "dataset:",
        "      - fides_key: shop",
        "        collections:",
        "          - name: users",
        "            fields:",
        "              - name: email",
        "                data_categories: [user.contact.email]",
        "              - {name: id, fides_meta: {primary_key: True, identity: user_id}}",
    ]
    at = next((i for i, text in enumerate(lines) if text.strip() == before), len(lines) - 1)
    lines.insert(at, " " * indent + line)
    imported = import_texts(tmp_path, "\n".join(lines))
    told = imported.said("was left out")
    assert told
    assert all(problem.where.endswith(f":{at + 1}") and problem.mend for problem in told)


def test_null_says_nothing_and_nothing_is_told(tmp_path: Path) -> None:
    clean = import_texts(tmp_path, SHOP)
    text = SHOP.replace(
        "fides_key: shop", "fides_key: shop\n        meta: null\n        tags: null\n        fides_meta: {after: null}"
    )
    (tmp_path / "two").mkdir()
    assert len(import_texts(tmp_path / "two", text).problems) == len(clean.problems) == 1
