"""CSV (RFC 4180, UTF-8) that people open in a spreadsheet: no cell of it is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from pellucid.engine.export.model import Shown
from pellucid.engine.export.values import json_line, utf8

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it, spreadsheets read the file in the code page of the machine, and names with accents are garbled."""

WITHHELD = "[another person's]"
_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_NUMBER = re.compile(r"-\d+(\.\d+)?(E[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CHUNK = 500


def csv_chunks(header: Iterable[str], fields: tuple[Shown, ...], rows: Iterable[list[object]]) -> Iterator[bytes]:
    """The file in chunks of some hundred rows, given its rows as JSON values."""
    hidden = [place for place, field in enumerate(fields) if field.hidden]
    buffer = io.StringIO()
    # All cells are quoted: one that holds a semicolon stays one cell where that is the separator.
    write = csv.writer(buffer, quoting=csv.QUOTE_ALL).writerow
    yield BYTE_ORDER_MARK
    write([_cell(title) for title in header])
    for count, row in enumerate(rows, start=1):
        cells = [_cell(value) for value in row]
        for place in hidden:
            cells[place] = WITHHELD
        write(cells)
        if count % _CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    text = value if isinstance(value, str) else json_line(value)
    if not text.isprintable():
        text = _CONTROL.sub("\ufffd", text)
    # A leading quote keeps a spreadsheet from computing the cell (OWASP, CSV injection); a negative number is none.
    return f"'{text}" if text[:1] in _FORMULA and not _NUMBER.fullmatch(text) else text


def _taken(buffer: io.StringIO) -> bytes:
    content = utf8(buffer.getvalue())
    buffer.seek(0)
    buffer.truncate()
    return content
