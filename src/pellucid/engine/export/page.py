"""The page that a person reads: one HTML file, nothing loaded from elsewhere, no script, the summary first."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files

from pellucid.engine.export.model import About
from pellucid.engine.export.page_section import PageSection
from pellucid.engine.export.wording import day_in_words, plain_html

_STYLE = files("pellucid.engine.export").joinpath("page.css").read_text("utf-8")
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_TOP = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    # Even if a value slipped through the escaping, nothing would run or load (CSP Level 3).
    f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'\">\n"
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="robots" content="noindex">\n<meta name="referrer" content="no-referrer">\n'
    f"<style>{_STYLE}</style>\n"
)
_FOOT = (
    '<footer>\n<p class="quiet">The same data, for other programs, lies beside this page: all of it in '
    '<a href="data.json">data.json</a>, and each part as a table in the folder csv, which a spreadsheet opens. '
    '<a href="manifest.json">manifest.json</a> lists every file with its checksum (SHA-256).</p>\n'
    "</footer>\n</div>\n</body>\n</html>\n"
)
_OPENINGS = {"portability": "This is a copy of the data you gave us"}


def html_page(about: About, sections: Sequence[PageSection]) -> str:
    """The whole page."""
    company = plain_html(about.company)
    title = f"Your data at {company}" if company else "Your data"
    filled = [section for section in sections if section.rows]
    parts = [_TOP, f'<title>{title}</title>\n</head>\n<body>\n<div class="page">\n']
    if company:
        parts.append(f"<header><strong>{company}</strong></header>\n")
    parts.append(f'<main>\n<h1>{title}</h1>\n<p class="lead">{_summary(about, filled)}</p>\n')
    if filled:
        parts.append('<nav aria-label="What is in this copy">\n<ul class="places card">\n')
        parts.extend(section.entry() for section in filled)
        parts.append("</ul>\n</nav>\n")
    for section in filled:
        parts.extend(section.html())
    parts.append(_nothing_in([plain_html(section.title) for section in sections if not section.rows]))
    parts.append(f"</main>\n{_FOOT}")
    return "".join(parts)


def counted(amount: int, thing: str) -> str:
    """`1 record`, `1,200 records`"""
    return f"{amount:,} {thing}{'' if amount == 1 else 's'}"


def summary(about: About, rows: int, places: int) -> str:
    """What the copy is, in two sentences of plain text."""
    opening = _OPENINGS.get(about.right, "This is a copy of what we hold about you")
    found = f"{counted(rows, 'record')} in {counted(places, 'place')}" if rows else "We found nothing about you"
    return f"{opening}, made on {day_in_words(about.made)}. {found}."


def _summary(about: About, filled: Sequence[PageSection]) -> str:
    return summary(about, sum(section.rows for section in filled), len(filled))


def _nothing_in(titles: Sequence[str]) -> str:
    if not titles:
        return ""
    return (
        '<section>\n<h2>Where we found nothing</h2>\n<p class="quiet">We also looked here, and found nothing '
        f"about you: {', '.join(titles)}.</p>\n</section>\n"
    )
