"""Making copies in memory and taking them apart again, for the tests of the export."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from pellucid.engine.export.copy import Copy
from pellucid.engine.export.model import About, Section, Shown

Rows = Iterable[tuple[object, ...]]

ABOUT = About("access", "customer", datetime(2026, 11, 24, 10, 0, tzinfo=UTC), "Example Shop")


def section(title: str, *fields: Shown, relation: str = "owns", collection: str = "t_rows") -> Section:
    return Section("shop_db", collection, title, relation, fields)


def field(name: str, words: str = "", *, hidden: bool = False) -> Shown:
    return Shown(name, "user.name", words or name.capitalize(), hidden)


def copied(*parts: tuple[Section, Rows], about: About = ABOUT, technical: bool = False) -> dict[str, bytes]:
    """The members of a copy with these sections."""
    file = io.BytesIO()
    with Copy(file, about, technical=technical) as copy:
        for part, rows in parts:
            copy.section(part, rows)
    return members(file)


def members(file: io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as unzipped:
        assert unzipped.testzip() is None
        return {name: unzipped.read(name) for name in unzipped.namelist()}


def sections(files: dict[str, bytes]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files["data.json"])["sections"]
    return found


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


class Page(HTMLParser):
    """The page as a browser's parser sees it: its elements, its text, and the text of each table cell."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.opened: list[str] = []
        self.text = ""
        self.feed(content.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag, "an element was closed that is not the last one opened"

    def handle_data(self, data: str) -> None:
        if self.opened and self.opened[-1] == "style":
            return
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came into the page: {data!r}")

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    def count(self, tag: str) -> int:
        return sum(1 for name, _ in self.elements if name == tag)
