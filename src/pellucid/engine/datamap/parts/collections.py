"""The collections of a store."""

from __future__ import annotations

from collections.abc import Set

from pellucid.engine.datamap.findings import Findings, shown
from pellucid.engine.datamap.model import IDENTITIES, Collection, Effect
from pellucid.engine.datamap.nodes import Keyed, Node, Scalar
from pellucid.engine.datamap.parts.durations import duration
from pellucid.engine.datamap.parts.erasure import read_erase
from pellucid.engine.datamap.parts.fields import read_fields
from pellucid.engine.datamap.parts.links import read_links
from pellucid.engine.datamap.parts.shapes import keyed, pairs, part, text, texts


def read_collections(node: Node, store: str, persons: Set[str], findings: Findings) -> dict[str, Collection]:
    """By name, in the map's order."""
    found: dict[str, Collection] = {}
    for name, inner in keyed(node, f"`collections` of {store}", findings).entries.items():
        before = len(findings)
        if name == IDENTITIES or not name.strip():
            mend = "Name it otherwise and give `table`: links use the word identities for something else."
            findings.add(inner.place, f"{shown(name)} is no name for a collection", mend)
        found[name] = _collection(name, inner, store, persons, findings)
        if len(findings) > before:
            findings.doubtful.add(found[name].where)
    return found


def _collection(name: str, node: Node, store: str, persons: Set[str], findings: Findings) -> Collection:
    where = f"{store}.{name}"
    of = keyed(node, where, findings, "collection")
    return Collection(
        name=name,
        store=store,
        table=part(of, "table", text, f"`table` of {where}", findings) or name,
        person=part(of, "person", text, f"`person` of {where}", findings),
        identities=part(of, "identities", pairs, f"`identities` of {where}", findings) or {},
        links=tuple(read_links(of, where, persons, findings)),
        erase=part(of, "erase", read_erase, where, findings),
        keep_for=part(of, "keep_for", duration, f"`keep_for` of {where}", findings),
        restrict=part(of, "restrict", _restrict, where, findings) or (),
        fields=part(of, "fields", read_fields, where, findings) or {},
        effects=part(of, "effects", _effects, where, findings) or (),
        place=node.place,
    )


def _restrict(node: Node, where: str, findings: Findings) -> tuple[tuple[str, str | int | bool], ...]:
    found: list[tuple[str, str | int | bool]] = []
    for column, value in keyed(node, f"`restrict` of {where}", findings).entries.items():
        if isinstance(value, Scalar) and isinstance(value.value, (str, int)):
            found.append((column, value.value))
        else:
            wrong = f"`restrict` of {where} cannot write this into {shown(column)}"
            findings.add(value.place, wrong, "Write a word, a whole number, true or false.")
    return tuple(found)


def _effects(node: Node, where: str, findings: Findings) -> tuple[Effect, ...]:
    found: list[Effect] = []
    for name, inner in keyed(node, f"`effects` of {where}", findings).entries.items():
        what = f"effect {shown(name)} of {where}"
        of = keyed(inner, what, findings, "effect")
        does = part(of, "does", text, f"`does` of {what}", findings)
        writes = part(of, "writes", texts, f"`writes` of {what}", findings) or ()
        if "does" not in of.entries and isinstance(inner, Keyed):
            findings.add(of.place, f"{what} does not say what it does", "Add does: WORDS.")
        if does:
            found.append(Effect(name, does, writes, of.place))
    return tuple(found)
