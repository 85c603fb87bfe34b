"""Links: what a row is to a person."""

from __future__ import annotations

from collections.abc import Iterator, Set

from pellucid.engine.datamap.findings import Findings, did_you_mean, shown
from pellucid.engine.datamap.model import Condition, Link, LinkKind
from pellucid.engine.datamap.nodes import Keyed, Listing, Node, Scalar, is_null
from pellucid.engine.datamap.parts.keys import KEYS
from pellucid.engine.datamap.parts.shapes import keyed, pairs, part, text, texts

_EXAMPLE = "{customer: customers, by: {customer_id: id}}"
_OPTIONS = KEYS["link"]
_NOT_NULL = "not null"


def read_links(collection: Keyed, where: str, persons: Set[str], findings: Findings) -> Iterator[Link]:
    """Every link of a collection, strongest first. `persons`: the declared kinds."""
    for kind in LinkKind:
        node = collection.entries.get(kind.value)
        if node is None:
            continue
        for item in node.items if isinstance(node, Listing) else (node,):
            link = _link(kind, item, where, persons, findings)
            if link is not None:
                yield link


def _link(kind: LinkKind, node: Node, where: str, persons: Set[str], findings: Findings) -> Link | None:
    what = f"`{kind.value}` of {where}"
    if not isinstance(node, Keyed):
        findings.add(node.place, f"{what} must say whose, through what and by what", f"Write it as {_EXAMPLE}.")
        return None
    person = _person(node, what, persons, findings)
    target = text(node.entries[person], f"the target of {what}", findings) if person else None
    by = part(node, "by", pairs, f"`by` in {what}", findings)
    if not by:
        findings.add(node.place, f"{what} does not say by which columns", "Write by: {COLUMN HERE: COLUMN THERE}.")
    when = part(node, "when", _conditions, what, findings) or ()
    hide = part(node, "hide", texts, f"`hide` in {what}", findings) or ()
    mask = part(node, "mask", texts, f"`mask` in {what}", findings) or ()
    unlink = part(node, "unlink", _unlink, what, findings)
    if not person or not target or not by:
        return None
    return Link(kind, person, target, tuple(by.items()), when, hide, mask, unlink, node.place)


def _person(node: Keyed, what: str, persons: Set[str], findings: Findings) -> str | None:
    """The one key that is no option; of several, the one that is a declared kind."""
    others = [name for name in node.entries if name not in _OPTIONS]
    named = [name for name in others if name in persons] or others[:1]
    for name in others:
        if name not in named:
            mend = did_you_mean(name, _OPTIONS, f"use {', '.join(_OPTIONS)}.")
            findings.add(node.entries[name].place, f"there is no {shown(name)} in {what}", mend)
    if len(named) > 1:
        findings.add(node.place, f"{what} names two kinds of person", "Make it a list of two links.")
    if not named:
        findings.add(node.place, f"{what} does not say whose", f"Write it as {_EXAMPLE}.")
        return None
    return named[0]


def _conditions(node: Node, what: str, findings: Findings) -> tuple[Condition, ...]:
    entries = keyed(node, f"`when` in {what}", findings).entries
    found = [_condition(column, inner, f"`when` in {what}", findings) for column, inner in entries.items()]
    return tuple(condition for condition in found if condition is not None)


def _condition(column: str, node: Node, what: str, findings: Findings) -> Condition | None:
    if is_null(node):
        return Condition(column, null=True)
    if isinstance(node, Scalar) and node.value == _NOT_NULL:
        return Condition(column, null=False)
    if isinstance(node, Scalar) and node.value == "null":
        mend = 'Write null without quotes for NULL, or ["null"] for the word.'
        findings.add(node.place, f"{what} compares {shown(column)} with the word null", mend)
        return None
    items = node.items if isinstance(node, Listing) else (node,)
    values = tuple(item.value for item in items if isinstance(item, Scalar) and isinstance(item.value, (str, int)))
    if not items or len(values) < len(items):
        wrong = f"{what} cannot compare {shown(column)} with this"
        mend = "Write a word, a whole number, true, false, null or not null, or a list of words and numbers."
        findings.add(node.place, wrong, mend)
        return None
    return Condition(column, values)


def _unlink(node: Node, what: str, findings: Findings) -> tuple[tuple[str, str | int | None], ...]:
    if not isinstance(node, Keyed):
        return tuple((column, None) for column in texts(node, f"`unlink` in {what}", findings))
    found: list[tuple[str, str | int | None]] = []
    for column, inner in node.entries.items():
        value = inner.value if isinstance(inner, Scalar) else 0.0
        if value is None or isinstance(value, str) or type(value) is int:
            found.append((column, value))
        else:
            wrong = f"`unlink` in {what} cannot write this into {shown(column)}"
            findings.add(inner.place, wrong, "Write null, a word or a whole number.")
    return tuple(found)
