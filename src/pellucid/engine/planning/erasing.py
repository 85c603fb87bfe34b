"""The steps of erasure: what happens to each row that belongs to a person who leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pellucid.engine.datamap.model import IDENTITIES, Collection, EraseAction, Field, Keep, Link, MaskSpec, StoreMap
from pellucid.engine.planning.graph import OWNS, SEES, SHARES, Graph, Node, NodeKey, references
from pellucid.engine.planning.plan import DESERTED, Action, Rows, Set, Step
from pellucid.engine.schema import Schema, Table

NULL = MaskSpec("null")


def steps(store: StoreMap, schema: Schema, graph: Graph, person: str) -> list[Step]:
    """Every step of every collection, not yet in an order that foreign keys allow."""
    found: list[Step] = []
    for node in reversed(list(graph.values())):
        collection = store.collections[node.collection]
        table = schema.tables[collection.table]
        if node.role is OWNS:
            made = _owned(collection, table, node, schema, store)
        else:
            made = _touched(collection, node, graph, schema, store)
        found += (replace(step, relation=_relation(node)) for step in made)
    for edge in references(graph, store, person):
        collection = store.collections[edge.collection]
        sets = cuts(collection, edge.link, schema, store) + masks_on_leaving(collection, edge.link)
        if sets:
            rows = Rows(edge=edge)
            found.append(Step(Action.UNLINK, store.name, collection.name, rows, sets=sets, relation="refers"))
    return found


def _relation(node: Node) -> str:
    """What the rows are to the person, for those who read the plan."""
    deserted = [edge.last for edge in node.edges]
    if not any(deserted):
        return node.role.value
    return DESERTED if all(deserted) else f"{node.role.value} or {DESERTED}"


def _owned(collection: Collection, table: Table, node: Node, schema: Schema, store: StoreMap) -> Iterator[Step]:
    erase = collection.erase
    rows = Rows(node.key)
    if erase is None or erase.action is EraseAction.DELETE:
        yield Step(Action.DELETE, store.name, collection.name, rows)
        return
    if erase.action is not EraseAction.KEEP:
        yield from _changed(erase.action, collection, table, node, rows, schema, store)
        return
    keep = erase.keep or Keep("")
    kept = Rows(node.key, time=keep.until, expired=False)
    until = str(keep.until) if keep.until else ""
    yield Step(Action.KEEP, store.name, collection.name, kept, reason=keep.because, until=until)
    sets = declared_masks(collection)
    if sets:
        yield Step(Action.MASK, store.name, collection.name, kept, sets=sets)
    if erase.unlink:
        yield from _unlinked(collection, node, kept, schema, store)
    if keep.until is not None:
        over = Rows(node.key, time=keep.until, expired=True)
        if erase.then is EraseAction.DELETE:
            yield Step(Action.DELETE, store.name, collection.name, over)
        else:
            yield from _changed(erase.then, collection, table, node, over, schema, store)
        if erase.unlink and erase.then is EraseAction.MASK:
            yield from _unlinked(collection, node, over, schema, store)


def _changed(
    action: EraseAction, collection: Collection, table: Table, node: Node, rows: Rows, schema: Schema, store: StoreMap
) -> Iterator[Step]:
    sets = declared_masks(collection) if action is EraseAction.UNLINK else all_masks(collection, table)
    if sets:
        yield Step(Action.MASK, store.name, collection.name, rows, sets=sets)
    if action is EraseAction.UNLINK:
        yield from _unlinked(collection, node, rows, schema, store)


def _unlinked(collection: Collection, node: Node, rows: Rows, schema: Schema, store: StoreMap) -> Iterator[Step]:
    for edge in node.edges:
        sets = cuts(collection, edge.link, schema, store)
        if sets:
            own = Rows(node.key, edge, time=rows.time, expired=rows.expired)
            yield Step(Action.UNLINK, store.name, collection.name, own, sets=sets)


def _touched(collection: Collection, node: Node, graph: Graph, schema: Schema, store: StoreMap) -> Iterator[Step]:
    """Rows that stay for somebody else: the person is taken out of them, where they stand in the row itself."""
    gone = _deleted(collection, graph)
    redactions = tuple(s for s in declared_masks(collection) if s.mask.name == "redact")
    if redactions and node.role in (SHARES, SEES):
        yield Step(Action.MASK, store.name, collection.name, Rows(node.key, without=gone), sets=redactions)
    for edge in node.edges:
        if edge.link is None or edge.link.kind not in (SHARES, SEES) or (edge.target and edge.target[1] is not OWNS):
            continue
        sets = cuts(collection, edge.link, schema, store) + masks_on_leaving(collection, edge.link)
        if sets:
            rows = Rows(node.key, edge, without=gone)
            yield Step(Action.UNLINK, store.name, collection.name, rows, sets=sets)


def _deleted(collection: Collection, graph: Graph) -> tuple[NodeKey, ...]:
    """Rows that need not be changed, because they are deleted."""
    owned = graph.get((collection.name, OWNS))
    deleting = collection.erase is None or collection.erase.action is EraseAction.DELETE
    return (owned.key,) if owned and deleting else ()


def cuts(collection: Collection, link: Link | None, schema: Schema, store: StoreMap) -> tuple[Set, ...]:
    """What cuts the reference to a person: the link's own columns become NULL, or what the map says instead.

    A link to many rows (its target columns are not unique) has no reference on this side to cut.
    """
    if link is None:
        return ()
    if link.unlink is not None:
        return tuple(_set(collection, column, _written(value)) for column, value in link.unlink)
    if not to_one(link, schema, store):
        return ()
    table = schema.tables[collection.table]
    here = [column for column, _ in link.on]
    if link.target == IDENTITIES:
        return tuple(_set(collection, column, _of_identity(collection, link, column)) for column in here)
    free = [c for c in here if c not in table.primary_key and (c not in table.columns or table.columns[c].nullable)]
    if len(here) > 1 and free:
        here = free
    return tuple(_set(collection, column, NULL) for column in here)


def _of_identity(collection: Collection, link: Link, name: str) -> MaskSpec:
    """NULL in shared rows: that this person has left must show."""
    return NULL if link.kind is SHARES else _mask_of(collection.fields.get(name))


def to_one(link: Link, schema: Schema, store: StoreMap) -> bool:
    """Whether a row reaches at most one target row through `link`."""
    if link.target == IDENTITIES:
        return True
    target = schema.tables[store.collections[link.target].table]
    return target.is_unique(frozenset(column for _, column in link.on))


def masks_on_leaving(collection: Collection, link: Link | None) -> tuple[Set, ...]:
    """The fields that a link says are the leaving person's."""
    fields = [collection.fields[name] for name in link.mask] if link else []
    return tuple(Set(f.column, _mask_of(f), f.path, f.category) for f in fields)


def declared_masks(collection: Collection) -> tuple[Set, ...]:
    """The fields with a mask of their own, whatever happens to the row."""
    return tuple(
        Set(f.column, f.erase, f.path, f.category) for f in collection.fields.values() if isinstance(f.erase, MaskSpec)
    )


def all_masks(collection: Collection, table: Table) -> tuple[Set, ...]:
    """Every personal field that can change, NULL where the map names no mask."""
    fixed = frozenset(table.primary_key)
    return tuple(
        Set(f.column, _mask_of(f), f.path, f.category)
        for f in collection.fields.values()
        if f.personal and not isinstance(f.erase, Keep) and (f.erase is not None or f.column not in fixed)
    )


def _set(collection: Collection, name: str, mask: MaskSpec) -> Set:
    field = collection.fields.get(name)
    if field is not None:
        return Set(field.column, mask, field.path, field.category)
    column, _, path = name.partition(".")
    return Set(column, mask, path)


def _mask_of(field: Field | None) -> MaskSpec:
    return field.erase if field is not None and isinstance(field.erase, MaskSpec) else NULL


def _written(value: str | int | None) -> MaskSpec:
    return NULL if value is None else MaskSpec("constant", (("value", value),))
