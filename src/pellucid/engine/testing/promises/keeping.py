"""What is kept for a legal reason, what is corrected, and what is marked."""

from __future__ import annotations

from datetime import date

from pellucid.engine.running.outcome import Result
from pellucid.engine.testing.bench import Bench, Filling, same
from pellucid.engine.testing.stand import Stand

_TABLES = """
customers: id integer key; email string 200 unique; name string 100 null; held boolean null
invoices: id integer key; customer_id integer null -> customers.id; issued date null; name string null; total integer
"""
_CUSTOMERS = """
  customers:
    person: customer
    identities: {user_id: id, email: email}
    erase: mask
    restrict: {held: true}
    fields: {email: {is: user.contact.email, erase: email}, name: user.name}
"""
_KEEP = """
  invoices:
    owns: {customer: customers, by: {customer_id: id}}
    erase: {keep: 10 years after issued, because: Tax law asks us to.%s}
    fields: {name: {is: user.name, erase: pseudonym}, total: user.financial}
"""
_NOW = date.today()
_ROWS: Filling = {
    "customers": [(1, "anna@x.org", "Anna", False), (2, "ben@x.org", "Ben", None)],
    "invoices": [
        (1, 1, date(_NOW.year - 11, 1, 1), "Anna", 10),
        (2, 1, date(_NOW.year - 9, 1, 1), "Anna", 20),
        (3, 1, None, "Anna", 30),
        (4, 2, date(_NOW.year - 11, 1, 1), "Ben", 40),
    ],
}


def kept_rows_stay_until_their_time_is_over(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _CUSTOMERS + _KEEP % "") as engine:
        outcome = engine.erase([{"user_id": "1"}]).outcome(0)
        rows = bench.rows("invoices")
        same([(row["id"], row["customer_id"], row["total"]) for row in rows], [(2, 1, 20), (3, 1, 30), (4, 2, 40)])
        same([str(row["name"])[:7] for row in rows], ["Person ", "Person ", "Ben"])
        kept = [(entry.rows, entry.reason, entry.until) for entry in outcome.entries if entry.result is Result.KEPT]
        same(kept, [(2, "Tax law asks us to.", "10 years after issued")])
        same((outcome.as_planned, engine.erase([{"user_id": "1"}]).rows()[1]), (True, 0))
        same(bench.rows("invoices"), rows)


def kept_rows_let_go_of_their_person_if_the_map_says_so(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _CUSTOMERS.replace("mask", "delete") + _KEEP % ", unlink: true") as engine:
        engine.erase([{"user_id": "1"}])
    rows = bench.rows("invoices")
    same([(row["id"], row["customer_id"]) for row in rows], [(2, None), (3, None), (4, 2)])
    same(bench.column("customers", "id"), [2])


def after_its_time_a_row_is_masked_if_the_map_says_so(bench: Bench[Stand]) -> None:
    with bench.engine(
        _TABLES, _ROWS, _CUSTOMERS + (_KEEP % ", then: mask").replace("total: user.financial", "total: none")
    ) as engine:
        engine.erase([{"user_id": "1"}])
    same([str(row["name"])[:7] for row in bench.rows("invoices")], ["Person "] * 3 + ["Ben"])


def corrections_are_written_to_the_persons_own_rows(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _CUSTOMERS + _KEEP % "") as engine:
        given = {"customers.name": "Anne", "shop.invoices.total": "25"}
        same(engine.rectify([{"user_id": "1"}], given).rows(), (4, 4))
        same(engine.rectify([{"user_id": "1"}], given).rows(), (4, 0))
    same(bench.column("customers", "name"), ["Anne", "Ben"])
    same(bench.column("invoices", "total"), [25, 25, 25, 40])


def restricted_rows_are_marked(bench: Bench[Stand]) -> None:
    with bench.engine(_TABLES, _ROWS, _CUSTOMERS + _KEEP % "") as engine:
        same(engine.restrict([{"user_id": "2"}]).rows(), (1, 1))
        same(engine.restrict([{"user_id": "2"}]).rows(), (1, 0))
    same(bench.column("customers", "held"), [False, True])
