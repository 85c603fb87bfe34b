"""The two sides of the bench: what each does for one person and for many."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from bench import floor
from pellucid.engine.datamap.loading import load
from pellucid.engine.export.json_copy import JsonCopy
from pellucid.engine.export.model import About
from pellucid.engine.proving.erasing import How, erase
from pellucid.engine.proving.home import Home
from pellucid.engine.running.engine import Engine

One = Callable[[str], object]
Many = Callable[[Sequence[str]], object]

_PROVEN = How(journalled=False)
_JOURNALLED = How(longest_backup=timedelta(days=90))


@dataclass(frozen=True)
class Side:
    """`proven`: with the check afterwards on another connection and a signed receipt, which the script has not;
    `journalled`: and with journal and tombstones, as the command line does it."""

    access: One
    erase: One
    proven: One
    journalled: One
    erase_many: Many
    proven_many: Many


@contextmanager
def script(url: str) -> Iterator[Side]:
    with psycopg.connect(url) as connection, tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "copy.json"

        def one(email: str) -> None:
            floor.erase(connection, email)

        def many(emails: Sequence[str]) -> None:
            floor.erase_many(connection, emails)

        yield Side(lambda email: floor.access(connection, email, target), one, one, one, many, many)


@contextmanager
def pellucid(url: str) -> Iterator[Side]:
    os.environ["SHOP_URL"] = url
    datamap = load(Path(__file__).parent / "map")
    with Engine(datamap, key=b"k" * 32) as engine, tempfile.TemporaryDirectory() as folder:
        target, home = Path(folder) / "copy.json", Home(Path(folder) / "home")

        def access(email: str) -> None:
            with target.open("w+b") as file, JsonCopy(file, About("access", "customer", datetime.now(UTC))) as copy:
                engine.access([{"email": email}], [copy])

        def proven(emails: Sequence[str], how: How = _PROVEN) -> None:
            erase(engine, home, [{"email": email} for email in emails], how)

        yield Side(
            access,
            lambda email: engine.erase([{"email": email}]),
            lambda email: proven([email]),
            lambda email: proven([email], _JOURNALLED),
            lambda emails: engine.erase([{"email": email} for email in emails]),
            proven,
        )
