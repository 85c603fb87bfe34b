"""Rows go in an order that foreign keys allow."""

from __future__ import annotations

from pellucid.engine.testing.bench import Bench, Filling, same
from pellucid.engine.testing.stand import Stand

_CUSTOMERS = "customers: id integer key; email string 200 unique"
_PERSON = "  customers: {person: customer, identities: {user_id: id, email: email}, erase: delete}\n"
_PEOPLE: Filling = {"customers": [(1, "anna@x.org"), (2, "ben@x.org")]}


def children_go_before_their_parents(bench: Bench[Stand]) -> None:
    tables = f"""{_CUSTOMERS}
        a: id integer key; customer_id integer -> customers.id
        b: id integer key; a_id integer -> a.id; customer_id integer -> customers.id
        c: id integer key; b_id integer -> b.id
    """
    collections = f"""{_PERSON}
  c: {{owns: {{customer: b, by: {{b_id: id}}}}, erase: delete}}
  a: {{owns: {{customer: customers, by: {{customer_id: id}}}}, erase: delete}}
  b:
    owns:
      - {{customer: a, by: {{a_id: id}}}}
      - {{customer: customers, by: {{customer_id: id}}}}
    erase: delete
"""
    rows: Filling = {**_PEOPLE, "a": [(1, 1), (2, 2)], "b": [(1, 1, 1), (2, 2, 2)], "c": [(1, 1), (2, 2), (3, 1)]}
    with bench.engine(tables, rows, collections) as engine:
        engine.erase([{"user_id": "1"}])
        same([bench.column(name, "id") for name in ("customers", "a", "b", "c")], [[2]] * 4)
        same(engine.erase([{"user_id": "1"}]).rows(), (0, 0))


def tables_that_point_at_each_other_can_be_emptied(bench: Bench[Stand]) -> None:
    tables = f"""{_CUSTOMERS}
        teams: id integer key; customer_id integer -> customers.id; lead integer null -> members.id
        members: id integer key; team_id integer -> teams.id
    """
    collections = f"""{_PERSON}
  teams:
    owns: {{customer: customers, by: {{customer_id: id}}}}
    refers: {{customer: members, by: {{lead: id}}}}
    erase: delete
  members: {{owns: {{customer: teams, by: {{team_id: id}}}}, erase: delete}}
"""
    rows: Filling = {**_PEOPLE, "teams": [(1, 1, 2), (2, 2, 3), (3, 2, 1)], "members": [(1, 1), (2, 1), (3, 2)]}
    with bench.engine(tables, rows, collections) as engine:
        engine.erase([{"user_id": "1"}])
    same([(row["id"], row["lead"]) for row in bench.rows("teams")], [(2, 3), (3, None)])
    same(bench.column("members", "id"), [3])


def rows_of_one_table_that_point_at_each_other_can_go(bench: Bench[Stand]) -> None:
    tables = f"{_CUSTOMERS}\nposts: id integer key; author integer -> customers.id; reply_to integer null -> posts.id"
    collections = f"""{_PERSON}
  posts:
    owns: {{customer: customers, by: {{author: id}}}}
    refers: {{customer: posts, by: {{reply_to: id}}}}
    erase: delete
"""
    posts = [(1, 1, 3), (2, 1, 1), (3, 1, 2), (4, 2, 1), (5, 1, 4), (6, 2, 4), (7, 1, 7)]
    with bench.engine(tables, {**_PEOPLE, "posts": posts}, collections) as engine:
        engine.erase([{"user_id": "1"}])
        same([(row["id"], row["reply_to"]) for row in bench.rows("posts")], [(4, None), (6, 4)])
        engine.erase([{"user_id": "2"}])
    same(bench.rows("posts"), [])
