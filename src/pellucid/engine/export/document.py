"""The copy as one JSON document, written as the rows come: one line a row, so that it can also be read by the line.

{"format":"pellucid-copy/1","about":{...},"sections":[
{"title":"Orders","store":"shop",...,"fields":[...],"withheld":[],"rows":[
{"id":1,"total":"12.50"},
{"id":2,"total":"8.00"}
]}
]}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from pellucid.engine.export.model import About, Section
from pellucid.engine.export.values import json_line, utf8

FORMAT = "pellucid-copy/1"
_CHUNK = 64 * 1024


class Document:
    """Writes the document through `write`, in chunks of about 64 kB. Its rows hold no hidden values any more."""

    def __init__(self, write: Callable[[bytes], object], about: About) -> None:
        self._write = write
        self._pending = [f'{{"format":"{FORMAT}","about":{json_line(about_json(about))},"sections":[\n']
        self._first = True

    def section(self, section: Section, title: str, rows: Iterable[tuple[object, ...]]) -> int:
        """Write one section and return how many rows it has. Raises ValueError for a row of another length."""
        head = json_line(_head(section, title))[:-1]
        self._pending.append(f'{"" if self._first else ","}{head},"rows":[')
        self._first = False
        names = [field.name for field in section.fields]
        count, size, separator = 0, 0, "\n"
        pending = self._pending
        for row in rows:
            line = json_line(dict(zip(names, row, strict=True)))
            pending.append(separator + line)
            separator = ",\n"
            count += 1
            size += len(line)
            if size > _CHUNK:
                self._flush()
                size = 0
        pending.append("\n]}\n")
        return count

    def end(self) -> None:
        self._pending.append("]}\n")
        self._flush()

    def _flush(self) -> None:
        self._write(utf8("".join(self._pending)))
        self._pending.clear()


def about_json(about: About) -> dict[str, str]:
    """What the copy is, for the files that programs read."""
    return {"right": about.right, "person": about.person, "made": about.made.isoformat(), "company": about.company}


def read_rows(lines: Iterator[bytes], counts: Iterable[int]) -> Iterator[Iterator[list[object]]]:
    """The rows of a document section by section, given how many each has. Each section has to be read to its end."""
    next(lines)
    for count in counts:
        next(lines)
        yield (list(json.loads(str(line.rstrip(b",\n"), "utf-8")).values()) for line in islice(lines, count))
        next(lines)


def _head(section: Section, title: str) -> dict[str, object]:
    return {
        "title": title,
        "store": section.store,
        "collection": section.collection,
        "relation": section.relation,
        "fields": [{"name": f.name, "words": f.words, "category": f.category} for f in section.fields],
        "withheld": [f.name for f in section.fields if f.hidden],
    }
