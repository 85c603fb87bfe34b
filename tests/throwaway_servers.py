"""Database servers that live as long as one test session, in a temporary folder on a free port of loopback.

PostgreSQL and MariaDB refuse to run as root; started by root they run as the account that their package made, else
as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60


class ServerMissingError(Exception):
    """Its binaries are not installed; says which command installs them."""


@dataclass(frozen=True)
class Place:
    """A folder of our own, and the user and group that the server runs under (None: ours)."""

    folder: Path
    user: int | None = None
    group: int | None = None

    def run(self, *command: str | Path) -> None:
        """Run to the end. Raises CalledProcessError, with what the command said in a note."""
        done = subprocess.run(
            command, cwd=self.folder, user=self.user, group=self.group, capture_output=True, text=True, check=False
        )
        try:
            done.check_returncode()
        except subprocess.CalledProcessError as error:
            error.add_note(done.stdout + done.stderr)
            raise

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(command, cwd=self.folder, user=self.user, group=self.group, stdout=log, stderr=log)


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a new PostgreSQL's administrator."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    initdb, pg_ctl = _binaries(("initdb", "pg_ctl"), versions, package="postgresql")
    with _place("postgres") as place:
        port, data = _free_port(), place.folder / "data"
        place.run(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        log = place.folder / "log"
        place.run(pg_ctl, "start", "-w", "-t", str(START_SECONDS), "-D", data, "-l", log, "-o", options)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            place.run(pg_ctl, "stop", "-m", "immediate", "-D", data)


@contextmanager
def mariadb() -> Iterator[str]:
    """The URL of a new MariaDB's administrator."""
    folders = [Path("/usr/sbin"), Path("/usr/libexec"), Path("/usr/local/sbin")]
    install, mariadbd = _binaries(("mariadb-install-db", "mariadbd"), folders, package="mariadb-server")
    with _place("mysql") as place:
        port, data = _free_port(), f"--datadir={place.folder / 'data'}"
        place.run(install, "--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-test-db")
        at = (f"--port={port}", "--bind-address=127.0.0.1", f"--socket={place.folder / 'socket'}")
        server = place.start(mariadbd, "--no-defaults", data, *at, "--skip-name-resolve")
        try:
            _await_port(port, server, place.folder / "log")
            yield f"mysql://root@127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait()


def _binaries(names: Sequence[str], beside: Sequence[Path], *, package: str) -> list[Path]:
    """Where the programs are: in PATH, else all in one of the folders `beside` it."""
    search = os.pathsep.join([os.environ.get("PATH", ""), *map(str, beside)])
    found = [shutil.which(name, path=search) for name in names]
    if None in found:
        raise ServerMissingError(f"{package} is not installed here; to install it: apt-get install {package}")
    return [Path(name) for name in found if name]


@contextmanager
def _place(account: str) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="pellucid-test-") as folder:
        if os.geteuid() != 0:
            yield Place(Path(folder))
            return
        found = _account(account)
        os.chown(folder, found.pw_uid, found.pw_gid)
        yield Place(Path(folder), found.pw_uid, found.pw_gid)


def _account(name: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return pwd.getpwnam("nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_port(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
