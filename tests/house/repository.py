"""The files of the repository, as the house tests see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("src", "tests", "bench", "examples")
CODE_BLOCK = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)

_MADE = frozenset({"build", "dist", "demo-out", "__pycache__"})
_TEXT = frozenset(
    ["", ".py", ".md", ".toml", ".lock", ".txt", ".yml", ".yaml", ".json", ".sql", ".csv", ".html", ".css", ".js"]
)


def files(*folders: str, suffixes: frozenset[str] = _TEXT) -> Iterator[Path]:
    """Text files below `folders` (all: the whole repository), without what tools make."""
    for folder in folders or [""]:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            hidden = any(part.startswith(".") for part in parts) and parts[0] != ".ci"
            if path.is_file() and not hidden and not _MADE.intersection(parts) and path.suffix in suffixes:
                yield path


def python(*folders: str) -> list[Path]:
    return list(files(*folders or SOURCES, suffixes=frozenset({".py"})))


def documents() -> list[Path]:
    return list(files(suffixes=frozenset({".md"})))


def name(path: Path) -> str:
    """The path below the root, for messages and test ids."""
    return path.relative_to(ROOT).as_posix()


def prose(document: Path) -> str:
    """The text of a document without its blocks of code."""
    return CODE_BLOCK.sub("", document.read_text())


def commands(document: Path, program: str) -> set[str]:
    """What follows `program` in a document's code, inline or in blocks, without comments."""
    blocks = [block[0] for block in CODE_BLOCK.finditer(document.read_text())]
    code = [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", prose(document))
    found = (re.match(rf"(?:\.venv/bin/)?{program} ([^#]+)", line) for line in code)
    return {match[1].strip() for match in found if match}
