"""What must hold in every world, whatever the store. Each raises AssertionError where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reachability import Place, going, leading, reached, roles
from standing_worlds import Stands, in_memory, standing
from worlds import Row, World

from pellucid.engine.datamap.model import EraseAction, LinkKind, MaskSpec
from pellucid.engine.planning.plan import Action

OWNS, SHARES, SEES, REFERS = LinkKind


def nobody_elses_row_is_read(world: World, people: Sequence[int], stands: Stands) -> None:
    """A copy holds just the rows that a walk from its person comes by, and no field that is hidden."""
    with standing(world, stands) as at:
        for who, copied in zip(people, at.access(people), strict=True):
            found = {row["tag"] for (name, _), rows in copied.sections.items() for row in rows if name != "people"}
            walked = {world.rows[name][number]["tag"] for name, number in reached(world, who) if name != "people"}
            assert found == walked
            assert [row["name"] for row in copied.rows("people")] == [f"Name{who}"]


def nobody_elses_row_is_changed(world: World, people: Sequence[int], stands: Stands) -> None:
    """Of the rows that stay, only what points at the people who leave, and the fields that are said to be theirs."""
    with standing(world, stands) as at:
        before = at.state()
        at.erase(people)
        after = at.state()
    gone = going(world, people)
    for place, old, new in _each_row(world, before, after):
        if place not in gone:
            assert new is not None, place
            changed = {name for name in old if old[name] != new[name]}
            assert changed <= _theirs(world, place, people, gone), place


def what_a_person_owns_is_erased_as_declared(world: World, people: Sequence[int], stands: Stands) -> None:
    with standing(world, stands) as at:
        before = at.state()
        at.erase(people)
        after = at.state()
    owned = {place for place, known in roles(world).items() if any(OWNS in known.get(who, ()) for who in people)}
    for place, old, new in _each_row(world, before, after):
        if place not in owned:
            continue
        erase = world.collections[place[0]].erase
        assert erase is not None
        kept = erase.keep is not None and not (erase.keep.until and str(old["since"]) < "2002")
        action = erase.action if erase.keep is None or kept else erase.then
        assert (new is None) is (action is EraseAction.DELETE), place
        if new is not None and kept:
            assert {name for name in old if old[name] != new[name]} <= _may_change_in_kept(world, place)
        elif new is not None and action is EraseAction.MASK:
            masked = [f for f in world.collections[place[0]].fields.values() if f.name not in ("note", "mail")]
            assert all(old[f.column] is None or new[f.column] != old[f.column] for f in masked)


def a_second_erasure_changes_nothing(world: World, people: Sequence[int], stands: Stands) -> None:
    with standing(world, stands) as at:
        at.erase(people)
        once = at.state()
        assert at.erase(people).rows()[1] == 0
        assert at.state() == once


def many_at_once_come_to_the_same_as_one_by_one(world: World, people: Sequence[int], stands: Stands) -> None:
    with standing(world, stands) as at:
        at.erase(people)
        together = at.state()
    with standing(world, stands) as at:
        for who in reversed(people):
            at.erase([who])
        assert at.state() == together


def after_erasure_access_finds_only_what_is_kept_or_masked(world: World, people: Sequence[int], stands: Stands) -> None:
    with standing(world, stands) as at:
        at.erase(people)
        for copied in at.access(people):
            for (name, relation), rows in copied.sections.items():
                erase = world.collections[name].erase
                assert erase is not None
                if relation == "owns" and rows:
                    assert erase.action in (EraseAction.MASK, EraseAction.KEEP), name


def the_store_does_what_the_steps_mean(world: World, people: Sequence[int], stands: Stands) -> None:
    """Copies, what was found of whom, and the end are those of the store in memory, which reads the steps plainly.

    Stores that check foreign keys row by row have more to unlink, in rows that are deleted then.
    """
    seen = []
    for where in (in_memory, stands):
        with standing(world, where) as at:
            read = [copied.sections for copied in at.access(people)]
            run = at.erase(people)
            whole = [(step, counts) for step, counts in run.counts if step.action is not Action.UNLINK]
            found = [(step.action, step.collection, counts.found) for step, counts in whole]
            seen.append((read, found, at.state()))
    assert seen[1] == seen[0]


ALL = (
    nobody_elses_row_is_read,
    nobody_elses_row_is_changed,
    what_a_person_owns_is_erased_as_declared,
    a_second_erasure_changes_nothing,
    many_at_once_come_to_the_same_as_one_by_one,
    after_erasure_access_finds_only_what_is_kept_or_masked,
    the_store_does_what_the_steps_mean,
)


Changes = Sequence[tuple[Place, Row, Row | None]]


def _each_row(
    world: World,
    before: Mapping[str, Mapping[tuple[object, ...], Row]],
    after: Mapping[str, Mapping[tuple[object, ...], Row]],
) -> Changes:
    """Every row as it was and as it is; None where it is gone."""
    found: list[tuple[Place, Row, Row | None]] = []
    for name, table in world.schema.tables.items():
        for number, row in enumerate(world.rows[name]):
            key = tuple(row[column] for column in table.primary_key)
            found.append(((name, number), before[name][key], after[name].get(key)))
    return found


def _theirs(world: World, place: Place, people: Sequence[int], gone: set[Place]) -> set[str]:
    """What of a row is about people who leave: how it points at what goes, and what its links say is theirs."""
    links = [link for link in leading(world, place, gone, people) if link.kind is not OWNS]
    columns = {column for link in links for column, _ in (link.unlink or link.on)} - {"id"}
    fields = world.collections[place[0]].fields.values()
    shared = any(roles(world).get(place, {}).get(who, set()) & {SHARES, SEES} for who in people)
    redacted = {f.column for f in fields if isinstance(f.erase, MaskSpec) and f.erase.name == "redact" and shared}
    return columns | {name for link in links for name in link.mask} | redacted


def _may_change_in_kept(world: World, place: Place) -> set[str]:
    """Masks that are declared, and links that are cut when somebody leaves, whatever becomes of the row."""
    collection = world.collections[place[0]]
    masks = {f.column for f in collection.fields.values() if isinstance(f.erase, MaskSpec)}
    kinds = {SHARES, SEES, REFERS} | ({OWNS} if collection.erase and collection.erase.unlink else set())
    links = [link for link in collection.links if link.kind in kinds]
    columns = {column for link in links for column, _ in (link.unlink or link.on)} - {"id"}
    return masks | columns | {name for link in links for name in link.mask}
