"""Files stay small, are named after what they hold, and silence no tool."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from statistics import median

from repository import SOURCES, files, name, python

CAP = 400
MEDIAN = 120
VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|commons?|misc)$")
SILENCED = re.compile(r"#\s*(type: ignore|noqa|nosec|pragma: no cover)")


def test_no_file_is_long() -> None:
    written = files(*SOURCES, suffixes=frozenset({".py", ".html", ".css", ".js"}))
    assert {name(p): n for p in written if (n := len(p.read_text().splitlines())) > CAP} == {}


def test_most_files_are_short() -> None:
    lengths = [len(text.splitlines()) for p in python("src") if (text := p.read_text())]
    assert median(lengths) < MEDIAN


def test_no_module_has_a_vague_name() -> None:
    vague = [name(p) for p in python() if any(VAGUE.search(part.removesuffix(".py")) for part in Path(name(p)).parts)]
    assert vague == []


def test_no_class_is_a_manager() -> None:
    classes = (
        f"{name(p)}: {node.name}"
        for p in python()
        for node in ast.walk(ast.parse(p.read_text()))
        if isinstance(node, ast.ClassDef) and re.search(r"(Manager|Helper|Utils?)$", node.name)
    )
    assert list(classes) == []


def test_no_tool_is_silenced() -> None:
    found = [
        f"{name(p)}:{number}"
        for p in python()
        for number, line in enumerate(p.read_text().splitlines(), 1)
        if SILENCED.search(line)
    ]
    assert found == []
