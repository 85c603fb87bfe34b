"""The ways in which a row may be a person's own."""

from __future__ import annotations

from pellucid.engine.testing.bench import Bench, Filling, copies, same
from pellucid.engine.testing.stand import Stand

_CUSTOMERS = "customers: id integer key; email string 200 unique; name string 100 null"
_PERSON = """
  customers: {person: customer, identities: {user_id: id, email: email}, erase: delete, fields: {name: user.name}}
"""
_PEOPLE: Filling = {"customers": [(1, "anna@x.org", "Anna"), (2, "ben@x.org", "Ben")]}
_ANNA, _BEN = {"email": "anna@x.org"}, {"user_id": "2"}


def composite_keys_are_compared_whole(bench: Bench[Stand]) -> None:
    tables = f"""{_CUSTOMERS}
        stays: hotel integer key; no integer key; customer_id integer null -> customers.id
        bills: id integer key; hotel integer null; no integer null; text string null; (hotel, no) -> stays(hotel, no)
    """
    collections = f"""{_PERSON}
  stays: {{owns: {{customer: customers, by: {{customer_id: id}}}}, erase: delete}}
  bills: {{owns: {{customer: stays, by: {{no: no, hotel: hotel}}}}, erase: delete, fields: {{text: user.content}}}}
"""
    rows: Filling = {
        **_PEOPLE,
        "stays": [(1, 1, 1), (1, 2, 2), (2, 1, 2)],
        "bills": [(1, 1, 1, "anna's"), (2, 1, 2, "ben's"), (3, 2, 1, "ben's too"), (4, None, 1, "nobody's")],
    }
    with bench.engine(tables, rows, collections) as engine:
        anna, ben = copies(engine, _ANNA, _BEN)
        engine.erase([_BEN])
    same((anna.rows("bills"), ben.rows("bills")), ([{"text": "anna's"}], [{"text": "ben's"}, {"text": "ben's too"}]))
    same((bench.column("bills", "id"), bench.column("stays", "no")), ([1, 4], [1]))


def a_type_and_an_id_point_at_several_collections(bench: Bench[Stand]) -> None:
    tables = f"""{_CUSTOMERS}
        orders: id integer key; customer_id integer null -> customers.id
        comments: id integer key; kind string 20 null; about integer null; text string null
    """
    collections = f"""{_PERSON}
  orders: {{owns: {{customer: customers, by: {{customer_id: id}}}}, erase: delete}}
  comments:
    owns:
      - {{customer: customers, by: {{about: id}}, when: {{kind: customer}}}}
      - {{customer: orders, by: {{about: id}}, when: {{kind: [order, refund]}}}}
    erase: delete
    fields: {{text: user.content}}
"""
    comments = [
        (1, "customer", 1, "a"),
        (2, "order", 1, "b"),
        (3, "refund", 2, "c"),
        (4, None, 1, "d"),
        (5, "x", 2, "e"),
    ]
    rows: Filling = {**_PEOPLE, "orders": [(1, 2), (2, 1)], "comments": comments}
    with bench.engine(tables, rows, collections) as engine:
        anna, ben = copies(engine, _ANNA, _BEN)
        engine.erase([_ANNA])
    same(sorted(str(row["text"]) for row in anna.rows("comments")), ["a", "c"])
    same([row["text"] for row in ben.rows("comments")], ["b"])
    same(bench.column("comments", "id"), [2, 4, 5])


