"""What erasure does: with a collection's rows, and with one field."""

from __future__ import annotations

from pellucid.engine.datamap.findings import Findings, did_you_mean, shown
from pellucid.engine.datamap.model import Erase, EraseAction, Keep, MaskSpec
from pellucid.engine.datamap.nodes import Keyed, Listing, Node, Scalar, is_null, plain
from pellucid.engine.datamap.parts.durations import duration
from pellucid.engine.datamap.parts.shapes import flag, keyed, part, text, texts
from pellucid.engine.errors import MaskError
from pellucid.engine.masks import NAMES, make

ALWAYS = "always"
CHOICES = "delete, mask, unlink or {keep: 10 years after COLUMN, because: REASON}"
_WHOLE = tuple(action.value for action in EraseAction if action is not EraseAction.KEEP)
_ARGUMENTS = {"constant": "value", "generalise": "to", "redact": "categories"}
_ALONE = tuple(name for name in NAMES if name not in _ARGUMENTS)
_EXAMPLES = {
    "constant": "{constant: gone}",
    "generalise": "{generalise: year}",
    "redact": "{redact: [user.name, user.contact]}",
}
_MASKS = f'Use "null", {", ".join(n for n in _ALONE if n != "null")}, {", ".join(_EXAMPLES.values())}.'
_QUOTE = 'Put the word into quotes: "null". Bare, YAML reads it as nothing.'


def read_erase(node: Node, where: str, findings: Findings) -> Erase | None:
    """`erase` of a collection."""
    if isinstance(node, Keyed):
        return _kept(node, where, findings)
    word = node.value if isinstance(node, Scalar) else None
    if isinstance(word, str) and word in _WHOLE:
        return Erase(EraseAction(word), place=node.place)
    if is_null(node):
        findings.add(node.place, f"`erase` of {where} says nothing", f"Write {CHOICES}.")
    elif word == EraseAction.KEEP:
        findings.add(node.place, f"{where} is kept without a reason", "Write {keep: always, because: REASON}.")
    elif isinstance(word, str) and word in NAMES:
        mend = f"Write erase: mask here and {word} at the field."
        findings.add(node.place, f"{word} is a mask for one field, not for the rows of {where}", mend)
    else:
        mend = f"Write {CHOICES}."
        wrong = f"erasure cannot do this with {where}"
        findings.add(node.place, wrong, did_you_mean(word, _WHOLE, mend) if isinstance(word, str) else mend)
    return None


def _kept(node: Keyed, where: str, findings: Findings) -> Erase | None:
    entries = keyed(node, f"`erase` of {where}", findings, "erase").entries
    keep = _keep(node, where, findings)
    then = EraseAction.DELETE
    if "then" in entries:
        then = _then(entries["then"], where, findings)
        if keep is not None and keep.until is None:
            findings.add(entries["then"].place, f"{where} is kept always, so `then` never comes", "Take `then` out.")
    unlink = part(node, "unlink", flag, f"`unlink` of {where}", findings) or False
    return Erase(EraseAction.KEEP, keep, then, unlink, node.place) if keep else None


def _keep(node: Keyed, where: str, findings: Findings) -> Keep | None:
    until = node.entries.get("keep")
    because = part(node, "because", text, f"`because` of {where}", findings)
    if "because" not in node.entries:
        findings.add(node.place, f"{where} is kept without a reason", "Add because: and name the law.")
    if until is None:
        findings.add(node.place, f"{where}: it is not said how long to keep", "Add keep: always, or a time.")
        return None
    always = isinstance(until, Scalar) and until.value == ALWAYS
    time = None if always else duration(until, f"`keep` of {where} (if not always)", findings)
    return Keep(because, time) if because and (always or time) else None


def _then(node: Node, where: str, findings: Findings) -> EraseAction:
    word = text(node, "`then`", findings)
    if word in _WHOLE:
        return EraseAction(word)
    if word is not None:
        mend = did_you_mean(word, _WHOLE, f"write {', '.join(_WHOLE)}.")
        findings.add(node.place, f"`then` of {where} cannot be {shown(word)}", mend)
    return EraseAction.DELETE


def read_field_erase(node: Node, where: str, findings: Findings) -> MaskSpec | Keep | None:
    """`erase` of a field: a mask, or `{keep: always, because: REASON}`."""
    if isinstance(node, Keyed) and ("keep" in node.entries or "because" in node.entries):
        keyed(node, f"`erase` of {where}", findings, "field_keep")
        keep = _keep(node, where, findings)
        if keep and keep.until:
            mend = "Write keep: always, or give the time to the collection."
            findings.add(node.place, f"one field cannot be kept for a time: {where}", mend)
        return keep
    return _mask(node, where, findings)


def _mask(node: Node, where: str, findings: Findings) -> MaskSpec | None:
    spec = _spec(node, where, findings)
    if spec is None:
        return None
    try:
        make(spec)
    except MaskError as error:
        findings.add(node.place, f"{where}: {error.wrong}", f"{error.mend[:1].upper()}{error.mend[1:]}.")
        return None
    return spec


def _spec(node: Node, where: str, findings: Findings) -> MaskSpec | None:
    if is_null(node):
        findings.add(node.place, f"the mask of {where} is a bare null", _QUOTE)
    elif isinstance(node, Keyed) and len(node.entries) == 1:
        name, argument = next(iter(node.entries.items()))
        return _with_argument(name, argument, where, findings)
    elif isinstance(node, Scalar) and isinstance(node.value, str):
        return _alone(node.value, node, where, findings)
    else:
        findings.add(node.place, f"the mask of {where} must be one mask", _MASKS)
    return None


def _alone(name: str, node: Node, where: str, findings: Findings) -> MaskSpec | None:
    if name in _ALONE:
        return MaskSpec(name)
    if name in _ARGUMENTS:
        findings.add(node.place, f"the mask {name} of {where} needs to know more", f"Write it as {_EXAMPLES[name]}.")
    elif name in _WHOLE or name == EraseAction.KEEP:
        mend = f"That is for whole rows. {_MASKS}" if name in _WHOLE else "Write {keep: always, because: REASON}."
        findings.add(node.place, f"{where}: a field cannot be erased by {name}", mend)
    else:
        findings.add(node.place, f"{where}: there is no mask {shown(name)}", did_you_mean(name, NAMES, _MASKS))
    return None


def _with_argument(name: str, argument: Node, where: str, findings: Findings) -> MaskSpec | None:
    if name not in _ARGUMENTS:
        stray = f"the mask {name} takes nothing" if name in NAMES else f"there is no mask {shown(name)}"
        findings.add(argument.place, f"{where}: {stray}", did_you_mean(name, NAMES, _MASKS))
        return None
    if is_null(argument):
        mend = _QUOTE if name == "constant" else f"Write it as {_EXAMPLES[name]}."
        findings.add(argument.place, f"the mask {name} of {where} is given nothing", mend)
        return None
    if name != "redact":
        return MaskSpec(name, ((_ARGUMENTS[name], plain(argument)),))
    if isinstance(argument, Listing) and not argument.items:
        findings.add(argument.place, f"the mask redact of {where} is given nothing", f"Write {_EXAMPLES[name]}.")
        return None
    categories = texts(argument, f"`redact` of {where}", findings)
    return MaskSpec(name, ((_ARGUMENTS[name], categories),)) if categories else None
