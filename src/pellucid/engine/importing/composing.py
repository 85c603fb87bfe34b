"""The data map that stands for the datasets: what is proposed says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pellucid.engine.datamap.model import IDENTITIES, NOT_PERSONAL, LinkKind
from pellucid.engine.importing import masks
from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.joins import Join
from pellucid.engine.importing.links import Links, ProposedLink, personal
from pellucid.engine.importing.persons import Persons
from pellucid.engine.importing.source import SourceCollection, SourceDataset, SourceField, Spot
from pellucid.engine.importing.writing import Flow, LeftOut, Noted

PROPOSED = "proposed"


def head(persons: Persons, own: Mapping[str, str]) -> dict[str, object]:
    """The entries of map.yml."""
    kinds = {
        kind: {
            "identities": Noted(
                Flow({name: "unique" if unique else "shared" for name, unique in identities.items()}),
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
            "collections": collections or Flow({}),
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
        stays = False
        if held:
            action, note = self._erase(spot, collection)
            entries["erase"] = Noted(action, note)
            stays = action == "mask" or any(link.kind is LinkKind.SHARES for link in links)
        entries |= self._fields(collection, stays)
        return self._judged(collection, held, entries)

    def _judged(self, collection: SourceCollection, held: bool, entries: dict[str, object]) -> object:
        """As it is, or left out where nobody's request would reach it."""
        if collection.skipped:
            self._findings.add(
                collection.place,
                "`skip_processing` is set: the collection stands in the map as a comment",
                "take the comment signs away if it holds personal data after all",
            )
            return LeftOut(entries or Flow({}), "left out: skip_processing")
        if not held and personal(collection):
            self._findings.add(
                collection.place,
                f"nothing leads from a person to {collection.name}: it stands in the map as a comment",
                "link it (`owns: {PERSON: COLLECTION, by: {COLUMN: COLUMN}}`), then take the comment signs away",
            )
            return LeftOut(
                entries or Flow({}), "left out, since nothing leads from a person to it: link it, then uncomment"
            )
        if collection.description:
            return Noted(entries or Flow({}), collection.description)
        return entries or Flow({})

    def _anchor(self, spot: Spot) -> dict[str, object]:
        kind = self._persons.anchors.get(spot)
        if kind is None:
            return {}
        columns = self._persons.columns.get(spot, {})
        return {"person": Noted(kind, f"{PROPOSED}: one row, one person"), "identities": Flow(columns)}

    def _erase(self, spot: Spot, collection: SourceCollection) -> tuple[str, str]:
        if collection.deleted:
            return "delete", "as masking_strategy_override says"
        if spot in self._pointed_at:
            return "mask", f"{PROPOSED}: other collections point at these rows"
        if not personal(collection):
            return "mask", f"{PROPOSED}: nothing personal in these rows"
        return "delete", f"{PROPOSED}: nothing points at these rows"

    def _fields(self, collection: SourceCollection, stays: bool) -> dict[str, object]:
        fields: dict[str, object] = {}
        for column in dict.fromkeys(field.column for field in collection.fields.values()):
            inner = [field for field in collection.fields.values() if field.column == column]
            said = _column(inner, stays)
            if said is not None:
                fields[column] = said
        open_ = [f for f in collection.fields.values() if f.category is None and not _only_key(f)]
        if not open_:
            return {"fields": fields} if fields else {}
        for field in open_:
            self._findings.add(
                field.place,
                "a field without a category was left out of the map",
                "look at what it holds, and give it a category, or none if it is not personal",
            )
        note = f"not yet looked at, no category given: {', '.join(f.name for f in open_)}"
        return {"fields": Noted(fields, note)} if fields else {"fields": Noted(Flow({}), note)}


def _column(fields: Sequence[SourceField], stays: bool) -> object:
    """What is said of one column and the paths in it; None where nothing is known."""
    known = {field.path: _field(field, stays) for field in fields if _category(field) is not None}
    whole = known.pop("", None)
    if not known:
        return whole
    if whole is None and all(value == NOT_PERSONAL for value in known.values()) and len(known) == len(fields):
        return NOT_PERSONAL
    base = dict(whole.entries) if isinstance(whole, Flow) else {"is": whole or NOT_PERSONAL}
    return {**base, "inside": known}


def _field(field: SourceField, stays: bool) -> object:
    category = _category(field) or NOT_PERSONAL
    mask = field.mask or (None if field.key or category == NOT_PERSONAL else masks.proposed(category))
    if not stays or mask is None or category == NOT_PERSONAL:
        return category
    return Flow({"is": category, "erase": mask})


def _category(field: SourceField) -> str | None:
    return NOT_PERSONAL if _only_key(field) else field.category


def _only_key(field: SourceField) -> bool:
    """Whether a field without a category only ties rows together."""
    return field.category is None and (field.key or bool(field.references))


def _link(link: ProposedLink, names: Mapping[str, str]) -> Flow:
    target = link.target if link.there and link.target == IDENTITIES else names[link.target]
    return Flow({link.person: target, "by": Flow({link.here: link.there})})


def _why(kind: LinkKind) -> str:
    if kind is LinkKind.SHARES:
        return f"{PROPOSED}: a row may be about several persons; write owns if it never is"
    if kind is LinkKind.REFERS:
        return f"{PROPOSED}: only points at the person"
    return ""
