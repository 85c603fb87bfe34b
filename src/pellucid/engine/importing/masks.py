"""Masking strategies of fides in the words of the data map."""

from __future__ import annotations

from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.nodes import Node

BY_CATEGORY = {"user.contact.email": "email", "user.contact.phone_number": "phone", "user.name": "pseudonym"}
"""What is proposed for a personal field whose row stays; everything else becomes NULL, which needs no word."""

_STRATEGIES = {"null_rewrite": "null", "hash": "hash", "hmac": "hash", "aes_encrypt": "pseudonym"}
_RANDOM = "random_string_rewrite"
_CONSTANT = "string_rewrite"


def proposed(category: str) -> str | None:
    """The mask that usually suits `category`; None where NULL does."""
    return next((mask for name, mask in BY_CATEGORY.items() if f"{category}.".startswith(f"{name}.")), None)


def translated(override: Node | None, findings: Findings) -> object:
    """The mask that stands for a field's `masking_strategy_override`, as a data map writes it; None without one."""
    if override is None:
        return None
    strategy = (override.get("strategy") or override).words()
    rewrite = _at(override, "configuration", "rewrite_value")
    mask: object = _STRATEGIES.get(strategy)
    if strategy == _CONSTANT and rewrite is not None:
        mask = {"constant": rewrite.words()}
    elif strategy == _RANDOM:
        suffix = _at(override, "configuration", "format_preservation", "suffix")
        mask = "email" if suffix is not None and "@" in suffix.words() else "pseudonym"
    if mask is None:
        findings.add(
            override.place,
            "`masking_strategy_override` names a strategy that has no like here; it was left out",
            "give the field a mask under `erase:`",
        )
    else:
        findings.add(
            override.place,
            f"`masking_strategy_override` {strategy} became the mask {_word(mask)}",
            "check that it fits; it counts where the row is kept",
        )
    return mask


def _at(node: Node, *keys: str) -> Node | None:
    found: Node | None = node
    for key in keys:
        found = found.get(key) if found else None
    return found


def _word(mask: object) -> str:
    return mask if isinstance(mask, str) else "constant"
