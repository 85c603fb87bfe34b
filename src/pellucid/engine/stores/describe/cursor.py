"""Reading the tokens of one statement from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pellucid.engine.errors import StoreError
from pellucid.engine.stores.describe.lexing import Lexeme, Statement, Token


class Cursor:
    """A place between two tokens. Words are matched whatever their case, and never inside quotes."""

    def __init__(self, statement: Statement, tokens: Iterable[Token] | None = None) -> None:
        self.statement = statement
        self.tokens = statement.tokens if tokens is None else tuple(tokens)
        self.position = 0

    @property
    def more(self) -> bool:
        return self.position < len(self.tokens)

    def at(self, *words: str) -> bool:
        """Whether the next tokens are these words (or marks)."""
        following = self.tokens[self.position : self.position + len(words)]
        return len(following) == len(words) and all(map(Token.is_word, following, words))

    def take(self, *words: str) -> bool:
        """Go past `words` if they come next."""
        if found := self.at(*words):
            self.position += len(words)
        return found

    def take_any(self, *words: str) -> str | None:
        """Go past one of `words`, whichever comes next."""
        return next((word for word in words if self.take(word)), None)

    def seek(self, *words: str) -> bool:
        """Go past the next occurrence of `words` outside brackets; stay at the end if there is none."""
        while self.more:
            if self.take(*words):
                return True
            self.skip()
        return False

    def skip(self) -> None:
        """Go past one token, or past a whole bracket."""
        depth = 0
        while self.more:
            depth += self.at("(") - self.at(")")
            self.position += 1
            if depth <= 0:
                return

    def name(self) -> str:
        """The next identifier, folded as the database would. Raises StoreError if there is none."""
        if not self.more or self.tokens[self.position].lexeme is Lexeme.MARK:
            raise StoreError("a name is missing", where=self.statement.where)
        token = self.tokens[self.position]
        self.position += 1
        return token.value.lower() if token.lexeme is Lexeme.WORD and self.statement.dialect.folds else token.value

    def qualified_name(self) -> tuple[str, ...]:
        """`a.b` as ("a", "b")."""
        parts = [self.name()]
        while self.take("."):
            parts.append(self.name())
        return tuple(parts)

    def items(self) -> Iterator[Cursor]:
        """What stands between the commas of the bracket that comes next."""
        if not self.take("("):
            raise StoreError("an opening bracket is missing", where=self.statement.where)
        yield from self._until_close()

    def parts(self) -> Iterator[Cursor]:
        """What stands between the commas of the rest."""
        yield from self._until_close()

    def _until_close(self) -> Iterator[Cursor]:
        start = self.position
        while self.more and not self.at(")"):
            if self.at(","):
                yield Cursor(self.statement, self.tokens[start : self.position])
                start = self.position + 1
            self.skip()
        yield Cursor(self.statement, self.tokens[start : self.position])
        self.position += 1

    def source(self, start: int) -> str:
        """The text from token `start` up to here, in single spaces."""
        if start == self.position:
            return ""
        text = self.statement.source[self.tokens[start].start : self.tokens[self.position - 1].end]
        return " ".join(text.split())


_MODIFIERS = (
    *("OR", "REPLACE", "TEMP", "TEMPORARY", "UNLOGGED", "FOREIGN", "MATERIALIZED", "RECURSIVE", "UNIQUE", "CONSTRAINT"),
    *("VIRTUAL", "SQL", "ALGORITHM", "DEFINER", "SECURITY"),
)
_WITH_VALUE = ("ALGORITHM", "DEFINER", "SECURITY")


def created(cursor: Cursor) -> tuple[str, frozenset[str]]:
    """Go past CREATE and say what kind of thing is created, with what modifiers; ("", ...) for other statements."""
    modifiers = set()
    if not cursor.take("CREATE"):
        return "", frozenset()
    while modifier := cursor.take_any(*_MODIFIERS):
        modifiers.add(modifier)
        if modifier in _WITH_VALUE:
            cursor.take("=")
            cursor.name()
            if cursor.take("@"):
                cursor.name()
    kind = cursor.name().upper()
    cursor.take("IF", "NOT", "EXISTS")
    return kind, frozenset(modifiers)
