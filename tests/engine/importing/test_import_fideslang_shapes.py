"""Every shape of fideslang in the wild is imported, and what cannot be translated is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from fideslang_files import import_texts

from pellucid.engine.datamap.model import EraseAction, MaskSpec

SHOP = """\
    dataset:
      - fides_key: shop
        collections:
          - name: users
            fields:
              - name: id
                fides_meta: {primary_key: True}
              - name: email
                data_categories: [user.contact.email]
                fides_meta: {identity: email}
"""


def shop(*collections: str) -> str:
    return SHOP + "".join(collections)


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


def test_a_skipped_collection_stands_in_the_map_as_a_comment(tmp_path: Path) -> None:
    imported = import_texts(
        tmp_path,
        shop("""\
          - name: logs
            fides_meta: {skip_processing: true}
            fields: [{name: ip, data_categories: [user.device.ip_address]}]
"""),
    )
    assert "logs" not in imported.datamap.stores["shop"].collections
    assert "\n#   logs:\n" in imported.text
    assert imported.said("skip_processing")


def test_masking_overrides_become_masks_where_the_row_stays(tmp_path: Path) -> None:
    strategies = {
        "a": ("{strategy: null_rewrite}", MaskSpec("null")),
        "b": ("{strategy: string_rewrite, configuration: {rewrite_value: '12 \"34'}}",
              MaskSpec("constant", (("value", '12 "34'),))),
        "c": ("{strategy: random_string_rewrite, configuration: {format_preservation: {suffix: '@x.y'}}}",
              MaskSpec("email")),
        "d": ("{strategy: hash}", MaskSpec("hash")),
        "e": ("{strategy: unheard_of}", None),
    }  # fmt: skip
    fields = "".join(
        f"              - {{name: {name}, data_categories: [user], fides_meta: {{masking_strategy_override: {how}}}}}\n"
        for name, (how, _) in strategies.items()
    )
    orders = """\
          - name: orders
            fields:
              - name: user_id
                fides_meta: {references: [{dataset: shop, field: users.id, direction: from}]}
"""
    imported = import_texts(tmp_path, SHOP + fields + orders)
    users = imported.collection("shop", "users")
    assert {name: users.fields[name].erase for name in strategies} == {n: mask for n, (_, mask) in strategies.items()}


def test_a_collection_whose_rows_fides_deletes_is_deleted(tmp_path: Path) -> None:
    imported = import_texts(
        tmp_path,
        SHOP.replace(
            "- name: users", "- name: users\n            fides_meta: {masking_strategy_override: {strategy: delete}}"
        )
        + """\
          - name: orders
            fields:
              - name: user_id
                fides_meta: {references: [{dataset: shop, field: users.id, direction: from}]}
""",
    )
    erase = imported.collection("shop", "users").erase
    assert erase is not None
    assert erase.action is EraseAction.DELETE


def test_a_key_that_only_this_store_knows_leads_to_another_store(tmp_path: Path) -> None:
    crm = """\
        dataset:
          - fides_key: crm
            collections:
              - name: contacts
                fields:
                  - {name: id, fides_meta: {primary_key: True}}
                  - {name: email, fides_meta: {identity: email}}
                  - name: shop_user
                    data_categories: [user.unique_id]
                    fides_meta: {references: [{dataset: shop, field: users.id, direction: from}]}
"""
    imported = import_texts(tmp_path, SHOP, crm)
    assert imported.collection("shop", "users").identities == {"email": "email", "user_id": "id"}
    assert imported.collection("crm", "contacts").person == "user"
    assert imported.collection("crm", "contacts").identities == {"email": "email", "user_id": "shop_user"}


def test_very_old_and_odd_layouts_are_read(tmp_path: Path) -> None:
    fields = "[{name: id, fides_meta: {primary_key: true}}, {name: email, fides_meta: {identity: email}}]"
    shapes = {
        "bare": f"fides_key: bare\ncollections: [{{name: users, fields: {fields}}}]",
        "listed": f"- fides_key: listed\n  collections: [{{name: users, fields: {fields}}}]",
        "single": f"dataset: {{fides_key: single, collections: {{users: {{fields: {fields}}}}}}}",
        "flat": f"dataset: [{{fides_key: flat, fields: {fields}}}]",
        "aliased": f"x: &f {fields}\ndataset: [{{fides_key: aliased, collections: [{{name: users, fields: *f}}]}}]",
    }
    imported = import_texts(tmp_path, *shapes.values())
    assert set(imported.datamap.stores) == set(shapes)
    assert all("email" in imported.collection(s, "flat" if s == "flat" else "users").fields for s in shapes)


def test_names_that_look_like_something_else_stay_what_they_are(tmp_path: Path) -> None:
    names = ["yes", "null", "12", "1.5", "a b", "größe", "#x", "x: y", "'q'", '"', "-"]
    fields = "".join(
        f"              - name: '{name.replace(chr(39), chr(39) * 2)}'\n                data_categories: [user]\n"
        for name in names
    )
    imported = import_texts(tmp_path, SHOP + fields)
    known = set(imported.collection("shop", "users").fields)
    assert {*names, "1"} - {"1.5"} <= known


def test_a_table_beside_the_persons_is_not_taken_for_them(tmp_path: Path) -> None:
    imported = import_texts(
        tmp_path,
        shop("""\
          - name: user_logs
            fields:
              - {name: id, fides_meta: {primary_key: True}}
              - {name: email, fides_meta: {identity: email}}
"""),
    )
    assert imported.collection("shop", "user_logs").person is None
    assert imported.links("shop", "user_logs") == {"owns user: identities by email=email"}


def test_an_identity_that_a_family_may_share_finds_no_rows(tmp_path: Path) -> None:
    imported = import_texts(
        tmp_path,
        shop("""\
          - name: calls
            fields: [{name: phone, fides_meta: {identity: phone_number}}]
"""),
    )
    assert imported.datamap.persons["user"].identities == {"email": True, "phone_number": False}
    assert imported.said("phone_number may be shared")
    assert imported.said("nothing leads from a person to calls")


def test_a_store_is_never_called_like_the_map_itself(tmp_path: Path) -> None:
    imported = import_texts(tmp_path, SHOP.replace("fides_key: shop", "fides_key: map"))
    assert set(imported.datamap.stores) == {"map_store"}
