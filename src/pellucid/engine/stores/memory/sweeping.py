"""Searching every table in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from pellucid.engine.schema import Kind, Schema
from pellucid.engine.stores.base import Sought, Swept, Trace, Unsearched
from pellucid.engine.stores.memory.database import Rows
from pellucid.engine.stores.searching import Search, Tally


def sweep(schema: Schema, tables: Mapping[str, Rows], sought: Sequence[Sought]) -> Swept:
    search = Search(sought)
    traces: list[Trace] = []
    unsearched: list[Unsearched] = []
    for table in schema.tables.values():
        tally = Tally(search)
        for column in table.columns.values():
            if column.kind is Kind.BYTES:
                unsearched.append(Unsearched(table.name, column.name, "it holds bytes"))
                continue
            for row in tables[table.name].values():
                tally.look(column.name, _text(row[column.name]), range(len(sought)))
        traces += tally.traces(table.name)
    return Swept(tuple(traces), tuple(unsearched))


def _text(value: object) -> str:
    """Nothing for what is no text."""
    match value:
        case str() | UUID():
            return str(value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
    return ""
