"""Every mask on every kind of column: the type stays, NULL stays NULL, the value does not."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from pellucid.engine.testing.bench import Bench, Filling, same
from pellucid.engine.testing.stand import Record, Stand

_UUID, _OTHER_UUID = "7d444840-9dc0-11d1-b245-5ffdce74fad2", "e902893a-9d22-3c7e-a7b8-d6e313b71d9f"

_COLUMNS: list[tuple[str, object, str]] = [
    ("string", "Anna Smith", '"null"'),
    ("string 40", "Anna Smith", "{constant: gone}"),
    ("string", "Anna Smith", "hash"),
    ("string 12", "Anna Smith", "hash"),
    ("string", "Anna Smith", "pseudonym"),
    ("string 10", "Anna Smith", "pseudonym"),
    ("string 60", "anna@x.org", "email"),
    ("string", "+49 (30) 1234", "phone"),
    ("string 20", "2001-05-17", "{generalise: year}"),
    ("string 40", "192.168.7.9", "{generalise: network}"),
    ("string 10", "SW1A 1AA", "{generalise: 2}"),
    ("string", "I am Anna, anna@x.org", "{redact: [user.name, user.contact]}"),
    ("integer", 4711, "hash"),
    ("integer", 4711, "{constant: 0}"),
    ("integer", 491701234567, "phone"),
    ("decimal", Decimal("12.50"), "{constant: 1.25}"),
    ("boolean", True, "{constant: false}"),
    ("date", date(2001, 5, 17), "{generalise: month}"),
    ("date", date(2001, 5, 17), "{constant: 1970-01-01}"),
    ("datetime", datetime(2001, 5, 17, 8, 30), "{generalise: year}"),
    ("time", time(8, 30), '{constant: "00:00:00"}'),
    ("uuid", _UUID, "hash"),
    ("uuid", _UUID, f"{{constant: {_OTHER_UUID}}}"),
    ("bytes 32", b"\x01\x02\x03", "hash"),
    ("bytes 32", b"\x01\x02\x03", '"null"'),
    ("json", {"name": "Anna Smith", "age": 30}, "hash"),
    ("json", {"name": "Anna Smith"}, "{redact: [user.name]}"),
    ("json", ["Anna Smith"], '"null"'),
]
_NAMES = [f"c{at}" for at in range(len(_COLUMNS))]

_FIELDS = "".join(
    f"      {name}: {{is: user.content, erase: {mask}}}\n" for name, (_, _, mask) in zip(_NAMES, _COLUMNS, strict=True)
)
_MAP = f"""
  customers:
    person: customer
    identities: {{user_id: id}}
    erase: mask
    fields:
      name: {{is: user.name, erase: hash}}
      email: {{is: user.contact.email, erase: email}}
{_FIELDS}"""


def _tables(null: str) -> str:
    columns = "; ".join(f"{name} {kind}{null}" for name, (kind, _, _) in zip(_NAMES, _COLUMNS, strict=True))
    return f"customers: id integer key; name string 100 null; email string 100 null; {columns}"


def _row(at: int, values: list[object]) -> tuple[object, ...]:
    return (at, "Anna", "anna@x.org", *values)


def every_kind_of_column_can_be_masked(bench: Bench[Stand]) -> None:
    values: list[object] = [value for _, value, _ in _COLUMNS]
    nothing: list[object] = [None for _ in _COLUMNS]
    rows: Filling = {"customers": [_row(1, values), _row(2, values), _row(3, nothing)]}
    with bench.engine(_tables(" null"), rows, _MAP) as engine:
        engine.erase([{"user_id": "1"}, {"user_id": "3"}])
        first, second, third = bench.rows("customers")
        same([name for name in _NAMES if first[name] == second[name]], [])
        same([third[name] for name in _NAMES], nothing)
        same(
            {name: type(first[name]) for name in _masked(first)}, {name: type(second[name]) for name in _masked(first)}
        )
        same(_chosen(first), _WANTED)
        same(engine.erase([{"user_id": "1"}, {"user_id": "3"}]).rows()[1], 0)
        same(bench.rows("customers"), [first, second, third])


def _masked(row: Record) -> list[str]:
    """Columns that still hold something of their own kind; a document becomes whatever the mask makes of it."""
    return [
        name for name, (kind, _, _) in zip(_NAMES, _COLUMNS, strict=True) if kind != "json" and row[name] is not None
    ]


def _chosen(row: Record) -> dict[str, object]:
    return {name: row[name] for name in _WANTED}


_WANTED: dict[str, object] = {
    "c0": None,
    "c1": "gone",
    "c7": "+00 (00) 0000",
    "c8": "2001-01-01",
    "c9": "192.168.7.0",
    "c10": "SW******",
    "c11": "I am [removed], [removed]",
    "c13": 0,
    "c14": 100000000000,
    "c15": Decimal("1.25"),
    "c16": False,
    "c17": "2001-05-01",
    "c18": "1970-01-01",
    "c19": "2001-01-01 00:00:00",
    "c20": "00:00:00",
    "c22": _OTHER_UUID,
    "c26": {"name": "[removed] Smith"},
}


def not_null_unique_and_length_are_respected(bench: Bench[Stand]) -> None:
    tables = """
        customers: id integer key; email string 60 unique; code string 30 unique; name string 10; no integer unique
        emails: id integer key; customer_id integer; u uuid unique; data bytes 20; doc json
    """
    collections = """
  customers:
    person: customer
    identities: {user_id: id, email: email}
    erase: mask
    fields:
      email: {is: user.contact.email, erase: email}
      code: {is: user.unique_id, erase: hash}
      name: {is: user.name, erase: pseudonym}
      no: {is: user.unique_id, erase: hash}
  emails:
    owns: {customer: customers, by: {customer_id: id}}
    erase: mask
    fields:
      u: {is: user.unique_id, erase: hash}
      data: {is: user.biometrics, erase: hash}
      doc: {is: user.content, erase: {constant: {gone: true}}}
