"""What proves an erasure: text is found wherever it stands, and rows tell by themselves whose they are."""

from __future__ import annotations

from pellucid.engine.planning.plan import Plan, Right
from pellucid.engine.proving.own_rows import own_edges
from pellucid.engine.running.engine import Engine
from pellucid.engine.stores.base import Mode, Roots, Session, Sought
from pellucid.engine.testing.bench import STORE, Bench, Filling, same
from pellucid.engine.testing.stand import Stand

_TABLES = """
customers: id integer key; email string 200 null; name string null
tickets: id integer key; kind string 20; email string 200 null; body string null
unmapped: id integer key; text string null; document json null; scan bytes null; number integer null
"""
_MAP = """
  customers: {person: customer, identities: {user_id: id, email: email}, erase: delete, fields: {name: user.name}}
  tickets:
    owns: {customer: identities, by: {email: email}, when: {kind: mail}}
    erase: mask
    fields: {email: user.contact.email, body: user.content}
"""
_ROWS: Filling = {
    "customers": [(1, "jörg@x.org", "Jörg"), (2, "ben@x.org", None), (3, None, "?")],
    "tickets": [
        (1, "mail", "jörg@x.org", ""),
        (2, "mail", "ben@x.org", "of JÖRG@x.org"),
        (3, "chat", "jörg@x.org", ""),
    ],
    "unmapped": [
        (1, "to Jörg@X.org.", {"a": [{"b": "jörg@x.org"}]}, None, None),
        (2, '{"mail": "j\\u00f6rg@x.org, ben@x.org"}', None, "jörg@x.org".encode(), 4711),
        (3, "björg@x.org, jorg@x.org", {"a": None}, None, None),
        (4, "4711", None, None, None),
        (5, "47110 4711", None, None, None),
    ],
}


def every_text_is_swept_and_each_row_counted_once_for_a_person(bench: Bench[Stand]) -> None:
    sought = [Sought(0, "jörg@x.org"), Sought(0, "Jörg@x.org"), Sought(1, "ben@x.org"), Sought(1, "4711", sure=False)]
    with bench.engine(_TABLES, _ROWS, _MAP) as engine, engine.store(STORE).open(Mode.SCRATCH) as session:
        swept = session.sweep(sought)
        nothing = session.sweep([Sought(0, "nobody@x.org")])
    found = {(trace.table, trace.column, trace.sure): dict(trace.rows) for trace in swept.traces}
    wanted = {
        ("customers", "email", True): {0: 1, 1: 1},
        ("tickets", "email", True): {0: 2, 1: 1},
        ("tickets", "body", True): {0: 1},
        ("unmapped", "text", True): {0: 2, 1: 1},
        ("unmapped", "text", False): {1: 1},
        ("unmapped", "document", True): {0: 1},
    }
    same(found, wanted)
    same(nothing.traces, ())
    same([(one.table, one.column) for one in swept.unsearched], [("unmapped", "scan")])


def rows_tell_whose_they_are(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine, engine.store(STORE).open(Mode.SCRATCH) as session:
        told = _told(_plan(engine, session), session)
    customers = [((1,), {"user_id": 1, "email": "jörg@x.org"}), ((2,), {"user_id": 2, "email": "ben@x.org"})]
    same(told["customers"], [*customers, ((3,), {"user_id": 3, "email": None})])
    same(told["tickets"], [((1,), {"email": "jörg@x.org"}), ((2,), {"email": "ben@x.org"})])


def rows_linked_to_identities_are_their_persons(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _MAP) as engine:
        for persons in (3, 2_000):
            roots = Roots(persons, identities={"email": [(0, "ben@x.org"), (2, "jörg@x.org")]})
            with engine.store(STORE).open(Mode.SCRATCH) as session:
                (part,) = _plan(engine, session).parts
                session.begin(part, roots)
                (edge,) = (one for one in own_edges(part) if one.link is not None)
                same(sorted(session.linked(edge)), [(0, (2,)), (2, (1,))])


def _plan(engine: Engine, session: Session) -> Plan:
    return engine.current((Right.ERASURE, "customer", ()), {STORE: session})


def _told(plan: Plan, session: Session) -> dict[str, list[tuple[object, object]]]:
    (part,) = plan.parts
    found = {edge.collection: list(session.known(part, edge)) for edge in own_edges(part)}
    return {name: sorted(((row.key, dict(row.identities)) for row in rows), key=str) for name, rows in found.items()}
