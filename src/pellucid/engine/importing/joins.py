"""References between fields, resolved: which collection holds the key of which, and which way data is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pellucid.engine.datamap.model import Place
from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.source import Direction, Reference, SourceCollection, SourceDataset, SourceField, Spot


@dataclass(frozen=True, slots=True)
class End:
    """One side of a join. `field`: None where the collection's file was not given."""

    spot: Spot
    name: str
    field: SourceField | None


@dataclass(frozen=True, slots=True)
class Join:
    """`holder` holds the value of `key`. `down`: rows of the holder are found from the key; `up`: the other way."""

    holder: End
    key: End
    down: bool
    up: bool
    place: Place

    @property
    def crossing(self) -> bool:
        """Whether it leads from one store to another."""
        return self.holder.spot.store != self.key.spot.store

    @property
    def inside(self) -> bool:
        """Whether both sides are the same collection."""
        return self.holder.spot == self.key.spot


def resolved(datasets: Sequence[SourceDataset], findings: Findings) -> list[Join]:
    """A join for each reference whose two sides can be told; the others are noted."""
    resolver = _Resolver(datasets, findings)
    joins: dict[tuple[End, End], Join] = {}
    for dataset in datasets:
        for collection in dataset.collections.values():
            for field in collection.fields.values():
                for join in resolver.joins(dataset, collection, field):
                    old = joins.get((join.holder, join.key), join)
                    both = Join(join.holder, join.key, join.down or old.down, join.up or old.up, old.place)
                    joins[join.holder, join.key] = both
    return list(joins.values())


class _Resolver:
    def __init__(self, datasets: Sequence[SourceDataset], findings: Findings) -> None:
        self._by_key: Mapping[str, SourceDataset] = {dataset.key: dataset for dataset in reversed(datasets)}
        self._findings = findings

    def joins(self, dataset: SourceDataset, collection: SourceCollection, field: SourceField) -> Iterator[Join]:
        here = End(Spot(dataset.store, collection.name), field.name, field)
        for reference in field.references:
            there = self._target(dataset, reference)
            if there is None:
                continue
            if field.many or (there.field is not None and there.field.many):
                self._findings.add(
                    reference.place,
                    "a reference joins through the items of a list, which a link cannot; it was left out",
                    "keep these ids in a table of their own, or find the rows by an identity",
                )
            elif here != there:
                yield _join(here, there, reference)

    def _target(self, dataset: SourceDataset, reference: Reference) -> End | None:
        found = dataset if reference.dataset == dataset.key else self._by_key.get(reference.dataset)
        collection, _, name = reference.target.partition(".")
        if found is None:
            self._findings.add(
                reference.place,
                f"dataset {reference.dataset} is not among these files",
                "import it together with them, so that the map knows both sides",
            )
            return End(Spot(f"{reference.dataset}?", collection), name, None) if name else None
        for candidate in sorted(found.collections, key=len, reverse=True):
            if reference.target.startswith(f"{candidate}."):
                name = reference.target[len(candidate) + 1 :]
                field = found.collections[candidate].fields.get(name)
                if field is not None:
                    return End(Spot(found.store, candidate), name, field)
        self._findings.add(
            reference.place,
            f"a reference leads to {reference.target}, which {reference.dataset} does not have",
            "write the link into the map by hand, or correct the reference",
        )
        return None


def _join(here: End, there: End, reference: Reference) -> Join:
    to, from_ = reference.direction is not Direction.FROM, reference.direction is not Direction.TO
    if here.field is not None and here.field.likely_key and not (there.field is None or there.field.likely_key):
        return Join(holder=there, key=here, down=to, up=from_, place=reference.place)
    return Join(holder=here, key=there, down=from_, up=to, place=reference.place)
