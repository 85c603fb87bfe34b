"""SQL text into statements, and statements into tokens, as far as reading definitions needs it. Pure.

A dump is full of what no SQL parser knows (psql commands, COPY data, DELIMITER lines, storage options), so this only
knows the rules by which one can tell where a statement ends: quotes, comments, dollar quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from pellucid.engine.errors import StoreError


class Lexeme(Enum):
    """`NAME` is a quoted identifier, `WORD` an unquoted one or a keyword, `MARK` any other single character."""

    TEXT = "text"
    NAME = "name"
    WORD = "word"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database quotes. `folds`: unquoted names are lower case."""

    name: str
    comment: str = r"--[^\n]*|/\*.*?\*/"
    text: str = r"'(?:[^']|'')*'"
    quoted: str = r'"(?:[^"]|"")*"'
    line: str = r"(?!)"
    folds: bool = False


SQLITE = Dialect("sqlite", quoted=r'"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]')
POSTGRESQL = Dialect(
    "postgresql",
    text=r"[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$",
    line=r"^\\[^\n]*",
    folds=True,
)
MYSQL = Dialect(
    "mysql",
    comment=r"--[^\n]*|\#[^\n]*|/\*.*?\*/",
    text=r"'(?:[^'\\]|\\.|'')*'",
    quoted=r'"(?:[^"]|"")*"|`(?:[^`]|``)*`',
    line=r"^DELIMITER[ \t]+(?P<delimiter>\S+)[^\n]*",
)


@dataclass(frozen=True, slots=True)
class Token:
    """`value` without its quotes; `start` and `end` are offsets in the whole text."""

    lexeme: Lexeme
    value: str
    start: int
    end: int

    def is_word(self, word: str) -> bool:
        return self.lexeme in (Lexeme.WORD, Lexeme.MARK) and self.value.upper() == word


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of `source`, without comments. `where` is `file:line`, counted from 1."""

    source: str
    where: str
    tokens: tuple[Token, ...]
    dialect: Dialect


def statements(source: str, dialect: Dialect, file: str = "") -> Iterator[Statement]:
    """The CREATE and ALTER statements of `source`; the others are passed over. Raises StoreError at an open quote."""
    if dialect is MYSQL:
        source = _VERSIONED.sub(_unwrapped, source)
    pattern, delimiter, position = _pattern(dialect), ";", 0
    tokens: list[Token] = []
    while found := pattern.search(source, position):
        position = found.end()
        if found["skip"] is not None:
            delimiter = found.groupdict().get("delimiter") or delimiter
        elif source.startswith(delimiter, found.start()):
            position = found.start() + len(delimiter)
            if tokens and tokens[0].is_word("COPY"):
                position = _after_rows(source, position)
            if _defines(tokens):
                yield Statement(source, _place(file, source, tokens[0].start), tuple(tokens), dialect)
            tokens = []
        elif found["mark"] and found["mark"] in _QUOTES:
            raise StoreError("a quote is opened here and never closed", where=_place(file, source, found.start()))
        elif not tokens or _defines(tokens):
            tokens.append(_token(found))
    if _defines(tokens):
        yield Statement(source, _place(file, source, tokens[0].start), tuple(tokens), dialect)


_VERSIONED = re.compile(r"/\*M?!\d*\s(.*?)\*/", re.DOTALL)
_END_OF_ROWS = re.compile(r"^\\\.$", re.MULTILINE)
_QUOTES = "'\"`"


@cache
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<skip>{dialect.comment}|{dialect.line})|(?P<text>{dialect.text})|(?P<name>{dialect.quoted})"
        r"|(?P<word>\w[\w$]*)|(?P<mark>[^\s])",
        re.DOTALL | re.MULTILINE,
    )


def _unwrapped(comment: re.Match[str]) -> str:
    """MySQL runs what stands in such a comment; its length is kept so that lines and offsets stay true."""
    body = comment[1]
    return " " * (len(comment[0]) - len(body) - 2) + body + "  "


def _token(found: re.Match[str]) -> Token:
    lexeme = next(lexeme for lexeme in Lexeme if found[lexeme.value] is not None)
    value = found[0]
    if lexeme is Lexeme.NAME:
        close = value[-1]
        value = value[1:-1].replace(close * 2, close)
    return Token(lexeme, value, *found.span())


def _place(file: str, source: str, offset: int) -> str:
    return f"{file}:{source.count(chr(10), 0, offset) + 1}"


def _defines(tokens: list[Token]) -> bool:
    return bool(tokens) and (tokens[0].is_word("CREATE") or tokens[0].is_word("ALTER"))


def _after_rows(source: str, position: int) -> int:
    end = _END_OF_ROWS.search(source, position)
    return end.end() if end else position
