"""What the importer decides where fideslang leaves it open."""

from __future__ import annotations

from pathlib import Path

from fideslang_files import import_texts
from fideslang_shop import SHOP, shop

from pellucid.engine.datamap.model import EraseAction, MaskSpec


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
