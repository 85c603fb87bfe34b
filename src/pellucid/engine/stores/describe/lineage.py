"""PostgreSQL's partitions and inheritance children: their rows are rows of the parent, so they go into its draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pellucid.engine.stores.describe.draft import Draft


@dataclass(slots=True)
class Lineage:
    """`parents` of each child by name; which of the children are `partitions`."""

    parents: dict[str, list[str]] = field(default_factory=dict)
    partitions: set[str] = field(default_factory=set)

    def add(self, child: str, parent: str, *, partition: bool) -> None:
        self.parents.setdefault(child, []).append(parent)
        if partition:
            self.partitions.add(child)

    def from_the_top(self) -> list[str]:
        """Children, every parent before its own."""
        return sorted(self.parents, key=self._depth)

    def _depth(self, name: str) -> int:
        return 1 + max(map(self._depth, self.parents.get(name, ())), default=0)


def fold(drafts: dict[str, Draft], lineage: Lineage) -> None:
    """Leave out every child whose columns its one parent has too; its foreign keys and triggers are the parent's now.

    A statement on the parent fires the children's triggers also where a child has columns of its own and stays listed.
    A key of an inheritance parent (not of a partitioned table) does not hold across its children: it is taken away.
    """
    moved: dict[str, str] = {}
    for name in reversed(lineage.from_the_top()):
        child = drafts[name]
        parents = [drafts[parent] for parent in lineage.parents[name] if parent in drafts]
        for parent in parents:
            for (trigger, kind), on in child.hidden.items():
                if kind == "trigger":
                    parent.hide(trigger, kind, on)
            if name not in lineage.partitions:
                parent.primary_key, parent.unique = (), []
        if len(parents) == 1 and child.columns.keys() <= parents[0].columns.keys():
            parents[0].foreign_keys += child.foreign_keys
            moved[name] = parents[0].name
            del drafts[name]
    for draft in drafts.values():
        draft.foreign_keys = [replace(key, target=_home(key.target, moved)) for key in draft.foreign_keys]


def _home(name: str, moved: Mapping[str, str]) -> str:
    while name in moved:
        name = moved[name]
    return name
