"""Databases for every test: each fixture gives the URL of an empty database that only this test has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from servers import MARIADB, POSTGRESQL, Kind, Server, serving, skip_or_fail
from throwaway_servers import ServerMissingError


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def postgresql_url(postgresql_server: Server) -> Iterator[str]:
    with postgresql_server.fresh_database() as url:
        yield url


@pytest.fixture
def mariadb_url(mariadb_server: Server) -> Iterator[str]:
    with mariadb_server.fresh_database() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    yield from _server(POSTGRESQL)


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[Server]:
    yield from _server(MARIADB)


def _server(kind: Kind) -> Iterator[Server]:
    try:
        with serving(kind) as server:
            yield server
    except ServerMissingError as missing:
        skip_or_fail(kind, missing)
