"""What docs/command-line.md and docs/python.md show is what happens."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_shop import Ended, Shop

import pellucid as api
from pellucid.interfaces.cli.screen import OUT

DOCS = Path(__file__).parents[3] / "docs"


def blocks(document: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", (DOCS / document).read_text(), re.MULTILINE | re.DOTALL)


def test_the_commands_of_the_documentation_run_in_the_order_given(
    shop: Shop, pellucid: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    (csv,), (json,) = blocks("command-line.md", "csv"), blocks("command-line.md", "json")
    (shop.folder / "people.csv").write_text(csv)
    (shop.folder / "people.jsonl").write_text(json)
    commands = [line for block in blocks("command-line.md", "sh") for line in block.splitlines()]
    codes = []
    for command in commands:
        words, _, stdin = command.partition(" < ")
        with Path(stdin or os.devnull).open() as given:
            monkeypatch.setattr("sys.stdin", given)
            codes.append(pellucid(*shlex.split(words)[1:]).code)
    # The last one would ask, and nobody is there to answer.
    assert codes == [0, 0, 0, 0, 0, 0, 2]
    assert shop.rows("SELECT id FROM customers") == [(2,), (3,)]


@pytest.mark.usefixtures("shop")
def test_the_examples_of_the_python_page_run_and_say_what_they_should(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for block in blocks("python.md", "python"):
        exec(compile(block, "python.md", "exec"), names)
    printed = capsys.readouterr().out.splitlines()
    assert "KEEP shop.invoices 10 years after issued_on" in printed
    assert printed[-5:] == [
        "0 as planned ['10 years after issued_on']",
        "1 not as planned []",
        "one email matches several rows, where the map says that it is one person's alone",
        "done",
        "True That the statement was true of the databases: it is what the company's program counted and did.",
    ]


def test_every_name_of_the_api_is_documented_on_the_page_and_in_itself() -> None:
    page = (DOCS / "python.md").read_text()
    for name in api.__all__:
        assert re.search(rf"`{name}\b", page), name
        assert getattr(api, name).__doc__, name


@pytest.mark.parametrize("width", [80, 40])
def test_output_fits_the_terminal(
    shop: Shop, pellucid: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(OUT, "_force_terminal", True)
    monkeypatch.setattr(OUT, "width", width)
    monkeypatch.setattr(OUT, "no_color", True)
    ended = pellucid("plan", "--map", shop.map, "--identity", "email=ada@example.org")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", ended.out)
    digest = 64
    assert [line for line in plain.splitlines() if len(line) > max(width, digest)] == []
