"""No text makes loading fail in any other way than with problems that have a file and a line."""

from __future__ import annotations

import re
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from map_files import BLOCKS

from pellucid.engine.datamap.loading import check, load
from pellucid.engine.datamap.parts.keys import KEYS
from pellucid.engine.datamap.writing import round_trip, text_of
from pellucid.engine.errors import MapError

DOC = BLOCKS["map"].replace("include:", "# include:") + BLOCKS["shop"]
WORDS = sorted({key for keys in KEYS.values() for key in keys})
NAMES = ["customer", "staff", "customers", "email", "identities", "user.name", "null", "always", "1 day after x", "a.b"]
SCALARS = st.sampled_from(WORDS + NAMES) | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS + NAMES), inner, max_size=6),
    max_leaves=30,
)
LINES = st.lists(st.sampled_from([*DOC.splitlines(), "", "  - a", "x: [", "? ", "*x", "&x", "!t", "---", '"', "|"]))


def assert_honest(data: bytes) -> None:
    """Loads, or is refused with problems that say where."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "map.yml"
        file.write_bytes(data)
        problems = check(file)
        for problem in problems:
            assert re.fullmatch(re.escape(str(file)) + r":[1-9]\d*", problem.where)
            line = int(problem.where.rpartition(":")[2])
            assert line <= len(re.findall(rb"\r\n|\n|\r|\xc2\x85|\xe2\x80[\xa8\xa9]", data)) + 1
            assert problem.wrong
            assert problem.mend.endswith((".", ")", "?"))
        loaded = None
        with suppress(MapError):
            loaded = load(file)
        assert (loaded is None) == bool(problems)


def at_some_place(tree: object, places: list[tuple[object, object]]) -> list[tuple[object, object]]:
    """Every container with a key of it."""
    for key in tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        places.append((tree, key))
        at_some_place(tree[key], places)
    return places


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=500, deadline=None)
def test_any_bytes(data: bytes) -> None:
    assert_honest(data)


@given(st.text(alphabet="ab:-?[]{},&*!|>'\"%@`#\\ \n\t\r~<=0.ux\x85\u2028\ufeff", max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_signs_of_yaml(text: str) -> None:
    assert_honest(text.encode())


@given(LINES)
@settings(deadline=None)
def test_any_lines_of_a_map(lines: list[str]) -> None:
    assert_honest("\n".join(lines).encode())


@given(TREES)
@settings(max_examples=300, deadline=None)
def test_any_tree_of_the_words_of_the_format(tree: object) -> None:
    assert_honest(text_of({"store": "shop", "collections": {"a": tree}, "persons": tree}).encode())


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_map_with_any_part_replaced(data: st.DataObject) -> None:
    document = round_trip().load(DOC)
    container, key = data.draw(st.sampled_from(at_some_place(document, [])))
    container[key] = data.draw(TREES)
    assert_honest(text_of(document).encode())
