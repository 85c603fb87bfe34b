"""Proposals as YAML, each marked at the end of its line for the person who confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from pellucid.engine.datamap.model import EraseAction, LinkKind, MaskSpec
from pellucid.engine.discover.documents import add, add_item, flow
from pellucid.engine.discover.erasures import Erasure
from pellucid.engine.discover.fields import FieldGuess
from pellucid.engine.discover.naming import words
from pellucid.engine.discover.persons import Identity
from pellucid.engine.discover.pointing import SHARES, Way
from pellucid.engine.discover.proposals import Proposal

_MARKED = "# proposed"
_REASON = "To be completed: which law asks to keep this?"


def mark(why: str = "", check: str = "") -> str:
    """`proposed`, `proposed: WHY` or `proposed, check: WHAT`."""
    if check:
        return f"proposed, check: {', '.join(filter(None, (why, check)))}"
    return f"proposed: {why}" if why else "proposed"


def collection(proposal: Proposal, name: str, names: Mapping[str, str]) -> CommentedMap:
    """The collection called `name`; `names`: what the map calls the identities, where it is not what we would."""
    written = CommentedMap()
    if name != proposal.table.name:
        add(written, "table", proposal.table.name)
    if proposal.persons:
        add(written, "person", proposal.persons.kind, mark("by the table's name"))
        columns = {names.get(i.name, i.name): i.column for i in proposal.persons.identities}
        if columns:
            add(written, "identities", flow(columns), mark())
    for kind in LinkKind:
        own = [way for way in proposal.ways if way.kind is kind]
        if own:
            add_links(written, kind, own, proposal)
    if proposal.erasure:
        add(written, "erase", _erase(proposal.erasure), _why_erased(proposal.erasure))
    fields = CommentedMap()
    for guess in proposal.fields:
        add(fields, guess.column, field(guess), mark(guess.why, guess.check))
    add(written, "fields", fields)
    return written


def add_links(written: CommentedMap, kind: LinkKind, ways: Iterable[Way], proposal: Proposal) -> None:
    """One link on its line, several as a list; links that stand there already stay first."""
    new = [(_link(way, proposal), mark(check=way.check)) for way in ways]
    old = written.get(kind.value)
    if old is None and len(new) == 1:
        _before_fields(written, kind.value, *new[0])
        return
    if not isinstance(old, CommentedSeq):
        listed = CommentedSeq([] if old is None else [old])
        if old is None:
            _before_fields(written, kind.value, listed)
        else:
            written[kind.value] = listed
        old = listed
    for link, comment in new:
        add_item(old, link, comment)


def field(guess: FieldGuess) -> object:
    """`CATEGORY`, or with its mask `{is: CATEGORY, erase: MASK}`."""
    if guess.mask is None:
        return guess.category
    return flow({"is": guess.category, "erase": _mask(guess.mask)})


def identity(one: Identity, column: str) -> tuple[str, str]:
    """What the map says of an identity, and the comment."""
    doubt = "" if one.sure else "the database does not say that it is UNIQUE"
    return "unique" if one.unique else "shared", mark(column, doubt)


def _before_fields(written: CommentedMap, key: str, value: object, comment: str | None = None) -> None:
    if "fields" in written:
        written.insert(list(written).index("fields"), key, value, comment=comment)
    else:
        add(written, key, value, comment or "")


def _link(way: Way, proposal: Proposal) -> CommentedMap:
    written: dict[str, object] = {way.person: way.target, "by": flow(dict(way.on))}
    masked = list(_theirs(way, proposal)) if way.kind is SHARES else []
    if masked:
        listed = CommentedSeq(masked)
        listed.fa.set_flow_style()
        written["mask"] = listed
    return flow(written)


def _theirs(way: Way, proposal: Proposal) -> Iterator[str]:
    """Fields that are called like the person's column: `sender_name` beside `sender_id`."""
    role = words(way.on[0][0])[:-1]
    linked = {column for other in proposal.ways for column, _ in other.on}
    for guess in proposal.fields:
        if (
            role
            and words(guess.column)[: len(role)] == role
            and guess.column not in linked
            and guess.category != "none"
        ):
            yield guess.column


def _erase(erasure: Erasure) -> object:
    if erasure.action is not EraseAction.KEEP:
        return erasure.action.value
    unlinked = {"unlink": True} if erasure.unlink else {}
    return flow({"keep": "always", "because": DoubleQuotedScalarString(_REASON), **unlinked})


def _why_erased(erasure: Erasure) -> str:
    if erasure.action is EraseAction.KEEP:
        return mark(check=erasure.why)
    return mark(erasure.why)


def _mask(mask: MaskSpec) -> object:
    arguments = dict(mask.args)
    match mask.name:
        case "null":
            return DoubleQuotedScalarString("null")
        case "constant":
            return flow({"constant": arguments["value"]})
        case "generalise":
            return flow({"generalise": arguments["to"]})
        case "redact":
            categories = CommentedSeq(arguments["categories"])
            categories.fa.set_flow_style()
            return flow({"redact": categories})
        case name:
            return name


def proposals(datamap: Path) -> int:
    """Lines of a map, a folder or one file, that nobody has taken the mark of a proposal from."""
    files = [datamap] if datamap.is_file() else [*datamap.rglob("*.yml"), *datamap.rglob("*.yaml")]
    return sum(_MARKED in line for file in files for line in file.read_text("utf-8").splitlines())
