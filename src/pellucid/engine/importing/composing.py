"""The data map that stands for the datasets: what is proposed says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pellucid.engine.datamap.model import IDENTITIES, LinkKind
from pellucid.engine.importing.columns import said_of
from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.joins import Join
from pellucid.engine.importing.links import Links, ProposedLink, personal
from pellucid.engine.importing.persons import Persons
from pellucid.engine.importing.source import SourceCollection, SourceDataset, Spot
from pellucid.engine.importing.writing import LeftOut, Noted

PROPOSED = "proposed"


def head(persons: Persons, own: Mapping[str, str]) -> dict[str, object]:
    """The entries of map.yml."""
    kinds = {
        kind: {
            "identities": Noted(
                {name: "unique" if unique else "shared" for name, unique in identities.items()},
                f"{PROPOSED}: unique only if no two persons ever have the same",
            )
        }
        for kind, identities in persons.kinds.items()
    }
    return {"pellucid": 1, "persons": kinds, **({"categories": dict(own)} if own else {})}


class Composer:
    """Composes the file of each store from what was found out about all of them."""

    def __init__(self, persons: Persons, links: Links, joins: Sequence[Join], findings: Findings) -> None:
        self._persons, self._links, self._findings = persons, links, findings
        self._pointed_at = {join.key.spot for join in joins if not join.inside and not join.crossing}

    def store(self, dataset: SourceDataset) -> dict[str, object]:
        """The entries of a store's file."""
        names = {name: name for name in dataset.collections}
        if IDENTITIES in names:
            names[IDENTITIES] = next(n for n in (f"{IDENTITIES}{'_' * i}" for i in range(1, 99)) if n not in names)
        collections = {names[name]: self._collection(dataset, name, names) for name in names}
        return {
            "store": dataset.store,
            "url": "${" + dataset.store.upper() + "_URL}",
            "collections": collections,
        }

    def _collection(self, dataset: SourceDataset, name: str, names: Mapping[str, str]) -> object:
        spot, collection = Spot(dataset.store, name), dataset.collections[name]
        links = self._links.get(spot, [])
        held = spot in self._persons.anchors or any(link.kind is not LinkKind.REFERS for link in links)
        entries: dict[str, object] = {"table": name} if names[name] != name else {}
        entries |= self._anchor(spot)
        for kind in LinkKind:
            of_kind = [_link(link, names) for link in links if link.kind is kind]
            if of_kind:
                note = _why(kind)
                entries[kind.value] = Noted(of_kind, note) if note else of_kind
        if held:
            entries["erase"] = self._erase(spot, collection)
        stays = (spot in self._pointed_at and not collection.deleted) or any(
            link.kind is LinkKind.SHARES for link in links
        )
        fields = said_of(collection, stays, self._findings)
        if fields:
            entries["fields"] = fields
        return self._judged(collection, held, entries)

    def _judged(self, collection: SourceCollection, held: bool, entries: dict[str, object]) -> object:
        """As it is, or left out where nobody's request would reach it."""
        if collection.skipped:
            self._findings.add(
                collection.place,
                "`skip_processing` is set: the collection stands in the map as a comment",
                "take the comment signs away if it holds personal data after all",
            )
            return LeftOut(entries, "left out: skip_processing")
        if not held and personal(collection):
            self._findings.add(
                collection.place,
                f"nothing leads from a person to {collection.name}: it stands in the map as a comment",
                "link it (`owns: {PERSON: COLLECTION, by: {COLUMN: COLUMN}}`), then take the comment signs away",
            )
            return LeftOut(entries, "left out, since nothing leads from a person to it: link it, then uncomment")
        if collection.description:
            return Noted(entries, collection.description)
        return entries

    def _anchor(self, spot: Spot) -> dict[str, object]:
        kind = self._persons.anchors.get(spot)
        if kind is None:
            return {}
        columns = self._persons.columns.get(spot, {})
        return {"person": Noted(kind, f"{PROPOSED}: one row, one person"), "identities": columns}

    def _erase(self, spot: Spot, collection: SourceCollection) -> object:
        if collection.deleted:
            return Noted("delete", "as masking_strategy_override says")
        if not personal(collection):
            return Noted(
                {"keep": "always", "because": "Nothing in these rows tells of a person."},
                f"{PROPOSED}: check the reason",
            )
        if spot in self._pointed_at:
            return Noted("mask", f"{PROPOSED}: other collections point at these rows")
        return Noted("delete", f"{PROPOSED}: nothing points at these rows")


def _link(link: ProposedLink, names: Mapping[str, str]) -> dict[str, object]:
    target = IDENTITIES if link.target is None else names[link.target]
    return {link.person: target, "by": {link.here: link.there}}


def _why(kind: LinkKind) -> str:
    if kind is LinkKind.SHARES:
        return f"{PROPOSED}: a row may be about several persons; write owns if it never is"
    if kind is LinkKind.REFERS:
        return f"{PROPOSED}: only points at the person"
    return ""
