"""Making schemas on real servers, describing them, and dumping them with the servers' own tools."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from pellucid.engine.schema import Schema
from pellucid.engine.stores.describe import describe
from pellucid.engine.stores.urls import engine_url


def make(url: str, *statements: str) -> Schema:
    """Run the statements, and describe what is there then."""
    engine = create_engine(engine_url(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    with engine.connect() as connection:
        schema = describe(connection)
    engine.dispose()
    return schema


def pg_dump(url: str, to: Path) -> Path:
    parsed = make_url(url)
    command = [_tool("pg_dump"), "--schema-only", "-h", parsed.host or "127.0.0.1", "-p", str(parsed.port or 5432)]
    command += ["-U", parsed.username or "postgres", str(parsed.database)]
    return _run(command, to, {"PGPASSWORD": parsed.password or ""})


def mysqldump(url: str, to: Path) -> Path:
    parsed = make_url(url)
    command = [_tool("mariadb-dump", "mysqldump"), "--no-data", "-h", parsed.host or "127.0.0.1"]
    command += ["-P", str(parsed.port or 3306), "-u", parsed.username or "root", str(parsed.database)]
    return _run(command, to, {"MYSQL_PWD": parsed.password or ""})


def _tool(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed")
    return found


def _run(command: list[str], to: Path, environment: dict[str, str]) -> Path:
    with to.open("wb") as output:
        subprocess.run(command, check=True, stdout=output, env={**os.environ, **environment})
    return to
