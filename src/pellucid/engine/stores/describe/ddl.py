"""The statements of a PostgreSQL or MySQL dump into a schema."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable
from dataclasses import replace

from sqlglot import ParseError, TokenError, exp, parse_one

from pellucid.engine.errors import StoreError
from pellucid.engine.schema import Column, ForeignKey, Kind, Schema
from pellucid.engine.stores.describe import kinds
from pellucid.engine.stores.describe.cursor import Cursor, created
from pellucid.engine.stores.describe.definitions import Definitions, unique_columns
from pellucid.engine.stores.describe.draft import Draft, schema_of
from pellucid.engine.stores.describe.lexing import MYSQL, Dialect, Statement
from pellucid.engine.stores.describe.lineage import Lineage, fold
from pellucid.engine.stores.describe.triggers import read_trigger

_PUBLIC = "public"
_SQLGLOT = {"postgresql": "postgres", "mysql": "mysql"}


def read(statements: Iterable[Statement], dialect: Dialect) -> Schema:
    """Raises StoreError with file and line where a table's definition breaks off or refers to a table never created."""
    reader = _Reader(dialect)
    for statement in statements:
        reader.read(statement)
    return reader.schema()


class _Reader:
    """What was defined so far."""

    def __init__(self, dialect: Dialect) -> None:
        self.mysql = dialect is MYSQL
        self.definitions = Definitions(self.table_name, kinds.mysql if self.mysql else kinds.postgresql)
        self.drafts: dict[str, Draft] = {}
        self.lineage = Lineage()

    def table_name(self, parts: tuple[str, ...]) -> str:
        """MySQL: this database's; PostgreSQL: bare in schema public if no dot is in it, else with its schema."""
        bare = parts[:-1] == (_PUBLIC,) and "." not in parts[-1]
        return parts[-1] if self.mysql or bare else ".".join(parts)

    def read(self, statement: Statement) -> None:
        """One statement; what defines nothing a schema tells of is passed over."""
        cursor = Cursor(statement)
        if cursor.take("ALTER", "TABLE"):
            self._alter(cursor)
            return
        what, how = created(cursor)
        if what == "TABLE" and "TEMPORARY" not in how and "TEMP" not in how:
            self._table(cursor, foreign="FOREIGN" in how)
        elif what == "VIEW":
            self._view(cursor)
        elif what == "INDEX" and "UNIQUE" in how:
            self._unique_index(cursor)
        elif what == "DOMAIN":
            self.definitions.domain(cursor)
        elif what == "RULE":
            self._rule(cursor)
        elif trigger := read_trigger(statement):
            self._known(cursor, trigger.table).hide(trigger.name, "trigger", trigger.on)

    def _table(self, cursor: Cursor, *, foreign: bool) -> None:
        name = self.table_name(cursor.qualified_name())
        draft = self.drafts[name] = Draft(name, view=foreign)
        if cursor.take("PARTITION", "OF"):
            self.lineage.add(name, self.table_name(cursor.qualified_name()), partition=True)
            return
        self.definitions.body(draft, cursor)
        while cursor.more:
            if cursor.take("INHERITS"):
                for parent in cursor.items():
                    self.lineage.add(name, self.table_name(parent.qualified_name()), partition=False)
            elif self.mysql and cursor.take("WITH", "SYSTEM", "VERSIONING"):
                draft.hide("versioning", "versioning", ("update", "delete"))
            else:
                cursor.skip()

    def _view(self, cursor: Cursor) -> None:
        name = self.table_name(cursor.qualified_name())
        columns = [item.name() for item in cursor.items()] if cursor.at("(") else []
        if not columns and cursor.seek("AS"):
            columns = _selected(cursor)
        self.drafts[name] = Draft(name, True, {column: Column(column, Kind.OTHER, "") for column in columns})

    def _unique_index(self, cursor: Cursor) -> None:
        cursor.seek("ON")
        cursor.take("ONLY")
        draft = self._known(cursor, cursor.qualified_name())
        before = cursor.position
        if not cursor.seek("WHERE"):
            cursor.position = before
            unique_columns(draft, cursor)

    def _rule(self, cursor: Cursor) -> None:
        name = cursor.name()
        cursor.seek("ON")
        event = cursor.name().lower()
        if event != "select" and cursor.take("TO"):
            self._known(cursor, cursor.qualified_name()).hide(name, "rule", [event])

    def _alter(self, cursor: Cursor) -> None:
        cursor.take("IF", "EXISTS")
        cursor.take("ONLY")
        name = cursor.qualified_name()
        if self.table_name(name) not in self.drafts:  # pg_dump writes ALTER TABLE for sequences too
            return
        draft = self.drafts[self.table_name(name)]
        for action in cursor.parts():
            self._act(draft, action)

    def _act(self, draft: Draft, action: Cursor) -> None:
        if action.take("ADD", "COLUMN") or action.take("MODIFY", "COLUMN") or action.take("MODIFY"):
            self.definitions.column(draft, action)
        elif action.take("ADD"):
            if action.more and not self.definitions.constraint(draft, action):
                self.definitions.column(draft, action)
        elif action.take("ALTER", "COLUMN") or action.take("ALTER"):
            self._alter_column(draft, action)
        elif action.take("ATTACH", "PARTITION"):
            self.lineage.add(self._known(action, action.qualified_name()).name, draft.name, partition=True)
        elif action.take("INHERIT"):
            self.lineage.add(draft.name, self.table_name(action.qualified_name()), partition=False)
        elif action.take("ENABLE", "ROW", "LEVEL", "SECURITY"):
            draft.hide("row security", "row security", ("update", "delete"))
        elif action.take("DISABLE", "TRIGGER"):
            draft.hidden.pop((action.name(), "trigger"), None)
        elif action.take("DISABLE", "RULE"):
            draft.hidden.pop((action.name(), "rule"), None)

    def _alter_column(self, draft: Draft, action: Cursor) -> None:
        column = draft.columns.get(action.name())
        if column and action.take("ADD", "GENERATED", "ALWAYS"):
            draft.columns[column.name] = replace(column, generated=True)
        elif column and action.take("SET", "NOT", "NULL"):
            draft.columns[column.name] = replace(column, nullable=False)

    def _known(self, cursor: Cursor, name: tuple[str, ...]) -> Draft:
        if (draft := self.drafts.get(self.table_name(name))) is None:
            raise StoreError(
                f"{'.'.join(name)} is used before it is created",
                where=cursor.statement.where,
                mend="Dump the whole schema: pg_dump --schema-only, mysqldump --no-data.",
            )
        return draft

    def schema(self) -> Schema:
        """What only the whole dump tells: inherited columns, keys that forbid NULL, what bare references point at."""
        for name in self.lineage.from_the_top():
            inherited = [self.drafts[parent].columns for parent in self.lineage.parents[name] if parent in self.drafts]
            if name in self.drafts and name not in self.lineage.partitions:
                self.drafts[name].columns = {**ChainMap(*inherited), **self.drafts[name].columns}
        fold(self.drafts, self.lineage)
        for draft in self.drafts.values():
            for column in map(draft.columns.get, draft.primary_key):
                if column:
                    draft.columns[column.name] = replace(column, nullable=False)
            draft.unique = [key for key in draft.unique if key <= draft.columns.keys()]
            draft.foreign_keys = [self._resolved(key) for key in draft.foreign_keys]
        return schema_of(self.drafts.values())

    def _resolved(self, key: ForeignKey) -> ForeignKey:
        target = self.drafts.get(key.target)
        return replace(key, target_columns=key.target_columns or (target.primary_key if target else ()))


def _selected(cursor: Cursor) -> list[str]:
    """The names a view's query gives its columns; none where the query is beyond the parser."""
    start = cursor.position
    while not (cursor.at("WITH", "NO", "DATA") or cursor.at("WITH", "DATA")) and cursor.more:
        cursor.skip()
    try:
        query = parse_one(cursor.source(start), read=_SQLGLOT[cursor.statement.dialect.name])
    except (ParseError, TokenError):
        return []
    return query.named_selects if isinstance(query, exp.Query) else []