"""
    rows: Filling = {
        "customers": [(at, f"{at}@x.org", f"code {at}", f"Name {at}", at) for at in range(1, 31)],
        "emails": [(at, at, _UUID[:-2] + f"{at:02}", bytes([at]), {"at": at}) for at in range(1, 31)],
    }
    with bench.engine(tables, rows, collections) as engine:
        run = engine.erase([{"user_id": str(at)} for at in range(1, 21)])
        same(run.rows()[1], 40)
        again = [{"user_id": str(at)} for at in range(1, 21)]
        same(engine.erase(again).rows()[1], 0)
    for row in bench.rows("customers")[:20]:
        same((len(str(row["email"])) <= 60, len(str(row["code"])) <= 30, len(str(row["name"]))), (True, True, 10))
    left = [tuple(row.values()) for row in bench.rows("customers")[20:]]
    same(left, rows["customers"][20:])
    same([row["doc"] for row in bench.rows("emails")][:20], [{"gone": True}] * 20)


def paths_inside_json_are_masked_alone(bench: Bench[Stand]) -> None:
    tables = "customers: id integer key; profile json null"
    collections = """
  customers:
    person: customer
    identities: {user_id: id}
    erase: mask
    fields:
      profile:
        is: none
        inside:
          contact.phone: user.contact.phone_number
          "devices[*].name": {is: user.device, erase: {constant: device}}
"""
    profile = {"contact": {"phone": "123", "city": "Bonn"}, "devices": [{"name": "Anna's", "os": "x"}, {"os": "y"}]}
    masked = {"contact": {"phone": None, "city": "Bonn"}, "devices": [{"name": "device", "os": "x"}, {"os": "y"}]}
    rows: Filling = {"customers": [(1, profile), (2, profile), (3, None), (4, {"other": 1})]}
    with bench.engine(tables, rows, collections) as engine:
        people = [{"user_id": at} for at in "134"]
        engine.erase(people)
        same(bench.column("customers", "profile"), [masked, profile, None, {"other": 1}])
        same(engine.erase(people).rows()[1], 0)
