"""Fields that hold an identity, marked in the file or taken for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pellucid.engine.importing.categories import BY_IDENTITY
from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.naming import plain
from pellucid.engine.importing.source import SourceCollection, SourceDataset, SourceField

EMAIL = "email"


def identities_of(collection: SourceCollection) -> Iterator[tuple[str, SourceField]]:
    """Identity and field, for each field that holds one value of an identity in a row."""
    for item in collection.fields.values():
        if item.identity and not item.many:
            yield plain(item.identity, "id"), item


def assumed(datasets: Sequence[SourceDataset], findings: Findings) -> list[SourceDataset]:
    """The datasets, with e-mail addresses as identities in those that mark none and lead to no other dataset.

    The files of fides's connectors are such: what identifies a person stands in the connector.
    """
    return [dataset if _leads_to_persons(dataset) else _with_emails(dataset, findings) for dataset in datasets]


def _leads_to_persons(dataset: SourceDataset) -> bool:
    return any(
        field.identity or any(reference.dataset != dataset.key for reference in field.references)
        for collection in dataset.collections.values()
        for field in collection.fields.values()
    )


def _with_emails(dataset: SourceDataset, findings: Findings) -> SourceDataset:
    collections = {}
    for name, collection in dataset.collections.items():
        fields = {
            field.name: replace(field, identity=EMAIL)
            if field.category == BY_IDENTITY[EMAIL] and not field.many
            else field
            for field in collection.fields.values()
        }
        collections[name] = replace(collection, fields=fields)
    marked = replace(dataset, collections=collections)
    if _leads_to_persons(marked):
        findings.add(
            dataset.place,
            "no field of this dataset is marked as an identity; its e-mail addresses were taken",
            "check each `identities` in the map; keep those that are the person's own",
        )
    return marked
