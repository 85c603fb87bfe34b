"""How much memory an access takes for a person with very many rows, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import servers, shop

_CASES = {"1,000,000 logins": "user1@example.com", "500,000 orders with 1,000,000 items": "user2@example.com"}


def measured() -> dict[str, int]:
    """Peak resident memory in MB by case, the interpreter and its libraries included."""
    url = servers.url_of(servers.built("pellucid_bench_large", shop.build_large))
    return {f"access, {name}": _peak(url, email) for name, email in _CASES.items()}


def _peak(url: str, email: str) -> int:
    child = subprocess.run(
        [sys.executable, "-m", "bench.memory", email],
        env={**os.environ, "SHOP_URL": url},
        check=True,
        capture_output=True,
        text=True,
    )
    return int(child.stdout)


def _own_peak() -> int:
    """In MB. `ru_maxrss` would begin with what the process was forked from."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def _access(email: str) -> None:
    from pellucid.engine.datamap.loading import load
    from pellucid.engine.export.copy import Copy
    from pellucid.engine.export.model import About
    from pellucid.engine.running.engine import Engine

    datamap = load(Path(__file__).parent / "map")
    with tempfile.TemporaryDirectory() as folder, Engine(datamap, key=b"k" * 32) as engine:
        with Copy(Path(folder) / "copy.zip", About("access", "customer", datetime.now(UTC))) as copy:
            run = engine.access([{"email": email}], [copy])
        if sum(entry.rows for entry in run.outcome(0).entries) < 1_000_000:
            sys.exit("the copy is not whole")


if __name__ == "__main__":
    _access(sys.argv[1])
    print(_own_peak())
