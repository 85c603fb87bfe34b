"""Real database servers for tests: one that already runs on loopback, else a throwaway one, else none.

`PELLUCID_TEST_POSTGRESQL` and `PELLUCID_TEST_MARIADB` choose: the URL of an administrator (`postgresql://...`,
`mysql://...`), or `throwaway` to leave running servers alone. A test gets a fresh database of its own, never another.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import NoReturn

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

import throwaway_servers


@dataclass(frozen=True)
class Kind:
    """One kind of server. `create` makes a database, `drop` removes it again."""

    name: str
    driver: str
    usual: str
    package: str
    throwaway: Callable[[], AbstractContextManager[str]]
    create: str
    drop: Callable[[Engine, str], None]


@dataclass(frozen=True)
class Server:
    """A server that answers. `url` is an administrator's, `admin` is connected to it."""

    kind: Kind
    url: str
    admin: Engine

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of an empty database, dropped afterwards with whatever still hangs on to it."""
        name = f"pellucid_test_{secrets.token_hex(6)}"
        with self.admin.connect() as connection:
            connection.execute(text(self.kind.create.format(name=name)))
        try:
            yield make_url(self.url).set(database=name).render_as_string(hide_password=False)
        finally:
            self.kind.drop(self.admin, name)


@contextmanager
def serving(kind: Kind) -> Iterator[Server]:
    """A server of this kind. Raises ServerMissingError where there is none and none can be started."""
    wish = os.environ.get(f"PELLUCID_TEST_{kind.name.upper()}", "")
    if wish != "throwaway" and _answers(kind, wish or kind.usual, or_fail=bool(wish)):
        with _connected(kind, wish or kind.usual) as server:
            yield server
    else:
        with kind.throwaway() as url, _connected(kind, url) as server:
            yield server


def skip_or_fail(kind: Kind, missing: throwaway_servers.ServerMissingError) -> NoReturn:
    """Skip what needs the server, unless `PELLUCID_REQUIRE=postgresql,mariadb` says that there must be one."""
    if kind.name in os.environ.get("PELLUCID_REQUIRE", "").split(","):
        pytest.fail(f"{missing} (PELLUCID_REQUIRE asks for {kind.name})")
    pytest.skip(str(missing))


@contextmanager
def _connected(kind: Kind, url: str) -> Iterator[Server]:
    admin = create_engine(make_url(url).set(drivername=kind.driver), isolation_level="AUTOCOMMIT")
    try:
        yield Server(kind, url, admin)
    finally:
        admin.dispose()


def _answers(kind: Kind, url: str, *, or_fail: bool) -> bool:
    with _connected(kind, url) as server:
        try:
            server.admin.connect().close()
        except OperationalError:
            if or_fail:
                raise
            return False
        return True


def _drop_postgresql(admin: Engine, name: str) -> None:
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _drop_mariadb(admin: Engine, name: str) -> None:
    """A transaction left open would make DROP DATABASE wait for a day, so its connection is ended first."""
    with admin.connect() as connection:
        busy = text("SELECT id FROM information_schema.processlist WHERE db = :name")
        for number in connection.scalars(busy, {"name": name}).all():
            with suppress(OperationalError):  # it may have ended by itself
                connection.execute(text(f"KILL {number}"))
        connection.execute(text(f"DROP DATABASE {name}"))


POSTGRESQL = Kind(
    name="postgresql",
    driver="postgresql+psycopg",
    usual="postgresql://postgres@127.0.0.1:5432/postgres",
    package="postgresql",
    throwaway=throwaway_servers.postgresql,
    create="CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'",
    drop=_drop_postgresql,
)
MARIADB = Kind(
    name="mariadb",
    driver="mysql+pymysql",
    usual="mysql://root@127.0.0.1:3306/",
    package="mariadb-server",
    throwaway=throwaway_servers.mariadb,
    create="CREATE DATABASE {name} CHARACTER SET utf8mb4",
    drop=_drop_mariadb,
)
