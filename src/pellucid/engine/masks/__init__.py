"""Masks: pure functions from a value to one that no longer tells who it was about, in the same type and length.

Every mask is idempotent, `mask(mask(x)) == mask(x)`, so that a second erasure changes nothing; and NULL stays NULL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pellucid.engine.datamap.model import MaskSpec
from pellucid.engine.errors import MaskError
from pellucid.engine.masks.constant import Constant
from pellucid.engine.masks.contact import Email, Phone
from pellucid.engine.masks.generalise import Generalise
from pellucid.engine.masks.hash import Hash
from pellucid.engine.masks.inside import apply_inside, problem_inside
from pellucid.engine.masks.model import Context, Mask
from pellucid.engine.masks.null import Null
from pellucid.engine.masks.pseudonym import Pseudonym
from pellucid.engine.masks.redact import Redact

__all__ = ["NAMES", "Context", "Mask", "apply_inside", "make", "problem_inside"]

_CATALOGUE: Mapping[str, tuple[frozenset[str], Callable[..., Mask]]] = {
    "null": (frozenset(), Null),
    "constant": (frozenset({"value"}), Constant),
    "hash": (frozenset(), Hash),
    "pseudonym": (frozenset(), Pseudonym),
    "email": (frozenset(), Email),
    "phone": (frozenset(), Phone),
    "generalise": (frozenset({"to"}), Generalise),
    "redact": (frozenset({"categories"}), Redact),
}

NAMES = tuple(_CATALOGUE)
"""The names that a data map may use."""


def make(spec: MaskSpec) -> Mask:
    """The mask that `spec` names. Raises MaskError for a name or an argument that there is not."""
    if spec.name not in _CATALOGUE:
        raise MaskError(f"there is no mask {spec.name!r}", mend=f"use one of {', '.join(NAMES)}")
    wanted, mask = _CATALOGUE[spec.name]
    given = dict(spec.args)
    if given.keys() != wanted or len(given) != len(spec.args):
        raise MaskError(f"mask {spec.name} does not take these arguments", mend=f"give {_listed(wanted)}")
    return mask(**given)


def _listed(names: frozenset[str]) -> str:
    return " and ".join(sorted(names)) or "it none"
