"""Which rows an identity finds: the statements, made once for each identity of each collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from pellucid.engine.planning.plan import StorePlan
from pellucid.engine.stores.base import Match
from pellucid.engine.stores.sql.dialects import SQLDialect
from pellucid.engine.stores.sql.driver import Call
from pellucid.engine.stores.sql.relations import Relations
from pellucid.engine.stores.sql.roots import Root
from pellucid.engine.stores.sql.scratch import Scratch, root_table
from pellucid.engine.stores.sql.statements import SQL, sql_of

if TYPE_CHECKING:
    from pellucid.engine.stores.sql.session import SQLSession


@dataclass(frozen=True, slots=True)
class Lookup:
    """(number of the value, key ..., identities ...) from a root of numbered values."""

    root: Root
    table: Scratch
    sql: SQL
    keys: int
    identities: tuple[str, ...]


@dataclass(slots=True)
class Lookups:
    """The lookups of one schema of a store."""

    part: StorePlan
    dialect: SQLDialect
    bound: int
    _made: dict[tuple[str, str, bool, bool], Lookup] = field(default_factory=dict)

    def matches(self, session: SQLSession, collection: str, identity: str, values: Sequence[object]) -> list[Match]:
        bound = len(values) <= self.bound
        wanted = collection, identity, bound, session.write
        found = self._made.get(wanted) or self._made.setdefault(wanted, self._lookup(*wanted))
        rows = [(at, (value,)) for at, value in found.root.fitting(list(enumerate(values)))]
        if not rows:
            return []
        if not bound:
            session.fill(found.table, found.root.named(rows))
        params = found.root.arrays(rows) if bound else {}
        (result,) = session.run([Call(found.sql.text, {**found.sql.params, **params}, True)])
        behind = 1 + found.keys
        return [
            Match(values[row[0]], row[1:behind], dict(zip(found.identities, row[behind:], strict=True)))
            for row in result.rows
        ]

    def _lookup(self, name: str, identity: str, bound: bool, locked: bool) -> Lookup:
        collection = self.part.declared.collections[name]
        relations = Relations(self.part, self.part.declared, self.part.schema, self.dialect, bound)
        number = len(self._made)
        compared = relations.table_of(name).columns[collection.identities[identity]]
        root = Root(f"pellucid_lookup_{number}", name, collection.table, (compared,), identity)
        target, asked = relations.plain(name), root.relation(bound, "asked")
        keys = [target.c[key] for key in relations.key_names(name)]
        told = [target.c[column] for column in collection.identities.values()]
        same = target.c[compared.name] == asked.c.k0
        statement = select(asked.c.who, *keys, *told).select_from(asked, target).where(same)
        if locked:
            statement = statement.with_for_update(of=target if self.dialect.bound else None)
        sql = sql_of(statement, self.dialect)
        return Lookup(root, root_table(relations, root), sql, len(keys), tuple(collection.identities))
