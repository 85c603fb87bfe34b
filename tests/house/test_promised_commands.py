"""A command that a document promises is there, and CI calls the same ones as a person."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from repository import ROOT, commands, documents, name

MAKEFILE = (ROOT / "Makefile").read_text()
PROMISING = [document for document in documents() if commands(document, "pellucid")]
PELLUCID = "import sys; from pellucid.interfaces.cli.main import main; sys.exit(main())"


@pytest.mark.parametrize("document", documents(), ids=name)
def test_make_can_make_what_is_promised(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    promised = {word for line in commands(document, "make") for word in line.split() if "=" not in word}
    assert promised <= targets


def test_every_target_says_what_it_does() -> None:
    phony = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split()
    assert sorted(phony) == sorted(re.findall(r"^([a-z]+):.*## \S", MAKEFILE, re.MULTILINE))


def test_ci_runs_what_the_readme_tells_a_person_to_run() -> None:
    run = re.findall(r"^make (.*)$", (ROOT / ".ci/run").read_text(), re.MULTILINE)
    assert run == ["check", "test"]
    assert set(run) <= commands(ROOT / "README.md", "make")


@pytest.mark.skipif(find_spec("pellucid.interfaces.cli.main") is None, reason="the command line is not here yet")
@pytest.mark.parametrize("document", PROMISING, ids=name)
def test_the_command_line_knows_every_command_that_is_promised(document: Path) -> None:
    for line in sorted(commands(document, "pellucid")):
        words = re.match(r"(?:[a-z]+ ?)*(?=\s|$)", f" {line}".split(" -")[0].strip())
        assert words, line
        called = [sys.executable, "-c", PELLUCID, *words[0].split(), "--help"]
        done = subprocess.run(called, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "200"})
        assert done.returncode == 0, f"pellucid {line}"
        assert [option for option in re.findall(r"--[a-z]+", line) if option not in done.stdout] == [], line
