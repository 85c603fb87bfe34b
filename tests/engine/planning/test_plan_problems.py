"""What cannot be carried out is told before anything is touched: every reason, by file and line, with the mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from wrong_plans import CUSTOMERS, ORDERS, OWNED, PERSON, WRONG, Wrong

from pellucid.engine.datamap.loading import load
from pellucid.engine.datamap.model import DataMap
from pellucid.engine.errors import PlanError, Problem
from pellucid.engine.planning.plan import Right
from pellucid.engine.planning.planner import Live, plan
from pellucid.engine.testing.tables import schema

HEAD = """\
pellucid: 1
persons: {customer: {identities: {user_id: unique, email: unique, phone: shared}}}
store: shop
url: sqlite:///shop.db
collections:
"""


def mapped(folder: Path, collections: str) -> DataMap:
    (folder / "map.yml").write_text(HEAD + collections + "\n")
    return load(folder / "map.yml")


def problems(folder: Path, wrong: Wrong) -> tuple[Problem, ...]:
    live = Live(wrong.schema(schema(wrong.tables)), wrong.row_by_row, wrong.keyless)
    with pytest.raises(PlanError) as raised:
        plan(mapped(folder, wrong.collections), wrong.right, "customer", {"shop": live})
    return raised.value.problems


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_it_is_told_by_file_and_line_with_the_mend(tmp_path: Path, wrong: Wrong) -> None:
    lines = (HEAD + wrong.collections).splitlines()
    here = next(number for number, line in enumerate(lines, 1) if line.endswith("# here"))
    found = problems(tmp_path, wrong)
    assert [problem.where for problem in found] == [f"{tmp_path}/map.yml:{here}"]
    assert wrong.told in found[0].wrong
    assert wrong.mend in found[0].mend


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    collections = f"{PERSON}\n  orders: {{{OWNED}, erase: mask, fields: {{note: {{is: user.content, erase: phone}}}}}}"
    orders = ORDERS.replace("note string", "note decimal")
    tables = f"{CUSTOMERS}\n{orders}\nvisits: id integer key; c integer -> customers.id"
    wrong = problems(tmp_path, Wrong(tables, collections, "", ""))
    assert len(wrong) == 3


def test_an_unknown_kind_of_person_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="use one of customer"):
        plan(mapped(tmp_path, PERSON), Right.ACCESS, "patient", {"shop": Live(schema(CUSTOMERS))})


def test_a_correction_of_what_no_row_has_is_told(tmp_path: Path) -> None:
    live = {"shop": Live(schema(CUSTOMERS))}
    with pytest.raises(PlanError) as raised:
        plan(mapped(tmp_path, PERSON), Right.RECTIFICATION, "customer", live, ("customers.nmae",))
    assert [problem.where for problem in raised.value.problems] == ["customers.nmae"]


def test_patients_are_not_their_doctor(tmp_path: Path) -> None:
    """Whoever owns rows that are persons themselves is not known by these persons' identities."""
    (tmp_path / "map.yml").write_text(
        HEAD.replace("persons: {", "persons: {doctor: {identities: {user_id: unique, email: unique}}, ")
        + "  doctors: {person: doctor, identities: {email: email}, erase: delete}\n"
        + "  customers: {person: customer, identities: {email: email}, erase: delete,\n"
        + "    owns: {doctor: doctors, by: {doctor_id: id}}}\n"
    )
    tables = f"{CUSTOMERS}; doctor_id integer null\ndoctors: id integer key; email string 200 null"
    (part,) = plan(load(tmp_path / "map.yml"), Right.ERASURE, "doctor", {"shop": Live(schema(tables))}).parts
    assert [step.collection for step in part.steps] == ["customers", "doctors"]
    assert part.seeds == ()
