"""Rows of several persons: what each gets to see, and what is left when one of them leaves."""

from __future__ import annotations

from collections.abc import Sequence

from pellucid.engine.planning.plan import Right
from pellucid.engine.testing.bench import Bench, Filling, copies, same
from pellucid.engine.testing.stand import Record, Stand

_TABLES = """
customers: id integer key; email string 200 unique; name string 100 null; referred_by integer null -> customers.id
messages: id integer key; sender integer null -> customers.id; recipient integer null -> customers.id; \
sender_name string 100 null; recipient_name string 100 null; body string null; sender_ip string 40 null
files: id integer key; message_id integer null -> messages.id; name string 100 null
reviews: id integer key; author integer null; helper integer null -> customers.id; helper_name string null; text string
""".replace("\\\n", "")
_MAP = """
  customers:
    person: customer
    identities: {user_id: id, email: email}
    refers: {customer: customers, by: {referred_by: id}}
    erase: delete
    fields: {name: user.name}
  messages:
    shares:
      - {customer: customers, by: {sender: id}, mask: [sender_name, sender_ip]}
      - {customer: customers, by: {recipient: id}, mask: [recipient_name], hide: [sender_ip]}
    erase: delete
    fields:
      sender: user.unique_id
      sender_name: user.name
      sender_ip: user.device.ip_address
      recipient_name: user.name
      body: {is: user.content, erase: {redact: [user.name]}}
  files: {owns: {customer: messages, by: {message_id: id}}, erase: delete, fields: {name: user.content}}
  reviews:
    sees: {customer: customers, by: {helper: id}, mask: [helper_name]}
    fields: {helper_name: {is: user.name, erase: pseudonym}, text: user.content}
"""
_ROWS: Filling = {
    "customers": [(1, "anna@x.org", "Anna", None), (2, "ben@x.org", "Ben", 1), (3, "cleo@x.org", "Cleo", 2)],
    "messages": [
        (1, 1, 2, "Anna", "Ben", "Dear Ben, Anna", "10.0.0.1"),
        (2, 2, 1, "Ben", "Anna", "Dear Anna", "10.0.0.2"),
        (3, 1, 1, "Anna", "Anna", "Note to self", "10.0.0.1"),
        (4, 2, 3, "Ben", "Cleo", "Anna says hi", "10.0.0.2"),
        (5, 1, None, "Anna", None, "to nobody", "10.0.0.1"),
    ],
    "files": [(1, 1, "to ben"), (2, 3, "to self"), (3, 4, "to cleo")],
    "reviews": [(1, 7, 1, "Anna", "fine"), (2, 7, 2, "Ben", "good")],
}


