"""Every command of the tutorial does what the tutorial says, one after the other."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXPECTED = re.compile(r"# exits with (\d)$")


def commands() -> Iterator[str]:
    for block in BLOCK.findall((ROOT / "docs/tutorial.md").read_text()):
        yield from block.splitlines()


def test_the_tutorial_can_be_followed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    tools = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "PELLUCID_HOME": str(tmp_path / "home"),
    }
    exports: list[str] = []
    printed = ""
    for command in commands():
        if command.startswith("export "):
            exports.append(command)
            continue
        done = subprocess.run(
            ["bash", "-c", "\n".join([*exports, command])],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        expected = EXPECTED.search(command)
        assert done.returncode == (int(expected[1]) if expected else 0), f"{command}\n{done.stdout}{done.stderr}"
        printed = done.stdout if command.startswith("python -c") else printed
    assert printed == "[]\n"
    assert sorted(file.name for file in tmp_path.glob("*.zip")) == ["nadia.zip"]
