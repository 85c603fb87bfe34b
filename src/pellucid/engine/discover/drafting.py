"""The draft of a data map from a live schema, and its merging into the map that people have made of an earlier one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

from ruamel.yaml.comments import CommentedMap
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from pellucid.engine.datamap.model import IDENTITIES, LinkKind
from pellucid.engine.datamap.writing import dump, text_of
from pellucid.engine.discover.documents import add, load, remark, unremark
from pellucid.engine.discover.mentions import is_bare_key
from pellucid.engine.discover.pointing import Way
from pellucid.engine.discover.proposals import Known, Proposal, propose
from pellucid.engine.discover.writing import add_links, collection, field, identity, mark
from pellucid.engine.errors import MapError
from pellucid.engine.schema import Schema

GONE = "gone from the database"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Drafted:
    """Two documents: the store's own, and the one that declares the kinds of person."""

    store: CommentedMap
    persons: CommentedMap


def draft(
    schema: Schema,
    *,
    store: str,
    url: str,
    existing: CommentedMap | None = None,
    persons: CommentedMap | None = None,
) -> Drafted:
    """A data map of `schema` in which every guess is marked `proposed`.

    `existing` is what the map already says of the store, `persons` the document that declares the kinds of person;
    neither is changed, the result continues them: what people wrote stays, tables and columns that are new are added,
    those that are gone are marked. Raises MapError where they are not made as a data map is.
    """
    written = deepcopy(existing) if existing is not None else CommentedMap()
    declared = deepcopy(persons) if persons is not None else CommentedMap()
    if not declared:
        add(declared, "pellucid", 1)
    if "store" not in written:
        add(written, "store", store)
        add(written, "url", _declared(url, store), mark())
    collections = _mapping(written, "collections")
    known = {str(body.get("table", name)): _known(body) for name, body in _bodies(collections)}
    called = {IDENTITIES: "identities_table"} | {str(b.get("table", name)): name for name, b in _bodies(collections)}
    for proposed in propose(schema, known):
        table = proposed.table.name
        proposal = replace(proposed, ways=tuple(_named(way, called) for way in proposed.ways))
        if table in known:
            _extend(collections[called[table]], proposal)
        else:
            names = _declare(proposal, declared, store)
            name = called.get(table, table)
            add(collections, name, collection(proposal, name, names), _about(proposal))
    _mark_gone(schema, collections)
    return Drafted(written, declared)


def write_draft(directory: Path, schema: Schema, *, store: str, url: str) -> list[Path]:
    """Write or continue the map in `directory`; the files that were changed.

    A store stands in the file that says `store: NAME`, else in NAME.yml; the kinds of person in the first file that
    declares any, else in map.yml. Raises MapError for a name that cannot be a file's and for files that are no map.
    """
    if not _NAME.fullmatch(store):
        raise MapError("this cannot be the name of a store", mend="Use letters, digits, - and _, a letter first.")
    directory.mkdir(parents=True, exist_ok=True)
    paths = sorted(path for path in directory.iterdir() if path.suffix in (".yml", ".yaml"))
    files = {path: document for path in paths if (document := load(path)) is not None}
    own = next((p for p, d in files.items() if d.get("store") == store), directory / f"{store}.yml")
    common = next((p for p, d in files.items() if "persons" in d), directory / "map.yml")
    if own == common:
        mend = "Move `persons` into a file of its own, such as map.yml."
        raise MapError("the store and the kinds of person stand in one file", where=str(own), mend=mend)
    drafted = draft(schema, store=store, url=url, existing=files.get(own), persons=files.get(common))
    changed = []
    for path, document in ((common, drafted.persons), (own, drafted.store)):
        if path not in files or text_of(document) != text_of(files[path]):
            dump(document, path)
            changed.append(path)
    return changed


def _declared(url: str, store: str) -> str:
    """The URL as the map may hold it: one that could hold a secret comes from the environment."""
    if "${" in url:
        return url
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if parsed is not None and parsed.password is None and not parsed.query:
        return url
    return f"${{{re.sub(r'[^A-Z0-9]', '_', store.upper())}_URL}}"


