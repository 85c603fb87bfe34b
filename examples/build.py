"""Builds the stores of Pedal & Thistle, an invented company that sells bicycles and repairs them.

    python examples/build.py FOLDER

The same every time: shop.db, crm.db, support.db and logins.db, with a few hundred people whom nobody ever met.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random

from people import Person, everybody

from stores import crm, logins, shop, support

HERE = Path(__file__).parent
STORES = {"shop": shop, "crm": crm, "support": support, "logins": logins}
CUSTOMERS = 300
SEED = 2026

NADIA = Person(
    number=42,
    name="Nadia Brückner",
    email="nadia.brueckner@example.org",
    phone="+49 30 23125 942",
    family_phone="+49 30 23125 900",
    birth_date=date(1988, 5, 17),
    language="de",
    street="Distelweg 7",
    postcode="10115",
    city="Berlin",
    country="DE",
    joined_on=date(2013, 4, 2),
)
"""The customer whom the demo and the tutorial are about."""

PHILIPP = Person(
    number=43,
    name="Philipp Brückner",
    email="philipp.b@example.net",
    phone="+49 30 23125 943",
    family_phone=NADIA.family_phone,
    birth_date=date(1985, 11, 3),
    language="de",
    street="Distelweg 7",
    postcode="10115",
    city="Berlin",
    country="DE",
    joined_on=date(2015, 9, 21),
)
"""Her husband, whom she recommended the shop to: the same home, the same family phone."""


def build(folder: Path) -> dict[str, Path]:
    """Make the stores in `folder`, in place of those that are there; their files by name."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = Random(SEED)
    people = everybody(CUSTOMERS, chance)
    people[NADIA.number - 1 : PHILIPP.number] = [NADIA, PHILIPP]
    files = {name: folder / f"{name}.db" for name in STORES}
    for name, store in STORES.items():
        files[name].unlink(missing_ok=True)
        with closing(sqlite3.connect(files[name])) as database:
            database.executescript((HERE / "stores" / f"{name}.sql").read_text())
            store.fill(database, people, NADIA, PHILIPP, chance)
            database.commit()
    return files


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/build.py FOLDER")
    for name, file in build(Path(sys.argv[1])).items():
        print(f"{name}: {file}")


if __name__ == "__main__":
    main()
