"""Fideslang written in tests, imported into a fresh folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from pellucid.engine.datamap.loading import load
from pellucid.engine.datamap.model import Collection, DataMap
from pellucid.engine.errors import Problem
from pellucid.engine.importing import import_fideslang


@dataclass(frozen=True)
class Imported:
    """What came out of an import: the map as its own loader reads it, its files' text, and the findings."""

    datamap: DataMap
    text: str
    problems: list[Problem]

    def collection(self, store: str, name: str) -> Collection:
        return self.datamap.stores[store].collections[name]

    def links(self, store: str, name: str) -> set[str]:
        """Each link as `owns customer: orders by order_id=id`."""
        return {
            f"{link.kind} {link.person}: {link.target} by {', '.join(f'{here}={there}' for here, there in link.on)}"
            for link in self.collection(store, name).links
        }

    def said(self, words: str) -> list[Problem]:
        return [problem for problem in self.problems if words in problem.wrong]


def import_files(folder: Path, *files: Path) -> Imported:
    """Import real files; the map must load without a problem."""
    output = folder / "map"
    problems = import_fideslang(files, output)
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(output.iterdir()))
    return Imported(load(output), text, problems)


def import_texts(folder: Path, *texts: str, name: str = "shop") -> Imported:
    """Import fideslang written out; one file for each text."""
    files = []
    for number, text in enumerate(texts):
        files.append(folder / f"{name}{number or ''}.yml")
        files[-1].write_text(dedent(text), encoding="utf-8")
    return import_files(folder, *files)
