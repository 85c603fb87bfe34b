"""What a receipt states, in sentences for the person it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pellucid.interfaces.cli.wording import amount, listed
from pellucid.proofs.receipts import AfterCheck, Line, Statement

_ARTICLES = {
    "access": "Art. 15",
    "rectification": "Art. 16",
    "erasure": "Art. 17",
    "restriction": "Art. 18",
    "portability": "Art. 20",
}
_DONE = ("erased", "masked", "unlinked", "corrected", "restricted")
_LEFT = ("not possible", "unknown", "open")


def sentences(statement: Statement) -> Iterator[str]:
    """From what was asked to whether it can be undone. Nothing in them acts on a terminal."""
    article = f" (GDPR {_ARTICLES[statement.right]})" if statement.right in _ARTICLES else ""
    yield f"What was asked: {statement.right}{article}. What was done, as stated at {statement.time}:"
    if not statement.outcome:
        yield "Nothing of the person was there."
    if statement.right == "undo":
        yield from (f"{_where(line)}: {amount(line.after or 0)} came back." for line in statement.outcome)
        return
    for result in ("found", *_DONE):
        lines = [line for line in statement.outcome if line.result == result]
        if lines:
            yield _done(result, lines)
    yield from dict.fromkeys(_kept(line) for line in statement.outcome if line.result == "kept")
    yield from dict.fromkeys(_left(line) for line in statement.outcome if line.result in _LEFT)
    if statement.after_check:
        yield from _checked(statement.after_check)
    if statement.reversible_until:
        yield f"It can still be undone, with the undo code, until {statement.reversible_until}."


def _done(result: str, lines: Sequence[Line]) -> str:
    """`3 rows were erased in 2 places: shop.customers (1) and shop.orders (2).`"""
    rows: dict[str, int] = {}
    fields: dict[str, list[str]] = {}
    for line in lines:
        # A row with two masked fields has two lines, and is one row.
        rows[_where(line)] = max(rows.get(_where(line), 0), line.before)
        fields.setdefault(_where(line), []).extend([_plain(line.field)] if line.field else [])
    total = sum(rows.values())
    done = f"{amount(total)} {'was' if total == 1 else 'were'} {result}"
    if len(rows) == 1:
        (where,) = rows
        return f"{done} in {where}{_named(fields[where])}."
    places = [f"{where} ({count:,}{_named(fields[where])})" for where, count in rows.items()]
    return f"{done} in {len(rows)} places: {listed(places)}."


def _named(fields: Sequence[str]) -> str:
    return f": {', '.join(dict.fromkeys(fields))}" if fields else ""


def _kept(line: Line) -> str:
    """`1 row was kept in shop.invoices until 2031-01-01: Tax law asks us to keep invoices.`"""
    verb = "was" if line.before == 1 else "were"
    until = f" until {_plain(line.until)}" if line.until else ""
    reason = f": {_plain(line.reason)}" if line.reason else "."
    return f"{amount(line.before)} {verb} kept in {_where(line)}{until}{reason}"


def _left(line: Line) -> str:
    reason = f": {_plain(line.reason)}" if line.reason else "."
    return f"In {_where(line)} it is {line.result}{reason}"


def _checked(check: AfterCheck) -> Iterator[str]:
    found = f"{amount(check.left)} that should be gone" if check.left else "nothing was left that should be gone"
    yield f"Checked afterwards by another connection, at {check.time}: {found}."
    if check.swept is None:
        yield "The stores were not searched for copies in columns that the data map does not name."
    elif not check.swept:
        yield "Every text column of the stores was searched for the person's identity: it is in none."
    else:
        places = [f"{_plain(f'{c.store}.{c.collection}.{c.column}')} ({c.rows:,})" for c in check.swept]
        yield f"Every text column was searched for the person's identity. It is still in {listed(places)}."


def _where(line: Line) -> str:
    return _plain(f"{line.store}.{line.collection}")


def _plain(text: str | None) -> str:
    """Without what a forger could move the cursor or turn the reading direction with."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text or "")
