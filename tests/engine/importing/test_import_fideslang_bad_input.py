"""Whatever stands in a file, an import writes a map that loads, or says why not and writes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fideslang_files import import_files, import_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from pellucid.engine.datamap.loading import load
from pellucid.engine.errors import MapError
from pellucid.engine.importing import import_fideslang

KEYS = st.sampled_from(
    [
        *("fides_key", "name", "collections", "fields", "fides_meta", "fidesops_meta", "data_categories", "identity"),
        *("references", "dataset", "field", "direction", "primary_key", "data_type", "skip_processing", "description"),
        *("masking_strategy_override", "strategy", "after", "system", "<<", "*", ""),
    ]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), KEYS, st.sampled_from(["to", "email"])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=6),
    max_leaves=25,
)

NAMES = st.sampled_from(["users", "orders", "order_items", "addresses", "identities", "a.b", "Größe 1", "map"])
COLUMNS = st.sampled_from(["id", "email", "user_id", "address_id", "x.y", "nested"])
CATEGORIES = st.sampled_from(
    [
        "user.contact.email",
        "user.name",
        "system.operations",
        "user.provided.identifiable.name",
        "user.loyalty",
        "Ünknown",
    ]
)
DATASETS = st.sampled_from(["shop", "crm", "map", "<instance_fides_key>", "elsewhere"])


@st.composite
def metas(draw: st.DrawFn) -> dict[str, object]:
    meta: dict[str, object] = {}
    if draw(st.booleans()):
        meta["primary_key"] = True
    if draw(st.integers(0, 3)) == 0:
        meta["identity"] = draw(st.sampled_from(["email", "phone_number", "user id"]))
    if draw(st.integers(0, 4)) == 0:
        meta["data_type"] = draw(st.sampled_from(["string", "string[]", "object[]"]))
    if draw(st.booleans()):
        meta["references"] = [
            {
                "dataset": draw(DATASETS),
                "field": f"{draw(NAMES)}.{draw(COLUMNS)}",
                "direction": draw(st.sampled_from(["to", "from", None])),
            }
        ]
    return meta


@st.composite
def fields(draw: st.DrawFn, depth: int = 0) -> dict[str, object]:
    field: dict[str, object] = {
        "name": draw(COLUMNS),
        draw(st.sampled_from(["fides_meta", "fidesops_meta"])): draw(metas()),
    }
    if draw(st.booleans()):
        field["data_categories"] = draw(st.lists(CATEGORIES, max_size=2))
    if depth < 2 and draw(st.integers(0, 3)) == 0:
        field["fields"] = draw(st.lists(fields(depth + 1), max_size=3))
    return field


COLLECTIONS = st.fixed_dictionaries({"name": NAMES, "fields": st.lists(fields(), max_size=5)})
FILES = st.lists(
    st.fixed_dictionaries({"fides_key": DATASETS, "collections": st.lists(COLLECTIONS, max_size=5)}),
    min_size=1,
    max_size=3,
)


def written(folder: str, text: str) -> Path:
    file = Path(folder) / "odd.yml"
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    return file


@settings(deadline=None, max_examples=150)
@given(ANYTHING)
def test_anything_under_dataset_is_imported_or_refused_with_a_map_error(anything: object) -> None:
    with TemporaryDirectory() as folder:
        file = written(folder, json.dumps({"dataset": anything}))
        try:
            import_fideslang([file], Path(folder) / "map")
        except MapError:
            assert not (Path(folder) / "map").exists()
        else:
            load(Path(folder) / "map")


@settings(deadline=None, max_examples=150)
@given(FILES)
def test_every_combination_of_keys_references_and_identities_becomes_a_map_that_loads(datasets: object) -> None:
    with TemporaryDirectory() as folder:
        import_files(Path(folder), written(folder, json.dumps({"dataset": datasets})))


@settings(deadline=None)
@given(
    st.text(max_size=60) | st.sampled_from(["dataset: [", "{a: b]}", '"\\U99999999"', "&a [*a]", "%YAML 9.9\n---\na"])
)
def test_text_that_is_no_dataset_is_refused(text: str) -> None:
    with TemporaryDirectory() as folder, pytest.raises(MapError):
        import_fideslang([written(folder, text.encode("utf-8", "replace").decode())], Path(folder) / "map")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"[" * 5000, b"a: &a [*a]\n", b"dataset: 5", b"dataset: []"])
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.yml"
    file.write_bytes(content)
    with pytest.raises(MapError) as error:
        import_fideslang([file], tmp_path / "map")
    assert str(file) in error.value.where
    assert error.value.mend


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(MapError, match="cannot be read"):
        import_fideslang([tmp_path / "missing.yml"], tmp_path / "map")


def test_aliases_that_unfold_to_something_huge_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    file = tmp_path / "bomb.yml"
    file.write_text("\n".join(lines))
    with pytest.raises(MapError, match="too much"):
        import_fideslang([file], tmp_path / "map")


def test_nothing_that_is_already_there_is_overwritten(tmp_path: Path) -> None:
    text = "dataset: [{fides_key: shop, collections: [{name: users, fields: [{name: id}]}]}]"
    import_texts(tmp_path, text)
    mine = tmp_path / "map" / "shop.yml"
    mine.write_text("mine")
    with pytest.raises(MapError, match=r"shop\.yml"):
        import_fideslang([tmp_path / "shop.yml"], tmp_path / "map")
    assert mine.read_text() == "mine"


def test_a_key_that_climbs_out_of_the_folder_stays_in_it(tmp_path: Path) -> None:
    text = "dataset: [{fides_key: ../../etc/shop, collections: []}]"
    imported = import_texts(tmp_path, text)
    assert set(imported.datamap.stores) == {"etc_shop"}
    assert sorted(path.name for path in (tmp_path / "map").iterdir()) == ["etc_shop.yml", "map.yml"]
