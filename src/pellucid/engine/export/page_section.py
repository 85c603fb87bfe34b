"""One section of the page: a table, or a card for each record where a table would not be readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pellucid.engine.export.labels import field_labels
from pellucid.engine.export.model import Section
from pellucid.engine.export.wording import in_html, plain_html

SHOWN_ROWS = 500
SHOWN_CHARACTERS = 500_000
WIDEST_TABLE = 7
"""Columns of the widest table; above that, each record is a card."""

LONG = 60
"""Characters (of HTML) from which a value gets a whole line of its card."""

TABLE_CHARACTERS = 110
"""Characters that fit a line of a table: a value within its column's equal share is not wrapped."""

_BRIEF = ' class="brief">'
_NAMED = 5
_WITHHELD = '<span class="none">[another person\'s]</span>'
_RELATIONS = {
    "shares": "You share these with other people. What is theirs alone is left out.",
    "sees": "These belong to somebody else, and tell about you. What is theirs alone is left out.",
}


class PageSection:
    """Collects the first rows of a section as HTML while they stream by."""

    def __init__(self, section: Section, title: str, number: int, *, technical: bool) -> None:
        self.section, self.title, self.number, self.technical = section, title, number, technical
        self.labels = field_labels(section.fields)
        self._headings = [plain_html(label) for label in self.labels]
        self.rows = 0
        self.csv = ""
        self._cells: list[list[str]] = []

    def watch(self, rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        """The same rows; the first are kept as HTML, at most `SHOWN_ROWS` or about `SHOWN_CHARACTERS`."""
        hidden = [place for place, field in enumerate(self.section.fields) if field.hidden]
        room = SHOWN_CHARACTERS
        for row in rows:
            self.rows += 1
            if room > 0 and self.rows <= SHOWN_ROWS:
                cells = [in_html(value) for value in row]
                for place in hidden:
                    cells[place] = _WITHHELD
                room -= sum(map(len, cells))
                self._cells.append(cells)
            yield row

    def entry(self) -> str:
        """Its line in the summary."""
        labels = self._headings
        more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED + 1 else ""
        named = ", ".join(labels[:_NAMED] if more else labels)
        return (
            f'<li><a href="#s{self.number}">{plain_html(self.title)}</a>'
            f'<span class="number">{self.rows:,}</span><span class="quiet">{named}{more}</span></li>\n'
        )

    def html(self) -> Iterator[str]:
        """The section itself, in pieces."""
        yield f'<section>\n<h2 id="s{self.number}">{plain_html(self.title)}</h2>\n'
        yield f'<p class="quiet">{self._facts()}</p>\n'
        if self.rows == 1 or len(self.labels) > WIDEST_TABLE:
            yield from self._cards()
        else:
            yield from self._table()
        shown = len(self._cells)
        if shown < self.rows:
            first = "first record is" if shown == 1 else f"first {shown:,} are"
            yield (
                f'<p class="note">The {first} shown here. All {self.rows:,} are in '
                f'<a href="{self.csv}">{self.csv}</a> and in <a href="data.json">data.json</a>.</p>\n'
            )
        yield "</section>\n"

    def _facts(self) -> str:
        count = "1 record" if self.rows == 1 else f"{self.rows:,} records"
        facts = [f'{count}, also <a href="{self.csv}">as a spreadsheet</a>.', _RELATIONS.get(self.section.relation, "")]
        if self.technical:
            where = plain_html(f"{self.section.store}.{self.section.collection}")
            facts.append(f"<code>{where}</code> <code>{plain_html(self.section.relation)}</code>")
        return " ".join(filter(None, facts))

    def _full_headings(self) -> list[str]:
        if not self.technical:
            return self._headings
        return [
            f"{heading}<br><code>{plain_html(field.name)}</code><br><code>{plain_html(field.category)}</code>"
            for heading, field in zip(self._headings, self.section.fields, strict=True)
        ]

    def _table(self) -> Iterator[str]:
        headings = "".join(f'<th scope="col">{heading}</th>' for heading in self._full_headings())
        starts = [f'<td data-label="{heading}"><div dir="auto"' for heading in self._headings]
        brief = TABLE_CHARACTERS // max(len(starts), 1)
        yield f'<table class="card">\n<thead><tr>{headings}</tr></thead>\n<tbody>\n'
        for cells in self._cells:
            row = [
                f"{start}{_BRIEF if len(cell) <= brief else '>'}{cell}</div></td>"
                for start, cell in zip(starts, cells, strict=True)
            ]
            yield f"<tr>{''.join(row)}</tr>\n"
        yield "</tbody>\n</table>\n"

    def _cards(self) -> Iterator[str]:
        headings = self._full_headings()
        for cells in self._cells:
            yield '<dl class="card">\n'
            for heading, cell in zip(headings, cells, strict=True):
                start = '<div class="long">' if len(cell) > LONG else "<div>"
                yield f'{start}<dt>{heading}</dt><dd dir="auto">{cell}</dd></div>\n'
            yield "</dl>\n"
