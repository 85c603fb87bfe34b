"""Sealing can be used, and read, without the rest of Pellucid; its errors are the ones that are drawn."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from pellucid.sealing import errors
from pellucid.sealing.errors import SealingError

FOLDER = Path(errors.__file__).parent


def test_it_imports_the_standard_library_and_cryptography_only() -> None:
    lines = [line for path in FOLDER.rglob("*.py") for line in path.read_text().splitlines()]
    imported = {match[1] for line in lines if (match := re.match(r"(?:from|import) ([\w.]+)", line))}
    foreign = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    assert "pellucid.sealing.keys" in foreign
    assert {name for name in foreign if not re.match(r"(cryptography|pellucid\.sealing)\.", name)} == set()


def test_every_error_is_drawn_where_it_hangs() -> None:
    drawn = re.findall(r"^    ([ │]*)(?:[├└]── )?(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    assert [(len(indent) // 4, name) for indent, name in drawn] == list(_tree(SealingError, 0))


def _tree(error: type[SealingError], depth: int) -> Iterator[tuple[int, str]]:
    """Each error with its depth as drawn: the first two levels both begin at the margin."""
    yield max(depth - 1, 0), error.__name__
    for child in error.__subclasses__():
        yield from _tree(child, depth + 1)
