"""Each test has a real database of its own, and none is left behind."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from servers import MARIADB, POSTGRESQL, Kind, Server, serving, skip_or_fail
from throwaway_servers import ServerMissingError

KINDS = pytest.mark.parametrize("kind", [POSTGRESQL, MARIADB], ids=lambda kind: kind.name)


@contextmanager
def connected(kind: Kind, url: str) -> Iterator[Connection]:
    engine = create_engine(make_url(url).set(drivername=kind.driver))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def is_there(server: Server, url: str) -> bool:
    catalogue = {"postgresql": "SELECT datname FROM pg_database", "mariadb": "SHOW DATABASES"}[server.kind.name]
    with server.admin.connect() as connection:
        return make_url(url).database in connection.scalars(text(catalogue)).all()


@pytest.fixture
def server(kind: Kind, request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue(f"{kind.name}_server")
    assert isinstance(found, Server)
    return found


@KINDS
def test_two_databases_are_strangers(kind: Kind, server: Server) -> None:
    with server.fresh_database() as one, server.fresh_database() as other:
        with connected(kind, one) as connection:
            connection.execute(text("CREATE TABLE persons (id INTEGER)"))
            connection.commit()
        with connected(kind, other) as connection:
            connection.execute(text("CREATE TABLE persons (id INTEGER)"))
            assert connection.scalar(text("SELECT count(*) FROM persons")) == 0


@KINDS
def test_a_database_goes_even_while_a_transaction_is_open(kind: Kind, server: Server) -> None:
    with server.fresh_database() as url:
        engine = create_engine(make_url(url).set(drivername=kind.driver))
        left_open = engine.connect()
        left_open.execute(text("CREATE TABLE persons (id INTEGER)"))
        left_open.execute(text("SELECT * FROM persons"))
        assert is_there(server, url)
    assert not is_there(server, url)
    left_open.invalidate()
    engine.dispose()


@KINDS
def test_a_throwaway_server_starts_serves_and_stops(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"PELLUCID_TEST_{kind.name.upper()}", "throwaway")
    try:
        with serving(kind) as server, server.fresh_database() as url, connected(kind, url) as connection:
            assert make_url(url).port != make_url(kind.usual).port
            assert connection.scalar(text("SELECT 'żółw 🐢'")) == "żółw 🐢"
    except ServerMissingError as missing:
        skip_or_fail(kind, missing)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", make_url(url).port or 0)).close()


@KINDS
def test_a_running_server_that_does_not_let_us_in_is_left_alone(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(f"PELLUCID_TEST_{kind.name.upper()}", raising=False)
    closed = make_url(kind.usual).set(username="nobody_of_this_name").render_as_string()
    try:
        with serving(replace(kind, usual=closed)) as server:
            assert make_url(server.url).port != make_url(closed).port
    except ServerMissingError as missing:
        skip_or_fail(kind, missing)


@KINDS
def test_a_server_that_was_asked_for_has_to_answer(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = make_url(kind.usual).set(port=1).render_as_string()
    monkeypatch.setenv(f"PELLUCID_TEST_{kind.name.upper()}", silent)
    with pytest.raises(OperationalError), serving(kind):
        pass


@KINDS
def test_a_missing_server_says_how_to_install_it(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"PELLUCID_TEST_{kind.name.upper()}", "throwaway")
    monkeypatch.setattr("shutil.which", lambda *_args, **_kw: None)
    with pytest.raises(ServerMissingError, match=f"apt-get install {kind.package}"), serving(kind):
        pass


@KINDS
def test_a_missing_server_skips_unless_it_is_required(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = ServerMissingError("apt-get install it")
    monkeypatch.delenv("PELLUCID_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install"):
        skip_or_fail(kind, missing)
    monkeypatch.setenv("PELLUCID_REQUIRE", "mariadb,postgresql")
    with pytest.raises(pytest.fail.Exception, match=kind.name):
        skip_or_fail(kind, missing)
