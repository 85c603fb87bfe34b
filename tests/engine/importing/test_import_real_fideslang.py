"""Ethyca's own example files become a data map that loads."""

from __future__ import annotations

from pathlib import Path

import pytest
from fideslang_files import Imported, import_files

from pellucid.engine.datamap.model import EraseAction
from pellucid.engine.errors import MapError
from pellucid.engine.importing import import_fideslang

FOLDER = Path(__file__).parents[3] / ".." / "shared" / "data" / "fideslang"
FILES = [FOLDER / f"{name}_example.yml" for name in ("postgres", "mongo", "systems")]
POSTGRES, MONGO = "postgres_example_test_dataset", "mongo_test"

pytestmark = pytest.mark.skipif(not all(file.exists() for file in FILES), reason="needs ../shared/data/fideslang")


@pytest.fixture
def imported(tmp_path: Path) -> Imported:
    return import_files(tmp_path, *FILES)


def test_both_stores_and_both_kinds_of_person_are_there(imported: Imported) -> None:
    assert set(imported.datamap.stores) == {POSTGRES, MONGO}
    assert imported.datamap.persons["customer"].identities == {"customer_id": True, "email": True}
    assert imported.datamap.persons["employee"].identities == {"email": True}
    customers = imported.collection(POSTGRES, "customer")
    assert (customers.person, customers.identities) == ("customer", {"email": "email", "customer_id": "id"})


def test_rows_belong_to_the_person_whose_key_they_hold(imported: Imported) -> None:
    assert imported.links(POSTGRES, "orders") == {"owns customer: customer by customer_id=id"}
    assert imported.links(POSTGRES, "order_item") == {"owns customer: orders by order_id=id"}


def test_another_store_finds_the_person_by_an_identity(imported: Imported) -> None:
    assert imported.links(MONGO, "customer_details") == {"owns customer: identities by customer_id=customer_id"}


def test_an_address_that_several_may_share_is_not_owned_by_one(imported: Imported) -> None:
    links = imported.links(POSTGRES, "address")
    assert "shares customer: customer by id=address_id" in links
    assert "shares employee: employee by id=address_id" in links
    assert not any(link.startswith("owns") for link in links)


def test_a_product_belongs_to_nobody_though_orders_point_at_it(imported: Imported) -> None:
    assert imported.links(POSTGRES, "product") == set()


def test_what_is_pointed_at_is_masked_and_what_is_not_is_deleted(imported: Imported) -> None:
    actions = {
        name: erase.action
        for name, collection in imported.datamap.stores[POSTGRES].collections.items()
        if (erase := collection.erase)
    }
    assert actions["customer"] == actions["orders"] == EraseAction.MASK
    assert actions["login"] == actions["payment_card"] == actions["visit"] == EraseAction.DELETE


def test_an_identity_is_personal_whatever_its_category_says(imported: Imported) -> None:
    assert imported.collection(POSTGRES, "service_request").fields["email"].category == "user.contact.email"


def test_what_nobody_reaches_is_left_out_and_told(imported: Imported) -> None:
    left_out = {"flights", "conversations", "payment_card", "rewards"}
    assert not left_out & set(imported.datamap.stores[MONGO].collections)
    for name in left_out:
        assert imported.said(f"nothing leads from a person to {name}")
        assert f"\n#   {name}:\n" in imported.text


def test_every_file_alone_loads_too(tmp_path: Path) -> None:
    for file in FILES[:2]:
        folder = tmp_path / file.stem
        folder.mkdir()
        assert len(import_files(folder, file).datamap.stores) == 1


def test_systems_without_datasets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MapError, match="no dataset") as error:
        import_fideslang(FILES[2:], tmp_path / "map")
    assert [problem.where for problem in error.value.problems] == [f"{FILES[2]}:2"]