def conditions_on_null_are_kept(bench: Bench[Stand]) -> None:
    tables = f"{_CUSTOMERS}\nposts: id integer key; author integer null; parent integer null; text string null"
    collections = f"""{_PERSON}
  posts:
    owns: {{customer: customers, by: {{author: id}}, when: {{parent: "null"}}}}
    sees: {{customer: customers, by: {{author: id}}, when: {{parent: not null}}, unlink: [author]}}
    erase: delete
    fields: {{text: user.content}}
""".replace('"null"', "null")
    rows: Filling = {**_PEOPLE, "posts": [(1, 1, None, "a"), (2, 1, 1, "b"), (3, 2, None, "c")]}
    with bench.engine(tables, rows, collections) as engine:
        (anna,) = copies(engine, _ANNA)
        engine.erase([_ANNA])
    same((anna.rows("posts"), anna.rows("posts", "sees")), ([{"text": "a"}], [{"text": "b"}]))
    same([(row["id"], row["author"]) for row in bench.rows("posts")], [(2, None), (3, 2)])


def links_reach_into_json(bench: Bench[Stand]) -> None:
    tables = f"{_CUSTOMERS}\nevents: id integer key; data json null; ip string 40 null"
    collections = f"""{_PERSON}
  events:
    owns: {{customer: identities, by: {{data.who.email: email}}}}
    erase: delete
    fields: {{ip: user.device.ip_address}}
"""
    documents = [{"who": {"email": "anna@x.org"}}, {"who": {"email": "ben@x.org"}}, {"who": "anna@x.org"}, None]
    rows: Filling = {**_PEOPLE, "events": [(at, one, f"10.0.0.{at}") for at, one in enumerate(documents)]}
    with bench.engine(tables, rows, collections) as engine:
        (anna,) = copies(engine, _ANNA)
        engine.erase([_ANNA])
    same(anna.rows("events"), [{"ip": "10.0.0.0"}])
    same(bench.column("events", "id"), [1, 2, 3])


def rows_that_point_at_each_other_are_followed_to_the_end(bench: Bench[Stand]) -> None:
    tables = f"""{_CUSTOMERS}
        folders: id integer key; customer_id integer null -> customers.id; parent integer null -> folders.id
        files: id integer key; folder_id integer null -> folders.id; text string null
    """
    collections = f"""{_PERSON}
  folders:
    owns:
      - {{customer: customers, by: {{customer_id: id}}}}
      - {{customer: folders, by: {{parent: id}}}}
    erase: delete
  files: {{owns: {{customer: folders, by: {{folder_id: id}}}}, erase: delete, fields: {{text: user.content}}}}
"""
    rows: Filling = {
        **_PEOPLE,
        "folders": [(1, 1, 3), (2, None, 1), (3, None, 2), (4, 2, None), (5, None, 4), (6, None, None)],
        "files": [(at, at, f"in {at}") for at in range(1, 7)],
    }
    with bench.engine(tables, rows, collections) as engine:
        anna, ben = copies(engine, _ANNA, _BEN)
        engine.erase([_ANNA])
    same([row["text"] for row in anna.rows("files")], ["in 1", "in 2", "in 3"])
    same([row["text"] for row in ben.rows("files")], ["in 4", "in 5"])
    same((bench.column("folders", "id"), bench.column("files", "id")), ([4, 5, 6], [4, 5, 6]))


def identity_values_join_without_a_collection_between(bench: Bench[Stand]) -> None:
    tables = f"{_CUSTOMERS}\ntickets: id integer key; email string 200 null; body string null"
    collections = f"""{_PERSON}
  tickets:
    owns: {{customer: identities, by: {{email: email}}}}
    erase: mask
    fields: {{email: {{is: user.contact.email, erase: email}}, body: user.content}}
"""
    rows: Filling = {**_PEOPLE, "tickets": [(1, "anna@x.org", "help"), (2, "ben@x.org", "please"), (3, None, "nobody")]}
    with bench.engine(tables, rows, collections) as engine:
        (anna,) = copies(engine, {"user_id": "1"})
        engine.erase([{"user_id": "1"}])
    same(anna.rows("tickets"), [{"email": "anna@x.org", "body": "help"}])
    (first, *others) = bench.rows("tickets")
    same(str(first["email"]).endswith("@masked.invalid"), True)
    same([row["body"] for row in [first, *others]], [None, "please", "nobody"])
