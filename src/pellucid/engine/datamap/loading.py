"""A data map from its files, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pellucid.engine.datamap.categories import built_in
from pellucid.engine.datamap.checks.links import check_links
from pellucid.engine.datamap.checks.names import check_names
from pellucid.engine.datamap.checks.reach import check_reach
from pellucid.engine.datamap.checks.rows import check_rows
from pellucid.engine.datamap.files import gather
from pellucid.engine.datamap.findings import Findings, shown
from pellucid.engine.datamap.model import DataMap, PersonKind, Place, StoreMap
from pellucid.engine.datamap.nodes import Keyed, Node, Scalar
from pellucid.engine.datamap.parts.keys import VERSION
from pellucid.engine.datamap.parts.persons import read_categories, read_persons
from pellucid.engine.datamap.parts.shapes import keyed, part
from pellucid.engine.datamap.parts.stores import read_store
from pellucid.engine.errors import MapError, Problem

_Part = TypeVar("_Part", PersonKind, StoreMap)


def load(path: Path) -> DataMap:
    """The data map at `path`: a folder (every *.yml and *.yaml in it) or one file, and what they include.

    Raises MapError with every problem, each with its file and line.
    """
    datamap, problems = _read(path)
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise MapError(f"the data map has {count}", problems, where=str(path))
    return datamap


def check(path: Path) -> list[Problem]:
    """What `load` would complain about, by file and line. Raises MapError only where there is no map at all."""
    return _read(path)[1]


def _read(path: Path) -> tuple[DataMap, list[Problem]]:
    findings = Findings()
    files = gather(path, findings)
    datamap = _datamap(files.trees, findings)
    if files.whole:
        _say_missing(files.trees, datamap, findings)
        for check_ in (check_names, check_reach, check_rows, check_links):
            check_(datamap, findings)
    return datamap, findings.problems()


def _datamap(trees: Sequence[Keyed], findings: Findings) -> DataMap:
    persons: dict[str, PersonKind] = {}
    categories = dict(built_in())
    stores: dict[str, StoreMap] = {}
    for tree in trees:
        keyed(tree, "a file of the data map", findings, "file")
        part(tree, "pellucid", _version, "`pellucid`", findings)
        for kind in part(tree, "persons", read_persons, "`persons`", findings) or ():
            _once(persons, kind, "person", findings)
        categories |= part(tree, "categories", read_categories, "`categories`", findings) or {}
    for tree in trees:
        store = read_store(tree, persons.keys(), findings)
        if store is not None:
            _once(stores, store, "store", findings)
    return DataMap(persons, stores, categories)


def _say_missing(trees: Sequence[Keyed], datamap: DataMap, findings: Findings) -> None:
    start = Place(trees[0].place.file, 1)
    if not any("pellucid" in tree.entries for tree in trees):
        findings.add(start, "the map does not say its version of the format", f"Write pellucid: {VERSION} on top.")
    if not datamap.persons:
        example = "persons: {customer: {identities: {email: unique}}}"
        findings.add(start, "the map names no kind of person", f"Write whose data it is, such as {example}.")
    if not any("store" in tree.entries for tree in trees):
        findings.add(start, "the map names no store", "Add a file with `store`; pellucid map draft makes one.")


def _version(node: Node, what: str, findings: Findings) -> None:
    if not isinstance(node, Scalar) or node.value != VERSION or node.value is True:
        wrong = f"{what} names a version of the format that this program does not know"
        findings.add(node.place, wrong, f"Write pellucid: {VERSION}, or take a newer Pellucid.")


def _once(named: dict[str, _Part], new: _Part, what: str, findings: Findings) -> None:
    first = named.setdefault(new.name, new)
    if first is not new:
        wrong = f"{what} {shown(new.name)} is declared twice"
        findings.add(new.place, wrong, f"Keep one; the other is at {first.place}.")