def each_sees_the_shared_row_without_the_others_fields(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        (ben,) = copies(engine, {"user_id": "2"})
        read = [one for step in engine.plan(Right.ACCESS).steps() for one in step.reads if one.hidden]
    sent = {"sender": 2, "sender_name": "Ben", "sender_ip": "10.0.0.2", "recipient_name": None}
    got = {"sender": None, "sender_name": None, "sender_ip": None, "recipient_name": "Ben"}
    wanted: list[Record] = [
        {**sent, "body": "Dear [another person's]"},
        {**sent, "body": "Anna says hi"},
        {**got, "body": "Dear Ben, [another person's]"},
    ]
    same(_texts(ben.rows("messages", "shares")), _texts(wanted))
    same(len(ben.rows("messages", "owns")), 0)
    same(ben.rows("reviews", "sees"), [{"helper_name": "Ben", "text": "good"}])
    same({one.field.name for one in read} >= {"sender_ip", "sender_name"}, True)


def the_one_who_leaves_is_taken_out_and_the_row_goes_with_the_last(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        engine.erase([{"user_id": "1"}])
        same(_messages(bench), [
            (1, None, 2, None, "Ben", "Dear Ben, [removed]", None),
            (2, 2, None, "Ben", None, "Dear [removed]", "10.0.0.2"),
            (4, 2, 3, "Ben", "Cleo", "Anna says hi", "10.0.0.2"),
        ])  # fmt: skip
        same(bench.column("files", "id"), [1, 3])
        same([(row["id"], row["referred_by"]) for row in bench.rows("customers")], [(2, None), (3, 2)])
        engine.erase([{"user_id": "2"}])
    same([row[0] for row in _messages(bench)], [4])
    same(bench.column("files", "id"), [3])


def those_who_leave_together_leave_nothing_between_them(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        engine.erase([{"user_id": "2"}, {"user_id": "1"}])
    same(_messages(bench), [(4, None, 3, None, "Cleo", "Anna says hi", None)])
    same(bench.column("files", "id"), [3])


def what_a_person_sees_stays_without_them(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        engine.erase([{"user_id": "1"}])
    first, second = bench.rows("reviews")
    same((first["helper"], first["text"], str(first["helper_name"])[:7]), (None, "fine", "Person "))
    same((second["helper"], second["helper_name"]), (2, "Ben"))


def a_second_erasure_of_sharers_changes_nothing(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        for people in ([{"user_id": "1"}], [{"user_id": "2"}, {"user_id": "1"}]):
            engine.erase(people)
            before = [bench.rows(name) for name in _ROWS]
            same(engine.erase(people).rows()[1], 0)
            same([bench.rows(name) for name in _ROWS], before)


def a_row_of_many_members_goes_when_the_last_of_them_leaves(bench: Bench[Stand]) -> None:
    tables = """
        customers: id integer key; email string 200 unique
        threads: id integer key; title string null
        members: thread_id integer key; customer_id integer key -> customers.id
    """
    collections = """
  customers: {person: customer, identities: {user_id: id}, erase: delete}
  threads: {shares: {customer: members, by: {id: thread_id}}, erase: delete, fields: {title: user.content}}
  members: {owns: {customer: customers, by: {customer_id: id}}, erase: delete}
"""
    rows: Filling = {
        "customers": [(1, "anna@x.org"), (2, "ben@x.org"), (3, "cleo@x.org")],
        "threads": [(1, "all"), (2, "anna and ben"), (3, "anna"), (4, "nobody")],
        "members": [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1)],
    }
    with bench.engine(tables, rows, collections) as engine:
        (anna,) = copies(engine, {"user_id": "1"})
        same([row["title"] for row in anna.rows("threads", "shares")], ["all", "anna and ben", "anna"])
        engine.erase([{"user_id": "1"}])
        same(bench.column("threads", "id"), [1, 2, 4])
        engine.erase([{"user_id": "2"}, {"user_id": "3"}])
    same((bench.column("threads", "id"), bench.rows("members")), ([4], []))


def what_stands_in_place_of_a_key_is_no_cut_where_it_is_somebodys(bench: Bench[Stand]) -> None:
    tables = """
        customers: id integer key; email string 200 unique
        notes: id integer key; writer integer null; reader integer; text string null
    """
    collections = """
  customers: {person: customer, identities: {user_id: id}, erase: delete}
  notes:
    shares:
      - {customer: customers, by: {writer: id}}
      - {customer: customers, by: {reader: id}, unlink: {reader: 0}}
    erase: delete
    fields: {text: user.content}
"""
    rows: Filling = {
        "customers": [(at, f"{at}@x.org") for at in range(4)],
        "notes": [(1, 1, 2, "both"), (2, None, 2, "two's"), (3, 3, 0, "three's and nought's")],
    }
    with bench.engine(tables, rows, collections) as engine:
        engine.erase([{"user_id": "3"}])
        same([(row["id"], row["writer"]) for row in bench.rows("notes")], [(1, 1), (2, None), (3, None)])
        engine.erase([{"user_id": "0"}])
        same(bench.column("notes", "id"), [1, 2])
        engine.erase([{"user_id": "2"}])
        same([(row["id"], row["reader"]) for row in bench.rows("notes")], [(1, 0)])
        engine.erase([{"user_id": "1"}])
    same(bench.rows("notes"), [])


def _messages(bench: Bench[Stand]) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in bench.rows("messages")]


def _texts(rows: Sequence[Record]) -> list[str]:
    return sorted(str(sorted(row.items())) for row in rows)
