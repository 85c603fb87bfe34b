"""A plan: the frozen, printable, hashable list of what would happen in each store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from pellucid.engine.canonical import sha256
from pellucid.engine.datamap.model import Duration, Field, MaskSpec, StoreMap
from pellucid.engine.planning.graph import Edge, Graph, NodeKey
from pellucid.engine.schema import Schema


class Right(StrEnum):
    """What a person may ask (GDPR Art. 15, 16, 17, 18 and 20)."""

    ACCESS = "access"
    PORTABILITY = "portability"
    ERASURE = "erasure"
    RECTIFICATION = "rectification"
    RESTRICTION = "restriction"


class Action(StrEnum):
    """What a step does with its rows."""

    READ = "READ"
    MASK = "MASK"
    UNLINK = "UNLINK"
    DELETE = "DELETE"
    KEEP = "KEEP"
    CORRECT = "CORRECT"
    MARK = "MARK"


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows a step is about: those of a node, or of one edge; `expired` cuts by a retention time
    (True: its end has passed, False: it has not); `without`: rows of these nodes or edges are another step's."""

    node: NodeKey | None = None
    edge: Edge | None = None
    time: Duration | None = None
    expired: bool = False
    without: tuple[NodeKey | Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """One column of the copy. `hidden`: it tells of another person; `removed`: its value is read all the same, and
    taken out of the texts that are shown."""

    field: Field
    hidden: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    """One change: `column` (or a JSON path inside it) under a mask."""

    column: str
    mask: MaskSpec
    path: str = ""
    category: str = ""

    @property
    def name(self) -> str:
        return f"{self.column}.{self.path}" if self.path else self.column

    @property
    def given(self) -> bool:
        """Whether the request or the map gives the value (rectification, restriction), so that no mask makes it."""
        return self.mask.name == "given"


@dataclass(frozen=True, slots=True)
class Step:
    """One step on one collection. `relation`: what its rows are to the person, a link's kind or DESERTED.

    `frozen`: an earlier step changes what its rows are found by, so their keys are written down before the first
    change. `late`: its rows appear only while earlier steps run (a declared trigger).
    """

    action: Action
    store: str
    collection: str
    rows: Rows
    reads: tuple[Read, ...] = ()
    sets: tuple[Set, ...] = ()
    relation: str = ""
    reason: str = ""
    until: str = ""
    frozen: bool = False
    late: bool = False

    def effect(self) -> dict[str, object]:
        """What the step means for a person's data, whatever the statement."""
        return {
            "action": self.action.value,
            "collection": f"{self.store}.{self.collection}",
            "fields": [f"{s.name}: {s.mask}" for s in self.sets]
            or [f"{r.field.name}{' (hidden)' if r.hidden else ''}" for r in self.reads],
            "rows": _rows_words(self.rows, self.relation),
            "reason": self.reason,
            "until": self.until,
        }


@dataclass(frozen=True, slots=True, eq=False)
class StorePlan:
    """The steps of one store, the graph their rows come from, and what of the map and the live schema they rest on.

    `materialised`: nodes whose keys are written down before the first step. `gather`: READ steps for the person's own
    values that masks need. `seeds`: READ steps for identities on rows that the person owns.
    """

    declared: StoreMap
    schema: Schema
    graph: Graph
    steps: tuple[Step, ...]
    materialised: tuple[NodeKey, ...] = ()
    gather: tuple[Step, ...] = ()
    seeds: tuple[Step, ...] = ()
    statements: tuple[str, ...] = ()

    @property
    def store(self) -> str:
        return self.declared.name


@dataclass(frozen=True)
class Plan:
    """What would happen for one right and kind of person. `digest` covers map, schema and statements that it
    touches; `effects` only what it does, so that two plans with equal effects may share an approval."""

    right: Right
    person: str
    parts: tuple[StorePlan, ...]
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def digest(self) -> str:
        return sha256([self._effects(), [[p.store, p.schema, p.statements] for p in self.parts]])

    @cached_property
    def effects(self) -> str:
        return sha256(self._effects())

    def steps(self) -> list[Step]:
        return [step for part in self.parts for step in part.steps]

    def _effects(self) -> list[object]:
        return [self.right.value, self.person, [step.effect() for step in self.steps()]]

    def as_json(self) -> dict[str, object]:
        """The plan for people and files: digests and every step with its statement."""
        steps = [
            {**step.effect(), "statement": statement}
            for part in self.parts
            for step, statement in zip(part.steps, part.statements, strict=False)
        ]
        return {
            "right": self.right.value,
            "person": self.person,
            "digest": self.digest,
            "effects": self.effects,
            "steps": steps,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Approval:
    """What somebody approved: the two digests of a plan."""

    digest: str
    effects: str

    @classmethod
    def of(cls, plan: Mapping[str, object]) -> Approval:
        return cls(str(plan.get("digest", "")), str(plan.get("effects", "")))


DESERTED = "deserted"
"""The relation of shared rows whose other people have all left."""

_RELATIONS = {
    "owns": "the person's own",
    "shares": "shared with others",
    "sees": "another's, which the person may see",
    "refers": "that point at the person",
    DESERTED: "that nobody else shares any more",
    f"owns or {DESERTED}": "the person's own, or that nobody else shares any more",
}


def _rows_words(rows: Rows, relation: str) -> str:
    words = _RELATIONS.get(relation, "the person's own")
    if rows.edge is not None and rows.edge.link is not None:
        words += f", by {', '.join(here for here, _ in rows.edge.link.on)}"
        words += f" if {' and '.join(map(str, rows.edge.link.when))}" if rows.edge.link.when else ""
    if rows.time is not None:
        words += f", {'past' if rows.expired else 'within'} {rows.time}"
    return words + (", unless met before" if any(isinstance(way, Edge) for way in rows.without) else "")
