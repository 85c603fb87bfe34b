"""Reading fideslang files: whatever can be understood of the datasets in them, and a finding for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pellucid.engine.errors import MapError
from pellucid.engine.importing.categories import Taxonomy
from pellucid.engine.importing.fields import entries_of, read_fields
from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.keys import tell_left_over
from pellucid.engine.importing.naming import plain
from pellucid.engine.importing.nodes import Node, Shape, read
from pellucid.engine.importing.source import Reference, SourceCollection, SourceDataset, SourceField

META = ("fides_meta", "fidesops_meta")
DATASET_KEYS = ("fides_key", "name", "description", "collections", "data_categories", "fields", *META)
COLLECTION_KEYS = ("name", "description", "fields", "data_categories", *META)
COLLECTION_META_KEYS = ("skip_processing", "masking_strategy_override")
CATEGORY_LISTS = ("data_category", "data_categories")


def read_files(files: Sequence[Path], taxonomy: Taxonomy, findings: Findings) -> list[SourceDataset]:
    """Every dataset in `files`. Raises MapError if a file is no YAML, or if there is no dataset in any of them."""
    documents = [(file, document) for file in files for document in read(file)]
    for _, document in documents:
        _declare_categories(document, taxonomy)
    reader = _DatasetReader(taxonomy, findings)
    for file, document in documents:
        reader.document(document, file)
    if not reader.datasets:
        raise MapError(
            "there is no dataset in these files",
            [*findings.problems()],
            where=", ".join(map(str, files)),
            mend="give files of fideslang that begin with `dataset:`",
        )
    return reader.datasets


def _declare_categories(document: Node, taxonomy: Taxonomy) -> None:
    listed = document.get(*CATEGORY_LISTS) if document.shape is Shape.MAPPING else None
    for node in listed.listed() if listed else ():
        key, words = node.get("fides_key"), node.get("description", "name")
        if key is not None:
            taxonomy.describe(key.words(), words.words() if words else key.words())


class _DatasetReader:
    def __init__(self, taxonomy: Taxonomy, findings: Findings) -> None:
        self._taxonomy, self._findings = taxonomy, findings
        self.datasets: list[SourceDataset] = []
        self._stores: set[str] = set()

    def document(self, document: Node, file: Path) -> None:
        """Read what one YAML document holds."""
        listed = self._listed(document)
        if not listed and document.get("system") is None:
            self._findings.add(document.place, "there is no dataset here", "give the files that begin with `dataset:`")
        for node in listed:
            if node.shape is Shape.MAPPING:
                self.datasets.append(self._dataset(node, file))
            else:
                self._findings.add(node.place, "a dataset is a mapping; this was left out", "write `fides_key: NAME`")

    def _listed(self, document: Node) -> tuple[Node, ...]:
        """The datasets of a document: under `dataset`, or the document itself."""
        if document.shape is not Shape.MAPPING:
            return tuple(node for node in document.items if node.shape is Shape.MAPPING)
        if document.get("collections") is not None:
            return (document,)
        for key, value in document.entries:
            if key == "system":
                self._findings.add(
                    value.place,
                    "`system` declares activities, which an import leaves out",
                    "declare what its data is used for in the map; its datasets are imported from their own files",
                )
        tell_left_over(document, ("dataset", "system", *CATEGORY_LISTS), self._findings)
        listed = document.get("dataset")
        return listed.listed() if listed else ()

    def _dataset(self, node: Node, file: Path) -> SourceDataset:
        tell_left_over(node, DATASET_KEYS, self._findings)
        meta = node.get(*META)
        if meta is not None:
            tell_left_over(meta, (), self._findings)
        key = _text(node, "fides_key")
        store = self._store(node, key, file)
        collections: dict[str, SourceCollection] = {}
        for name, body in self._collections(node, store):
            if not name or not name.isprintable():
                self._findings.add(body.place, "a collection has no usable name and was left out", "name it")
            elif name in collections:
                self._findings.add(
                    body.place, "a collection of this name stands here twice; the first was taken", "join the two"
                )
            else:
                collections[name] = self._collection(name, body, node.get("data_categories"), key)
        return SourceDataset(key, store, node.place, collections, _text(node, "description") or _text(node, "name"))

    def _collections(self, node: Node, store: str) -> Iterator[tuple[str, Node]]:
        listed = node.get("collections")
        if listed is None and node.get("fields") is not None:
            self._findings.add(
                node.place,
                "fields stand right under a dataset, as in very old files; they became one collection",
                "check the collection's name",
            )
            yield store, Node(node.place, Shape.MAPPING, entries=tuple(e for e in node.entries if e[0] == "fields"))
        yield from entries_of(listed)

    def _collection(self, name: str, body: Node, categories: Node | None, dataset: str) -> SourceCollection:
        tell_left_over(body, (*COLLECTION_KEYS, *COLLECTION_META_KEYS), self._findings)
        meta = body.get(*META)
        if meta is not None:
            tell_left_over(meta, COLLECTION_META_KEYS, self._findings)
        inherited = body.get("data_categories") or categories
        fields = read_fields(body.get("fields"), inherited, self._taxonomy, self._findings)
        override = _said(body, meta, "masking_strategy_override")
        deleted = override is not None and (override.get("strategy") or override).words() == "delete"
        if override is not None and not deleted:
            self._findings.add(
                override.place, "only the strategy `delete` is known for a collection", "say what erasure does with it"
            )
        skip = _said(body, meta, "skip_processing")
        return SourceCollection(
            name,
            body.place,
            {field.name: _at_home(field, dataset) for field in fields.values()},
            description=_text(body, "description"),
            skipped=skip is not None and skip.words().lower() in {"true", "yes"},
            deleted=deleted,
        )

    def _store(self, node: Node, key: str, file: Path) -> str:
        """A new name for the store: the dataset's key, or the file's name where the key is left to a template."""
        name = plain(key, "")
        if not key or re.search(r"[<>{}$%]", key):
            name = plain(file.stem, plain(_text(node, "name"), ""))
            wrong = "the dataset's `fides_key` is left to a template" if key else "a dataset has no `fides_key`"
            self._findings.add(node.place, wrong, f"its store was called {name or 'store'}; rename it as you like")
        name = "map_store" if name == "map" else name or "store"
        store, number = name, 1
        while store in self._stores:
            number += 1
            store = f"{name}_{number}"
        if number > 1:
            self._findings.add(
                node.place, f"another dataset is called {name} too", f"this one became {store}; rename or remove one"
            )
        self._stores.add(store)
        return store


def _at_home(field: SourceField, dataset: str) -> SourceField:
    """A reference that names no dataset means its own."""
    references = tuple(
        reference if reference.dataset else Reference(dataset, reference.target, reference.direction, reference.place)
        for reference in field.references
    )
    return replace(field, references=references)


def _said(body: Node, meta: Node | None, key: str) -> Node | None:
    return (meta.get(key) if meta else None) or body.get(key)


def _text(node: Node, key: str) -> str:
    found = node.get(key)
    return found.words() if found else ""
