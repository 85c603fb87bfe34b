"""Kinds of person, and a company's own categories."""

from __future__ import annotations

import re

from pellucid.engine.datamap.findings import Findings, did_you_mean, shown
from pellucid.engine.datamap.model import NOT_PERSONAL, PersonKind
from pellucid.engine.datamap.nodes import Node, Scalar
from pellucid.engine.datamap.parts.keys import KEYS
from pellucid.engine.datamap.parts.shapes import keyed, name_of, text

_UNIQUE = {"unique": True, "shared": False}
_CATEGORY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


def read_persons(node: Node, what: str, findings: Findings) -> list[PersonKind]:
    """`customer: {identities: {email: unique, phone: shared}}`, and so on."""
    found: list[PersonKind] = []
    for name, part in keyed(node, what, findings).entries.items():
        before = len(findings)
        if name in KEYS["link"]:
            findings.add(part.place, f"{shown(name)} cannot be a kind of person", "It is a key of links; rename it.")
        name_of(name, part, "a kind of person", findings)
        entries = keyed(part, f"person {name}", findings, "person").entries
        identities = _identities(entries["identities"], name, findings) if "identities" in entries else {}
        found.append(PersonKind(name, identities, part.place))
        if len(findings) > before:
            findings.doubtful.add(name)
        elif not any(identities.values()):
            wrong = f"no identity of {name} is unique, so none can be found for certain"
            findings.add(part.place, wrong, "Declare one under `identities`, such as user_id: unique.")
    return found


def _identities(node: Node, person: str, findings: Findings) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for name, part in keyed(node, f"`identities` of {person}", findings).entries.items():
        word = part.value if isinstance(part, Scalar) else None
        if not isinstance(word, str) or word not in _UNIQUE:
            wrong = f"identity {shown(name)} must be unique or shared"
            mend = "Write unique if no two persons have the same one, shared if they may."
            findings.add(part.place, wrong, did_you_mean(word, _UNIQUE, mend) if isinstance(word, str) else mend)
        elif name_of(name, part, "an identity", findings):
            found[name] = _UNIQUE[word]
    return found


def read_categories(node: Node, what: str, findings: Findings) -> dict[str, str]:
    """The company's own, with the words that a person reads."""
    found: dict[str, str] = {}
    for name, part in keyed(node, what, findings).entries.items():
        words = text(part, f"the words for {name}", findings)
        if name == NOT_PERSONAL or not _CATEGORY.fullmatch(name):
            mend = "Write small letters, digits and _, joined by dots, such as user.loyalty."
            findings.add(part.place, f"{shown(name)} is no name for a category", mend)
        elif words:
            found[name] = words
    return found
