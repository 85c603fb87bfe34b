"""The PostgreSQL server of the bench, its template databases and fresh copies of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg

ADMIN = os.environ.get("PELLUCID_BENCH_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
"""URL of an administrator; the bench makes and drops databases whose names begin with pellucid_bench."""


def url_of(database: str) -> str:
    return f"{ADMIN.rpartition('/')[0]}/{database}"


def built(name: str, build: Callable[[psycopg.Connection], None]) -> str:
    """The template database `name`, made by `build` where it is not there yet."""
    with psycopg.connect(ADMIN, autocommit=True) as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        half = f"{name}_half"
        admin.execute(f"DROP DATABASE IF EXISTS {half}")
        admin.execute(f"CREATE DATABASE {half}")
        with psycopg.connect(url_of(half)) as connection:
            build(connection)
        with psycopg.connect(url_of(half), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        admin.execute(f"ALTER DATABASE {half} RENAME TO {name}")
    return name


@contextmanager
def fresh(template: str) -> Iterator[str]:
    """The URL of a copy of `template` after a checkpoint, dropped afterwards."""
    copy = f"{template}_copy"
    with psycopg.connect(ADMIN, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {copy} TEMPLATE {template} STRATEGY file_copy")
        admin.execute("CHECKPOINT")
        try:
            yield url_of(copy)
        finally:
            with suppress(psycopg.Error):
                admin.execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
