"""The bracket of a CREATE TABLE, and its like in ALTER TABLE: columns and constraints into a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pellucid.engine.schema import Column, ForeignKey, Kind
from pellucid.engine.stores.describe import kinds
from pellucid.engine.stores.describe.cursor import Cursor
from pellucid.engine.stores.describe.draft import Draft
from pellucid.engine.stores.describe.lexing import MYSQL

_AFTER_TYPE = (
    *("NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "CONSTRAINT", "GENERATED", "AS", "COLLATE"),
    *("COMMENT", "AUTO_INCREMENT", "ON", "CHARSET", "KEY", "VIRTUAL", "INVISIBLE", "STORAGE", "COMPRESSION", "OPTIONS"),
    *("DEFERRABLE", "INITIALLY", "COLUMN_FORMAT", "SRID", "COMPRESSED"),
)
_CONSTRAINTS = ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK")
_CONSTRAINT_PAIRS = (("EXCLUDE", "("), ("EXCLUDE", "USING"), ("LIKE",))
_INDEXES = ("KEY", "INDEX", "FULLTEXT", "SPATIAL")
_ACTIONS = (("CASCADE",), ("RESTRICT",), ("SET", "NULL"), ("SET", "DEFAULT"), ("NO", "ACTION"))


@dataclass(frozen=True, slots=True)
class Domain:
    """A PostgreSQL domain: the built-in type under it, and whether it forbids NULL."""

    native: str
    required: bool


@dataclass(frozen=True, slots=True)
class Definitions:
    """Reads definitions of one dump; `table_name` turns a written name into the schema's, `domains` fill as they come.

    A foreign key that names no columns is given none, for the target may be defined later.
    """

    table_name: Callable[[tuple[str, ...]], str]
    kind_of: Callable[[str], kinds.Typed]
    domains: dict[str, Domain] = field(default_factory=dict)

    def body(self, draft: Draft, cursor: Cursor) -> None:
        """All of `(column, constraint, ...)`."""
        for item in cursor.items():
            if item.more and not self.constraint(draft, item):
                self.column(draft, item)

    def constraint(self, draft: Draft, item: Cursor) -> bool:
        """One table constraint or index; False, and nothing read, if this is a column."""
        if item.take("CONSTRAINT") and not _at_constraint(item):
            item.name()
        if item.take("PRIMARY", "KEY"):
            item.take("USING", "BTREE")
            draft.primary_key = _plain_columns(item)
            return True
        if item.take("UNIQUE"):
            unique_columns(draft, item)
            return True
        if item.take("FOREIGN", "KEY"):
            if not item.at("("):
                item.name()
            self.reference(draft, item, _plain_columns(item))
            return True
        return _at_constraint(item) or _at_index(item)

    def column(self, draft: Draft, item: Cursor) -> None:
        """One column with everything that is said after it; one of the same name is replaced."""
        name = item.name()
        column = self._typed(name, read_type(item))
        rest = item.position
        while item.more:
            if item.take("NOT", "NULL") or item.at("PRIMARY", "KEY"):
                column = replace(column, nullable=False)
            if item.take("PRIMARY", "KEY"):
                draft.primary_key = (name,)
            elif item.take("UNIQUE"):
                draft.unique.append(frozenset({name}))
            elif item.take("GENERATED", "ALWAYS") or item.at("AS", "("):
                column = replace(column, generated=True)
                item.skip()
            elif item.at("REFERENCES"):
                self.reference(draft, item, (name,))
            elif item.more:
                item.skip()
        if any(token.value.lower() == "json_valid" for token in item.tokens[rest:]):
            column = replace(column, kind=Kind.JSON, length=None)
        draft.columns[name] = column

    def reference(self, draft: Draft, item: Cursor, columns: tuple[str, ...]) -> None:
        """`REFERENCES table (columns) ON DELETE action ON UPDATE action`, in any order after the columns."""
        item.seek("REFERENCES")
        target = self.table_name(item.qualified_name())
        pointed_at = _plain_columns(item) if item.at("(") else ()
        mysql = item.statement.dialect is MYSQL  # where RESTRICT is what NO ACTION does
        actions = {"DELETE": "NO ACTION", "UPDATE": "NO ACTION"}
        while item.at("MATCH") or item.at("ON"):
            if item.take("MATCH"):
                item.name()
            elif item.take("ON") and (event := item.take_any(*actions)):
                action = next((words for words in _ACTIONS if item.take(*words)), ("NO", "ACTION"))
                actions[event] = "NO ACTION" if mysql and action == ("RESTRICT",) else " ".join(action)
        draft.foreign_keys.append(ForeignKey(columns, target, pointed_at, actions["DELETE"], actions["UPDATE"]))

    def domain(self, cursor: Cursor) -> None:
        """CREATE DOMAIN, from its name on."""
        name = self.table_name(cursor.qualified_name())
        cursor.take("AS")
        native = read_type(cursor)
        base = self.domains.get(native, Domain(native, required=False))
        self.domains[name] = Domain(base.native, base.required or cursor.seek("NOT", "NULL"))

    def _typed(self, name: str, native: str) -> Column:
        domain = self.domains.get(native, Domain(native, required="serial" in native.lower()))
        kind, length = self.kind_of(domain.native)
        return Column(name, kind, native, not domain.required, length)


def read_type(cursor: Cursor) -> str:
    """The type as written, up to the first word that cannot belong to one; like tables, bare in schema public."""
    start = cursor.position
    while cursor.more and not any(map(cursor.at, _AFTER_TYPE)) and not cursor.at("CHARACTER", "SET"):
        cursor.skip()
    return cursor.source(start).removeprefix("public.")


def unique_columns(draft: Draft, cursor: Cursor) -> None:
    """The columns of a unique key or index; a key over an expression says nothing about columns and is left out."""
    while cursor.more and not cursor.at("("):
        cursor.skip()
    items = list(cursor.items())
    if not any(_is_expression(item) for item in items):
        draft.unique.append(frozenset(item.name() for item in items))


def _is_expression(item: Cursor) -> bool:
    """In MySQL `name(10)` is the start of a column: no two rows share it, hence none the whole."""
    if item.at("("):
        return True
    called = len(item.tokens) > 1 and item.tokens[1].is_word("(")
    return called and item.statement.dialect is not MYSQL


def _plain_columns(cursor: Cursor) -> tuple[str, ...]:
    return tuple(item.name() for item in cursor.items())


def _at_constraint(item: Cursor) -> bool:
    """Words that PostgreSQL also allows as names of columns count only together with what follows them."""
    return any(map(item.at, _CONSTRAINTS)) or any(item.at(*words) for words in _CONSTRAINT_PAIRS)


def _at_index(item: Cursor) -> bool:
    return item.statement.dialect is MYSQL and (any(map(item.at, _INDEXES)) or item.at("PERIOD", "FOR"))
