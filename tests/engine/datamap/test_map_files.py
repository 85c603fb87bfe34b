"""Which files make a map, how they are read, and what is refused before anything is believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from map_files import PERSONS, store, write

from pellucid.engine.datamap.files import MOST_FILES
from pellucid.engine.datamap.loading import check, load
from pellucid.engine.datamap.reading import DEEPEST, MOST_BYTES, MOST_NODES
from pellucid.engine.errors import MapError


def test_a_folder_is_all_its_yaml_files(tmp_path: Path) -> None:
    write(tmp_path, map=PERSONS).joinpath("shop.yaml").write_text(store(""))
    tmp_path.joinpath("README.md").write_text("no part of the map")
    assert list(load(tmp_path).stores) == ["shop"]


def test_one_file_may_be_a_whole_map(tmp_path: Path) -> None:
    file = write(tmp_path, all=PERSONS + store(""), other="not: read") / "all.yml"
    assert list(load(file).stores["shop"].collections) == ["customers"]


def test_files_elsewhere_are_included_relative_to_the_file_that_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a", map=PERSONS + "include: [../b/one.yml]")
    write(tmp_path / "b", one="include: two.yml", two=store(""))
    monkeypatch.chdir(tmp_path / "a")
    datamap = load(Path("map.yml"))
    assert datamap.persons["staff"].place.file == "map.yml"
    assert datamap.stores["shop"].place.file == "../b/two.yml"


def test_files_that_include_one_another_are_told(tmp_path: Path) -> None:
    write(tmp_path, map=PERSONS + "include: [a.yml]", a="include: [b.yml]", b="include:\n- a.yml\n")
    (problem,) = [p for p in check(tmp_path / "map.yml") if "one another" in p.wrong]
    first = problem.where.rpartition("/")[2]
    assert (first, problem.wrong.partition(": ")[2]) in [
        ("a.yml:1", "a.yml -> b.yml -> a.yml"),
        ("b.yml:2", "b.yml -> a.yml -> b.yml"),
    ]


INCLUDES = {
    "missing": ("include: [nowhere.yml]", "there is no file 'nowhere.yml'"),
    "folder": ("include: [.]", "there is no file '.'"),
    "NUL": ('include: ["a\\0b"]', "there is no file 'a\\x00b'"),
    "too long": (f"include: [{'x' * 5000}]", "there is no file"),
    "no text": ("include: [1]", "`include` lists files"),
    "in the folder anyway": ("include: [shop.yml]", "'shop.yml' is read anyway"),
    "itself": ("include: [map.yml]", "'map.yml' is read anyway"),
}


@pytest.mark.parametrize("case", INCLUDES)
def test_an_include_that_cannot_be_meant_is_told(case: str, tmp_path: Path) -> None:
    text, wrong = INCLUDES[case]
    found = check(write(tmp_path, map=PERSONS + text, shop=store("")))
    assert found[0].where == str(tmp_path / "map.yml:7")
    assert any(wrong in problem.wrong for problem in found)


def test_a_file_included_twice_is_told(tmp_path: Path) -> None:
    write(tmp_path / "b", shop=store(""))
    found = check(write(tmp_path / "a", map=PERSONS + "include: [../b/shop.yml, ../b/shop.yml]"))
    assert [problem.wrong for problem in found] == ["'shop.yml' is included twice"]


@pytest.mark.parametrize("name", ["nothing", "empty", "a\0b", "x" * 5000])
def test_where_there_is_no_map_loading_says_so(name: str, tmp_path: Path) -> None:
    tmp_path.joinpath("empty").mkdir()
    for read in (load, check):
        with pytest.raises(MapError) as caught:
            read(tmp_path / name)
        assert caught.value.where == str(tmp_path / name)


TEXTS = {
    "broken": (b"a: 1\nb: [1, 2\nc: 3\n", 3, "this is not YAML"),
    "tab": (b"a:\n\tb: 1", 2, "this is not YAML"),
    "list": (b"- a", 1, "made of keys"),
    "text": (b"hello", 1, "made of keys"),
    "empty": (b"# nothing\n", 1, "the file is empty"),
    "latin-1": ("a: 1\nb: é".encode("latin-1"), 2, "not UTF-8"),
    "NUL": (b"a: 1\nb: \0", 2, "a character that YAML does not allow"),
    "two documents": (b"a: 1\n---\nb: 2", 3, "two documents"),
    "alias": (b"a: &x 1\nb: *x", 1, "no anchors"),
    "undefined alias": (b"a: *x", 1, "no anchors"),
    "merge": (b"a: 1\n<<: {b: 1}", 2, "no merge keys"),
    "tag": (b"a: !!python/object/apply:os.system [id]", 1, "no tags"),
    "YAML 1.1": (b"%YAML 1.1\n---\na: yes", 2, "another version of YAML"),
    "key": (b"? [a]\n: 1", 1, "a key must be a plain word"),
    "huge": (b"#" * (MOST_BYTES + 1), 1, "larger than 5 MB"),
    "deep": (b"a:\n " + b"[" * 100_000, 2, f"nested more than {DEEPEST} deep"),
    "escape": (b'a: "\\UFFFFFFFF"', 1, "this is not YAML"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text_that_is_no_map_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    data, line, wrong = TEXTS[case]
    file = tmp_path / "map.yml"
    file.write_bytes(data)
    found = check(file)
    assert any(p.where == f"{file}:{line}" and wrong in p.wrong for p in found), found


def test_a_file_of_too_many_things_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_NODES > 100_000
    monkeypatch.setattr("pellucid.engine.datamap.reading.MOST_NODES", 10)
    found = check(write(tmp_path, map="a: [1, 2, 3, 4, 5,\n6, 7, 8, 9, 10]"))
    assert [(str(tmp_path / "map.yml:2"), True)] == [(p.where, "more than 10 things" in p.wrong) for p in found]


def test_a_map_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_FILES >= 1_000
    monkeypatch.setattr("pellucid.engine.datamap.files.MOST_FILES", 2)
    found = check(write(tmp_path, a=PERSONS, b=store(""), c="store: c"))
    assert [problem.wrong for problem in found] == ["the map has more than 2 files"]


def test_a_file_that_cannot_be_read_hides_no_problem_of_the_others(tmp_path: Path) -> None:
    found = check(write(tmp_path, map="persons: [", shop=store("  o: {onws: []}")))
    assert [str(tmp_path / "map.yml:1"), str(tmp_path / "shop.yml:9")] == [problem.where for problem in found]


def test_text_is_read_by_the_rules_of_yaml_1_2(tmp_path: Path) -> None:
    """Yes and no, dates and numbers with a leading zero stay what a person sees."""
    collections = """\
  o:
    table: no
    refers: {customer: customers, by: {a: id}, when: {d: 2020-01-01, y: yes, n: 010, t: true}}
    fields: {null: none, 1: none, f: {is: user, erase: {constant: 1900-01-01}}}
"""
    orders = load(write(tmp_path, map=PERSONS, shop=store(collections))).stores["shop"].collections["o"]
    assert orders.table == "no"
    assert [c.values for c in orders.links[0].when] == [("2020-01-01",), ("yes",), (10,), (True,)]
    assert list(orders.fields) == ["null", "1", "f"]
    assert orders.fields["f"].erase.args == (("value", "1900-01-01"),)
