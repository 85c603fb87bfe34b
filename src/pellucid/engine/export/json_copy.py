"""The copy as a single JSON file, for programs."""

from __future__ import annotations

from typing import BinaryIO

from pellucid.engine.export.document import Document
from pellucid.engine.export.model import Section
from pellucid.engine.export.writing import CopyWriter, Rows


class JsonCopy(CopyWriter):
    """`with JsonCopy(path_or_binary_file, about) as copy: copy.section(section, rows)`"""

    def _begin(self, file: BinaryIO) -> None:
        self._document = Document(file.write, self.about)

    def _write(self, section: Section, title: str, rows: Rows) -> int:
        return self._document.section(section, title, rows)

    def _finish(self) -> None:
        self._document.end()

    def _abandon(self) -> None:
        """Nothing is held beside the file itself."""
