"""One store: how to reach it, and how hard it may be worked."""

from __future__ import annotations

from collections.abc import Set

from pellucid.engine.datamap.findings import Findings
from pellucid.engine.datamap.model import Limits, StoreMap
from pellucid.engine.datamap.nodes import Keyed, Node
from pellucid.engine.datamap.parts.collections import read_collections
from pellucid.engine.datamap.parts.durations import seconds
from pellucid.engine.datamap.parts.shapes import count, keyed, name_of, part, text
from pellucid.engine.datamap.variables import url_problem

_STORE_KEYS = ("url", "replica", "region", "limits", "collections")


def read_store(file: Keyed, persons: Set[str], findings: Findings) -> StoreMap | None:
    """The store that a file describes; None if it describes none."""
    if "store" not in file.entries:
        for key in [key for key in _STORE_KEYS if key in file.entries]:
            findings.add(file.entries[key].place, f"`{key}` belongs to a store", "Add store: NAME to this file.")
        return None
    node = file.entries["store"]
    name = text(node, "`store`", findings)
    if name is None or not name_of(name, node, "a store", findings):
        return None
    if "url" not in file.entries:
        findings.add(node.place, f"store {name} has no url", "Add url: ${NAME_OF_A_VARIABLE}.")
    if "collections" not in file.entries:
        findings.add(node.place, f"store {name} has no collections", "Add `collections`; pellucid map draft can do it.")
    collections = file.entries.get("collections")
    return StoreMap(
        name=name,
        url=part(file, "url", _url, f"`url` of {name}", findings) or "",
        replica=part(file, "replica", _url, f"`replica` of {name}", findings),
        region=part(file, "region", text, f"`region` of {name}", findings),
        limits=part(file, "limits", _limits, name, findings) or Limits(),
        collections=read_collections(collections, name, persons, findings) if collections else {},
        place=node.place,
    )


def _url(node: Node, what: str, findings: Findings) -> str | None:
    url = text(node, what, findings)
    problem = url_problem(url) if url else None
    if problem:
        findings.add(node.place, f"{what} {problem[0]}", problem[1])
    return url


def _limits(node: Node, store: str, findings: Findings) -> Limits:
    of = keyed(node, f"`limits` of {store}", findings, "limits")
    default = Limits()
    return Limits(
        lock_timeout=part(of, "lock_timeout", seconds, "`lock_timeout`", findings) or default.lock_timeout,
        statement_timeout=part(of, "statement_timeout", seconds, "`statement_timeout`", findings)
        or default.statement_timeout,
        rows_per_second=part(of, "rows_per_second", count, "`rows_per_second`", findings),
        batch_above=part(of, "batch_above", count, "`batch_above`", findings) or default.batch_above,
    )
