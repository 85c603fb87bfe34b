"""The terminal: results on stdout, everything else on stderr, wrapped only where a person reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

OUT = Console(markup=False, highlight=False, emoji=False)
ERR = Console(markup=False, highlight=False, emoji=False, stderr=True)


def say(text: str, on: Console = OUT, *, indent: int = 0) -> None:
    """Sentences. Where nobody watches, each stays on one line, for scripts and logs."""
    if on.is_terminal and text:
        on.print(Padding(text, (0, 0, 0, indent), expand=False))
    else:
        on.print(" " * indent + text, soft_wrap=True)


def say_list(title: str, sentences: Iterable[str]) -> None:
    """Sentences under a title, each with a dash before it."""
    say("")
    say(f"{title}:")
    grid = Table.grid(padding=(0, 1, 0, 0))
    for sentence in sentences:
        if OUT.is_terminal:
            grid.add_row("  -", sentence)
        else:
            say(f"- {sentence}", indent=2)
    if grid.row_count:
        OUT.print(grid)


def complain(error: object, word: str = "Error: ") -> None:
    """An error as its text, line by line."""
    for at, line in enumerate(str(error).splitlines()):
        bare = line.lstrip(" ")
        say((word if at == 0 else "") + bare, ERR, indent=len(line) - len(bare))


def print_json(document: Mapping[str, object]) -> None:
    """One document on stdout, whole."""
    OUT.print(json.dumps(document, indent=2, ensure_ascii=False), soft_wrap=True)


def plain_table(*columns: str, numbers: tuple[str, ...] = ()) -> Table:
    """A table with a line under its head, and nothing else that is not content."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return table