def _mapping(document: CommentedMap, key: str) -> CommentedMap:
    """The mapping under `key`, made if there is none."""
    if document.get(key) is None:
        if key in document:
            del document[key]
        add(document, key, CommentedMap())
    value = document[key]
    if isinstance(value, CommentedMap):
        return value
    raise MapError(f"{key} is no mapping", mend="Run pellucid map check.")


def _bodies(collections: CommentedMap) -> list[tuple[str, CommentedMap]]:
    for name, body in collections.items():
        if not isinstance(body, CommentedMap):
            raise MapError(f"collection {name} is no mapping", mend="Run pellucid map check.")
    return list(collections.items())


def _known(body: CommentedMap) -> Known:
    pairs = _entries(body, "identities").items()
    return Known(body.get("person"), tuple((str(name), str(column)) for name, column in pairs))


def _named(way: Way, called: Mapping[str, str]) -> Way:
    """The link with its target as the map calls it; a link by identities has no table as target."""
    return way if way.by_identity else replace(way, target=called.get(way.target, way.target))


def _about(proposal: Proposal) -> str:
    if proposal.check:
        return f"check: {proposal.check}"
    return "" if proposal.reached else mark("no person is reached from here")


def _declare(proposal: Proposal, declared: CommentedMap, store: str) -> Mapping[str, str]:
    """Add the kind of person and its identities where the map lacks them; the names that it gives the identities.

    Another store's keys are other numbers: a second `customer_id` would lead to somebody else.
    """
    one = proposal.persons
    if one is None:
        return {}
    kind = _mapping(_mapping(declared, "persons"), one.kind)
    known = _mapping(kind, "identities")
    key = f"{one.kind}_id"
    names = {key: f"{store}_{key}"} if key in known else {}
    for each in one.identities:
        name = names.get(each.name, each.name)
        if name not in known:
            add(known, name, *identity(each, f"{proposal.table.name}.{each.column}"))
    return names


def _extend(body: CommentedMap, proposal: Proposal) -> None:
    """Add the columns that are new to a collection, and the links that rest on them."""
    fields = _mapping(body, "fields")
    old = _spoken_of(body)
    new = {g.column for g in proposal.fields if g.column not in old and not is_bare_key(proposal.table, g.column)}
    for kind in LinkKind:
        ways = [way for way in proposal.ways if way.kind is kind and any(column in new for column, _ in way.on)]
        if ways:
            add_links(body, kind, ways, proposal)
    for guess in proposal.fields:
        if guess.column in new:
            add(fields, guess.column, field(guess), mark(guess.why, guess.check))


def _spoken_of(body: CommentedMap) -> set[str]:
    """The columns that a collection names, as what or by what its rows are found."""
    found = {*_entries(body, "fields"), *_entries(body, "identities").values()}
    for kind in LinkKind:
        links = body.get(kind.value)
        for link in links if isinstance(links, list) else [links]:
            found |= {*_entries(link, "by"), *_entries(link, "when")}
    return {str(name).partition(".")[0] for name in found}


def _entries(node: object, key: str) -> Mapping[object, object]:
    """The mapping under `key`, empty for what is none."""
    entries = node.get(key) if isinstance(node, Mapping) else None
    return entries if isinstance(entries, Mapping) else {}


def _mark_gone(schema: Schema, collections: CommentedMap) -> None:
    for name, body in _bodies(collections):
        table = schema.tables.get(str(body.get("table", name)))
        _mark(collections, name, gone=table is None)
        fields = body.get("fields")
        if table is not None and isinstance(fields, CommentedMap):
            for column in fields:
                _mark(fields, column, gone=str(column) not in table.columns)


def _mark(mapping: CommentedMap, key: str, *, gone: bool) -> None:
    if gone:
        remark(mapping, key, GONE)
    else:
        unremark(mapping, key, GONE)
