"""A data map in a folder, written part by part, and what is found in it."""

from __future__ import annotations

import re
from pathlib import Path

from pellucid.engine.datamap.loading import check
from pellucid.engine.errors import Problem

DOC = Path(__file__).parents[3] / "docs" / "data-map.md"
BLOCKS = {
    re.match(r"# map/(\w+)\.yml", block)[1]: block
    for block in re.findall(r"```yaml\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)
}
"""The examples in the docs, by the name of their file."""

PERSONS = """\
pellucid: 1
persons:
  customer:
    identities: {user_id: unique, email: unique, phone: shared}
  staff:
    identities: {staff_no: unique}
"""

CUSTOMERS = """\
  customers:
    person: customer
    identities: {user_id: id, email: email}
    erase: delete
    fields: {email: user.contact.email, name: user.name}
"""


def store(collections: str, head: str = "") -> str:
    """A store with the collection `customers` and others, which are indented by two."""
    return f"store: shop\nurl: ${{SHOP_URL}}\n{head}collections:\n{CUSTOMERS}{collections}"


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path, collections: str, head: str = "", persons: str = PERSONS) -> list[Problem]:
    """What is found in a map of PERSONS (map.yml) and such a store (shop.yml)."""
    return check(write(folder, map=persons, shop=store(collections, head)))


def line_of(text: str, part: str) -> int:
    """The number of the first line of `text` in which `part` stands."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)
