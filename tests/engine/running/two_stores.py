"""A shop and a CRM that know people by different identities, in two SQLite files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pellucid.engine.datamap.loading import load
from pellucid.engine.running.engine import Engine
from pellucid.engine.testing import SQLStand
from pellucid.engine.testing.bench import KEY, Filling, fill
from pellucid.engine.testing.tables import schema

_SHOP = """
customers: id integer key; email string 200 null; phone string 40 null; name string 100 null
emails: id integer key; customer_id integer -> customers.id; email string 200
"""
_CRM = """
contacts: id integer key; user_id integer null; mail string 200 null; phone string 40 null
letters: id integer key; contact_id integer null -> contacts.id; body string null
"""
_MAP = """
pellucid: 1
persons:
  customer: {identities: {user_id: unique, email: unique, phone: shared}}
"""
_SHOP_MAP = """
store: shop
url: %s
collections:
  customers:
    person: customer
    identities: {user_id: id, email: email, phone: phone}
    erase: %s
    fields:
      email: {is: user.contact.email, erase: email}
      phone: user.contact.phone_number
      name: user.name
  emails:
    owns: {customer: customers, by: {customer_id: id}}
    identities: {email: email}
    erase: delete
    fields: {email: user.contact.email}
"""
_CRM_MAP = """
store: crm
url: %s
collections:
  contacts:
    person: customer
    identities: {user_id: user_id, email: mail, phone: phone}
    erase: delete
    fields: {mail: user.contact.email, phone: user.contact.phone_number}
  letters: {owns: {customer: contacts, by: {contact_id: id}}, erase: delete, fields: {body: user.content}}
"""

Rows = Sequence[tuple[object, ...]]


@dataclass(frozen=True)
class TwoStores:
    engine: Engine
    shop: SQLStand
    crm: SQLStand

    def ids(self) -> dict[str, list[object]]:
        """What is left, by table."""
        of_shop = {name: [row["id"] for row in self.shop.rows(name)] for name in ("customers", "emails")}
        return of_shop | {name: [row["id"] for row in self.crm.rows(name)] for name in ("contacts", "letters")}


@contextmanager
def two_stores(
    folder: Path, *, customers: Rows, contacts: Rows, emails: Rows = (), letters: Rows = (), erase: str = "delete"
) -> Iterator[TwoStores]:
    """`erase`: what erasure does with customers of the shop."""
    shop = _stand(folder / "shop.db", _SHOP, {"customers": customers, "emails": emails})
    crm = _stand(folder / "crm.db", _CRM, {"contacts": contacts, "letters": letters})
    (folder / "map").mkdir()
    (folder / "map/map.yml").write_text(_MAP)
    (folder / "map/shop.yml").write_text(_SHOP_MAP % (shop.url, erase))
    (folder / "map/crm.yml").write_text(_CRM_MAP % crm.url)
    with Engine(load(folder / "map"), key=KEY) as engine:
        yield TwoStores(engine, shop, crm)
    shop.close()
    crm.close()


def _stand(file: Path, tables: str, rows: Filling) -> SQLStand:
    stand = SQLStand(f"sqlite:///{file}")
    stand.create(schema(tables))
    fill(stand, schema(tables), rows)
    return stand
