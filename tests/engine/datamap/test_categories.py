"""The built-in categories, and the names that they had before."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pellucid.engine.datamap.categories import built_in, successor

FIDESLANG = Path(__file__).parents[4] / "shared" / "data" / "fideslang"


def test_every_category_has_its_parents_and_words_of_its_own() -> None:
    catalogue = built_in()
    assert len(catalogue) > 85
    assert {name.rpartition(".")[0] for name in catalogue} - {""} <= catalogue.keys()
    assert len(set(catalogue.values())) == len(catalogue)
    assert all(words[0].isupper() and "_" not in words and not words.endswith(".") for words in catalogue.values())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("user.contact.email", "user.contact.email"),
        ("user.childrens", "user.children"),
        ("user.sensor", "user.device.sensor"),
        ("user.health.symptons", "user.health.symptoms"),
        ("user.health_and_medical.record_id", "user.health.record_id"),
        ("user.biometric.voice", "user.biometrics.voice"),
        ("user.biometric.health", "user.biometrics"),
        ("user.provided.identifiable.contact.email", "user.contact.email"),
        ("user.derived.identifiable.device.ip_address", "user.device.ip_address"),
        ("user.provided.identifiable.biometric", "user.biometrics"),
        ("user.provided.identifiable.date_of_birth", "user.demographic.date_of_birth"),
        ("system.operations", "none"),
        ("system.authentication.anything", "none"),
        ("none", "none"),
        ("user.contact.emial", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_name_of_an_earlier_version_leads_to_its_successor(old: str, new: str | None) -> None:
    assert successor(old) == new


def test_every_retired_name_leads_somewhere_and_is_not_in_use() -> None:
    file = Path(__file__).parents[3] / "src/pellucid/engine/datamap/categories.yml"
    for old in YAML(typ="safe", pure=True).load(file)["retired"]:
        assert old not in built_in()
        assert successor(old) is not None


@pytest.mark.skipif(not FIDESLANG.is_dir(), reason="the fideslang examples are not here")
def test_every_category_of_the_fideslang_examples_is_known() -> None:
    found: set[str] = set()

    def collect(node: object) -> None:
        if isinstance(node, dict):
            found.update(node.get("data_categories") or [])
            for inner in node.values():
                collect(inner)
        elif isinstance(node, list):
            for inner in node:
                collect(inner)

    for file in FIDESLANG.glob("*.yml"):
        collect(YAML(typ="safe", pure=True).load(file))
    assert len(found) > 10
    assert {name for name in found if successor(name) is None} == set()
