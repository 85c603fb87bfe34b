"""The copy that a person gets: a ZIP with a page to read, JSON and CSV for programs, and a list of what is in it."""

from __future__ import annotations

import os
from typing import BinaryIO

from pellucid.engine.export.archive import Archive
from pellucid.engine.export.document import FORMAT, Document, about_json, read_rows
from pellucid.engine.export.labels import slug
from pellucid.engine.export.model import About, Section
from pellucid.engine.export.page import html_page, summary
from pellucid.engine.export.page_section import PageSection
from pellucid.engine.export.spreadsheet import csv_chunks
from pellucid.engine.export.values import json_line, utf8
from pellucid.engine.export.writing import CopyWriter, Rows

_README = """{summary}

  index.html     open this one to read your data; it works without the internet
  csv/           each part as a table (CSV, UTF-8), which a spreadsheet opens
  data.json      everything in one file, for other programs (JSON, UTF-8)
  manifest.json  every file with its size and checksum (SHA-256)

Unpack the ZIP file first, so that the links in index.html find the other files.
In the tables, a text that a spreadsheet could take for a formula has a ' before it; in data.json it has not.
Dates are written as in ISO 8601, files as base64 (RFC 4648).
"""


class Copy(CopyWriter):
    """`with Copy(path_or_binary_file, about) as copy: copy.section(section, rows)`

    Rows go straight into the ZIP, and nowhere else on the disk. `technical`: the page also names tables and columns.
    """

    def __init__(self, where: str | os.PathLike[str] | BinaryIO, about: About, *, technical: bool = False) -> None:
        super().__init__(where, about)
        self._technical = technical
        self._sections: list[PageSection] = []

    def _begin(self, file: BinaryIO) -> None:
        self._archive = Archive(file, self.about.made)
        self._data = self._archive.begin("data.json")
        self._document = Document(self._data.write, self.about)

    def _write(self, section: Section, title: str, rows: Rows) -> int:
        shown = PageSection(section, title, len(self._sections) + 1, technical=self._technical)
        self._sections.append(shown)
        return self._document.section(section, title, shown.watch(rows))

    def _finish(self) -> None:
        archive = self._archive
        self._document.end()
        self._write_tables()
        archive.add("index.html", utf8(html_page(self.about, self._sections)))
        archive.add("README.txt", utf8(_README.format(summary=self._summary())))
        archive.add("manifest.json", utf8(self._manifest()))
        archive.close()

    def _abandon(self) -> None:
        self._archive.abandon()

    def _write_tables(self) -> None:
        lines = self._archive.lines(self._data.finish())
        for shown, rows in zip(self._sections, read_rows(lines, [s.rows for s in self._sections]), strict=True):
            if not shown.rows:
                continue
            shown.csv = f"csv/{shown.number}-{slug(shown.title)}.csv"
            table = self._archive.begin(shown.csv)
            for chunk in csv_chunks(shown.labels, shown.section.fields, rows):
                table.write(chunk)
            table.finish()

    def _summary(self) -> str:
        counts = [shown.rows for shown in self._sections if shown.rows]
        return summary(self.about, sum(counts), len(counts))

    def _manifest(self) -> str:
        sections = [json_line({"title": s.title, "rows": s.rows, "csv": s.csv or None}) for s in self._sections]
        files = [json_line({"name": m.name, "bytes": m.size, "sha256": m.sha256}) for m in self._archive.members]
        return (
            f'{{"format":"{FORMAT}","about":{json_line(about_json(self.about))},\n'
            f'"sections":[\n{_lines(sections)}],\n"files":[\n{_lines(files)}]}}\n'
        )


def _lines(items: list[str]) -> str:
    return ",\n".join(items) + "\n"
