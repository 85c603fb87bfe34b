"""How the rows of each collection belong to a person: found along references, from the persons' own rows outwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pellucid.engine.datamap.model import LinkKind
from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.joins import End, Join
from pellucid.engine.importing.persons import Persons
from pellucid.engine.importing.source import SourceCollection, SourceDataset, Spot

OWNS, SHARES, REFERS = LinkKind.OWNS, LinkKind.SHARES, LinkKind.REFERS


@dataclass(frozen=True, slots=True)
class ProposedLink:
    """A link: field `here` joins `there` of `target`, or of the person's identities where that is None."""

    kind: LinkKind
    person: str
    target: str | None
    here: str
    there: str


Links = Mapping[Spot, Sequence[ProposedLink]]


def found(datasets: Sequence[SourceDataset], joins: Sequence[Join], persons: Persons, findings: Findings) -> Links:
    """The links of every collection that a person reaches; one without links is reached by nobody."""
    collections = {
        Spot(dataset.store, name): collection
        for dataset in datasets
        for name, collection in dataset.collections.items()
        if not collection.skipped
    }
    within = [j for j in joins if not j.crossing and j.holder.spot in collections and j.key.spot in collections]
    search = _Search(collections, within, persons)
    reached = search.run()
    for turned in search.turned(reached):
        findings.add(
            turned.place,
            "a reference leads away from the person, and nothing else finds its rows; it was read the other way",
            "check that these rows belong to the person",
        )
        search.joins = [turned if (j.holder, j.key) == (turned.holder, turned.key) else j for j in search.joins]
        reached = search.run()
    return {spot: _settled(links) for spot, links in search.links(reached).items()}


class _Search:
    def __init__(self, collections: Mapping[Spot, SourceCollection], joins: list[Join], persons: Persons) -> None:
        self.collections, self.joins, self.persons = collections, joins, persons

    def run(self) -> dict[str, dict[Spot, int]]:
        """By kind of person, how many steps each collection is away."""
        return {kind: self._reach(kind) for kind in self.persons.kinds}

    def _reach(self, kind: str) -> dict[Spot, int]:
        steps = {spot: 0 for spot, anchored in self.persons.anchors.items() if anchored == kind}
        for spot, marks in self.persons.marks.items():
            if any(kind in self.persons.kinds_at(mark) for mark in marks):
                steps.setdefault(spot, 1)
        waiting = list(steps)
        for spot in waiting:
            for _, to in self._ways(spot):
                if to.spot not in steps:
                    steps[to.spot] = steps[spot] + 1
                    waiting.append(to.spot)
        return steps

    def _ways(self, spot: Spot) -> Iterator[tuple[End, End]]:
        """From this collection to those whose rows are found through it: the end here, and the end there."""
        for join in self.joins:
            if join.inside:
                continue
            if join.down and join.key.spot == spot and join.holder.spot not in self.persons.anchors:
                yield join.key, join.holder
            if self._looks_up(join) and join.holder.spot == spot:
                yield join.holder, join.key

    def _looks_up(self, join: Join) -> bool:
        """Whether the row that is pointed at tells of the person who points: an address, not a product."""
        if join.key.spot in self.persons.anchors:
            return False
        return (join.up or join.holder.spot in self.persons.anchors) and personal(self.collections[join.key.spot])

    def turned(self, reached: Mapping[str, Mapping[Spot, int]]) -> list[Join]:
        """References that find their rows only when read the other way."""
        anywhere = {spot for steps in reached.values() for spot in steps}
        found: list[Join] = []
        growing = True
        while growing:
            new = [
                replace(join, down=True)
                for join in self.joins
                if not join.down and join.key.spot in anywhere and join.holder.spot not in anywhere
            ]
            anywhere |= {join.holder.spot for join in new}
            found += new
            growing = bool(new)
        return found

    def links(self, reached: Mapping[str, Mapping[Spot, int]]) -> dict[Spot, list[ProposedLink]]:
        """Every link of every collection, in the order of the files."""
        links: dict[Spot, list[ProposedLink]] = {spot: [] for spot in self.collections}
        for spot, marks in self.persons.marks.items():
            for mark in marks:
                for kind in self.persons.kinds_at(mark):
                    links[spot].append(ProposedLink(OWNS, kind, None, mark.field.name, mark.identity))
        for kind, steps in reached.items():
            for join in self.joins:
                for spot, link in self._of(join, kind, steps):
                    links[spot].append(link)
        return links

    def _of(self, join: Join, kind: str, steps: Mapping[Spot, int]) -> Iterator[tuple[Spot, ProposedLink]]:
        holder, key = join.holder, join.key
        if join.inside:
            if holder.spot in steps:
                yield holder.spot, _link(REFERS, kind, holder, key)
            return
        either_way = join.down and join.up
        if key.spot in steps and join.down and holder.spot not in self.persons.anchors:
            if not either_way or steps[key.spot] < steps[holder.spot]:
                yield holder.spot, _link(OWNS, kind, holder, key)
        elif self.persons.anchors.get(key.spot) == kind:
            yield holder.spot, _link(REFERS, kind, holder, key)
        if holder.spot in steps and self._looks_up(join) and (not either_way or steps[holder.spot] < steps[key.spot]):
            yield key.spot, _link(SHARES, kind, key, holder)


def personal(collection: SourceCollection) -> bool:
    """Whether a collection says anything about a person beyond who they are to other collections."""
    return any(item.category not in (None, "none") for item in collection.fields.values())


def _link(kind: LinkKind, person: str, here: End, there: End) -> ProposedLink:
    return ProposedLink(kind, person, there.spot.collection, here.name, there.name)


def _settled(links: Sequence[ProposedLink]) -> list[ProposedLink]:
    """Rows that may have more than one owner are shared: who leaves must not take them from the others."""
    holding = [link for link in links if link.kind is not REFERS]
    if len({link.here for link in holding}) > 1 or any(link.kind is SHARES for link in holding):
        links = [replace(link, kind=SHARES) if link.kind is OWNS else link for link in links]
    return list(dict.fromkeys(links))
