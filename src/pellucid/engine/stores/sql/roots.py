"""The persons of a run as relations of (who, key) that every statement starts from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import FromClause, column, func, table, text

from pellucid.engine.errors import PlanError
from pellucid.engine.planning.graph import Edge
from pellucid.engine.schema import Column, Kind, Table
from pellucid.engine.stores.base import Key, Roots, Who
from pellucid.engine.stores.values import MISMATCH, fitted


@dataclass(frozen=True, slots=True)
class Root:
    """Who the persons are in one collection: by the key of their own row, or by an identity in a column.

    `columns` are those of `table` that `k0`, `k1` ... are compared with; an empty `identity` means the own row's key.
    """

    name: str
    collection: str
    table: str
    columns: tuple[Column, ...]
    identity: str = ""

    def relation(self, bound: bool, alias: str) -> FromClause:
        """The temporary table of that name, or (`bound`, PostgreSQL only) arrays in parameters."""
        names = [f"k{at}" for at in range(len(self.columns))]
        if not bound:
            return table(self.name, column("who"), *map(column, names)).alias(alias)
        types = ["int", *map(element_type, self.columns)]
        return arrays(alias, ["who", *names], types, prefix=f"{self.name}_")

    def rows(self, roots: Roots) -> list[tuple[Who, Key]]:
        """What the relation holds for `roots`; values that the columns cannot hold are left out."""
        if not self.identity:
            return list(roots.anchors.get(self.collection, ()))
        return [(who, (value,)) for who, value in self.fitting(roots.identities.get(self.identity, ()))]

    def arrays(self, rows: Sequence[tuple[Who, Key]]) -> dict[str, object]:
        """The parameters of the relation where it is `bound`."""
        columns = list(zip(*((who, *key) for who, key in rows), strict=True)) or [()] * (1 + len(self.columns))
        names = ["who", *(f"k{at}" for at in range(len(self.columns)))]
        return {f"{self.name}_{name}": _literal(values) for name, values in zip(names, columns, strict=True)}

    @staticmethod
    def named(rows: Sequence[tuple[Who, Key]]) -> list[dict[str, object]]:
        """The rows of the temporary table."""
        return [{"who": who, **{f"k{at}": value for at, value in enumerate(key)}} for who, key in rows]

    def fitting(self, pairs: Sequence[tuple[Who, object]]) -> Iterator[tuple[Who, object]]:
        for who, value in pairs:
            value = fitted(value, self.columns[0])
            if value is not MISMATCH:
                yield who, value


def _literal(values: Iterable[object]) -> str:
    """The values as PostgreSQL reads an array. Written once for all statements: a driver would do it for each."""
    texts = ("\\x" + value.hex() if isinstance(value, bytes) else str(value) for value in values)
    return "{" + ",".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts) + "}"


def element_type(found: Column | None) -> str:
    """A type that compares with the column and never cuts a value to a length; None: a row's place."""
    if found is None:
        return "tid"
    name = re.sub(r"\(.*?\)", "", found.native)
    return {"character": "bpchar", "char": "bpchar", "bit": "varbit"}.get(name, name)


def arrays(alias: str, names: Sequence[str], types: Sequence[str], prefix: str = "") -> FromClause:
    """Parameters `prefix + name`, each an array of that type, as one relation."""
    given = [text(f"CAST(:{prefix}{name} AS {kind}[])") for name, kind in zip(names, types, strict=True)]
    return func.unnest(*given).table_valued(*names).render_derived(name=alias)


def anchor_root(edge: Edge, found: Table, number: int) -> Root:
    """For the person's own row."""
    columns = tuple(found.columns[name] for name in found.primary_key)
    return Root(f"pellucid_root_{number}", edge.collection, found.name, columns)


def identity_root(edge: Edge, found: Table, number: int) -> Root:
    """For a link to the person's identities; what stands at a JSON path compares as text."""
    if edge.link is None:
        raise PlanError(f"{edge.collection} has no link to identities")
    here, identity = edge.link.on[0]
    compared = found.columns.get(here) or Column(here, Kind.STRING, "text")
    return Root(f"pellucid_root_{number}", edge.collection, found.name, (compared,), identity)
