"""Whether each step can be carried out in the live schema, and does no more than the map says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pellucid.engine.datamap.model import Collection, Keep, StoreMap
from pellucid.engine.errors import MaskError, Problem
from pellucid.engine.masks import make, problem_inside
from pellucid.engine.planning.plan import Action, Set, Step
from pellucid.engine.schema import ForeignKey, Schema, Table

LETTING_GO = ("CASCADE", "SET NULL", "SET DEFAULT")
"""What a foreign key may do by itself to rows that point at a row that is deleted."""


def problems(store: StoreMap, schema: Schema, steps: Sequence[Step], *, keyless: bool) -> list[Problem]:
    """Every reason why the steps would fail, or would do what the map does not say."""
    found: list[Problem] = []
    for step in steps:
        if step.action in (Action.READ, Action.KEEP):
            continue
        collection = store.collections[step.collection]
        table = schema.tables[collection.table]
        found += _table(collection, table, keyless)
        found += _hidden(collection, table, step)
        for one in step.sets:
            found += _set(collection, table, one)
            found += _pointed_at(collection, table, one, schema)
        if step.action is Action.DELETE:
            found += _kept_fields(collection)
            found += _children(store, schema, collection, table, steps)
    return list(dict.fromkeys(found))


def _table(collection: Collection, table: Table, keyless: bool) -> Iterator[Problem]:
    if table.view:
        wrong = f"{collection.where} is a view or a virtual table; its rows cannot be changed in it"
        yield Problem(str(collection.place), wrong, "map the tables behind it, and leave this one out")
    sure = [key for key in table.unique if not any(table.columns[name].nullable for name in key)]
    if not keyless and not table.primary_key and not sure:
        wrong = f"{collection.where} has no primary key, and this database cannot tell its rows apart without one"
        yield Problem(str(collection.place), wrong, "give the table a primary key")


def _hidden(collection: Collection, table: Table, step: Step) -> Iterator[Problem]:
    event = "delete" if step.action is Action.DELETE else "update"
    declared = {effect.name for effect in collection.effects}
    for hidden in table.hidden:
        if event in hidden.on and hidden.name not in declared:
            wrong = f"{hidden.kind} {hidden.name} acts when rows of {collection.where} change"
            mend = f"say what it does: effects: {{{hidden.name}: {{does: ..., writes: [...]}}}}"
            yield Problem(str(collection.place), wrong, mend)


def _set(collection: Collection, table: Table, one: Set) -> Iterator[Problem]:
    column = table.columns.get(one.column)
    field = collection.fields.get(one.name)
    place = str(field.place if field else collection.place)
    where = f"{collection.where}.{one.name}"
    if column is None:
        yield Problem(place, f"{where}: the database has no such column", "correct the name")
        return
    if one.given:
        if column.generated:
            yield Problem(place, f"{where} is computed by the database", "correct what it is computed from")
        return
    try:
        mask = make(one.mask)
        unique = any(one.column in key for key in table.unique)
        wrong = problem_inside(mask, one.path, column) if one.path else mask.problem(column, unique)
    except MaskError as error:
        yield Problem(place, f"{where}: {error.wrong}", error.mend)
        return
    if wrong:
        what, _, mend = wrong.rpartition("; ")
        yield Problem(place, f"{where} ({column.native}): {what or mend}", f"say `erase:` for the field: {mend}")


def _pointed_at(collection: Collection, table: Table, one: Set, schema: Schema) -> Iterator[Problem]:
    """A value that other rows point at cannot change alone."""
    for child, key in schema.pointing_at(table.name):
        declared = {effect.name for effect in collection.effects}
        if one.column in key.target_columns and _effect_name(child) not in declared:
            wrong = f"{collection.where}.{one.column} is what {child.name}.{', '.join(key.columns)} points at"
            mend = "keep this field, or delete the row instead"
            yield Problem(str(collection.place), wrong, mend)


def _kept_fields(collection: Collection) -> Iterator[Problem]:
    for field in collection.fields.values():
        if isinstance(field.erase, Keep):
            wrong = f"{collection.where}.{field.name} is to be kept, and its row is deleted"
            yield Problem(str(field.place), wrong, "say `erase: mask` for the collection, or let the field go")


def _children(
    store: StoreMap, schema: Schema, collection: Collection, table: Table, steps: Sequence[Step]
) -> Iterator[Problem]:
    """Foreign keys that point at rows to be deleted: each must be let go of by a step, or declared."""
    mapped = {one.table: one for one in store.collections.values()}
    declared = {effect.name for effect in collection.effects}
    for child, key in schema.pointing_at(table.name):
        other = mapped.get(child.name)
        mine = [step for step in steps if other is not None and step.collection == other.name]
        if other is not None and lets_go(other, collection, key, mine):
            continue
        kept = any(step.action is Action.KEEP for step in mine)
        if _effect_name(child) in declared and not kept and key.on_delete in LETTING_GO:
            continue
        yield _child_problem(collection, child, key, other, kept)


def lets_go(other: Collection, collection: Collection, key: ForeignKey, steps: Sequence[Step]) -> bool:
    """Whether the `steps` of the `other` collection delete or cut every row whose `key` points into `collection`."""
    ages = {_age(step) for step in steps} - {None} or {None}
    return _linked(other, collection, key) and bool(steps) and all(_goes(age, key, steps) for age in ages)


def _linked(other: Collection, collection: Collection, key: ForeignKey) -> bool:
    """Whether a link follows the foreign key for each row."""
    pairs = set(zip(key.columns, key.target_columns, strict=True))
    return any(link.target == collection.name and set(link.on) == pairs and not link.when for link in other.links)


def _age(step: Step) -> bool | None:
    """Of which rows a step is: those whose time is over, those whose time is not, or (None) all."""
    return step.rows.expired if step.rows.time is not None else None


def _goes(age: bool | None, key: ForeignKey, steps: Sequence[Step]) -> bool:
    """Whether rows of that age are deleted, or their foreign key is cut."""
    mine = [step for step in steps if _age(step) in (age, None)]
    cut = any(one.column in key.columns and one.mask.name == "null" for step in mine for one in step.sets)
    kept = any(step.action is Action.KEEP for step in mine)
    return cut or (not kept and any(step.action is Action.DELETE for step in mine))


def _child_problem(
    collection: Collection, child: Table, key: ForeignKey, other: Collection | None, kept: bool
) -> Problem:
    pointing = f"{child.name}.{', '.join(key.columns)}"
    acts = key.on_delete if key.on_delete in LETTING_GO else ""
    wrong = f"rows of {collection.where} are deleted, and {pointing} points at them"
    if acts:
        wrong += f" with ON DELETE {acts}, which the map does not declare"
    if kept and other is not None:
        mend = (
            f"{other.where} is kept: say `unlink: true` there (the column must be nullable), or mask {collection.name}"
        )
    elif other is None:
        mend = f"map table {child.name}"
    elif _linked(other, collection, key):
        mend = f"{other.where} keeps pointing at them: say `erase: unlink` or `erase: delete` there"
    else:
        mend = f"link {other.name} to {collection.name} by it without `when`; `refers` may stand beside other links"
    if acts and not kept:
        mend += f", or say `effects: {{{_effect_name(child)}: {{does: ...}}}}`"
    return Problem(str((other or collection).place), wrong, mend)


def _effect_name(child: Table) -> str:
    """How `effects` names what a foreign key does by itself: `cascade to invoice_lines`."""
    return f"cascade to {child.name}"
