"""Reading the fields of a collection: nested ones become paths inside their column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pellucid.engine.datamap.model import NOT_PERSONAL
from pellucid.engine.importing import masks
from pellucid.engine.importing.categories import Taxonomy
from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.keys import tell_left_over
from pellucid.engine.importing.nodes import Node, Shape
from pellucid.engine.importing.source import Direction, Reference, SourceField

FIELD_KEYS = ("name", "description", "data_categories", "fields", "fides_meta", "fidesops_meta")
META_KEYS = ("references", "identity", "primary_key", "data_type", "length", "masking_strategy_override")


@dataclass(frozen=True, slots=True)
class _Above:
    """What a field inherits: the names above it, whether they lie in a list, and their categories."""

    names: tuple[str, ...] = ()
    path: str = ""
    many: bool = False
    categories: tuple[Node, ...] = ()


def read_fields(
    listed: Node | None, categories: Node | None, taxonomy: Taxonomy, findings: Findings
) -> dict[str, SourceField]:
    """All fields under `listed` by dotted name, those with fields of their own replaced by these.

    `categories` apply where a field gives none. What cannot be understood is left out and noted.
    """
    reader = _FieldReader(taxonomy, findings)
    above = _Above(categories=categories.listed() if categories else ())
    fields: dict[str, SourceField] = {}
    for field in reader.inside(listed, above):
        if field.name in fields:
            findings.add(field.place, "a field of this name stands here twice; the first was taken", "keep one")
        fields.setdefault(field.name, field)
    return fields


def writable(name: str) -> bool:
    """Whether a data map can write this as a column, or as one step of a path into JSON."""
    return bool(name.strip()) and name.isprintable() and not set(name) & set(".[]*")


def entries_of(listed: Node | None) -> Iterator[tuple[str, Node]]:
    """Names and bodies of a list of `{name: ...}`, of names alone, or of a mapping from names to bodies."""
    if listed is None:
        return
    if listed.shape is Shape.MAPPING and listed.get("name") is None:
        yield from listed.entries
        return
    for item in listed.listed():
        name = item.get("name")
        yield (name.words() if name else item.words()), item


class _FieldReader:
    def __init__(self, taxonomy: Taxonomy, findings: Findings) -> None:
        self._taxonomy, self._findings = taxonomy, findings

    def inside(self, listed: Node | None, above: _Above) -> Iterator[SourceField]:
        for name, body in entries_of(listed):
            steps = [step.strip() for step in name.split(".")]
            if not all(writable(step) for step in steps):
                self._findings.add(
                    body.place,
                    "a field has no name, or one that a data map cannot write",
                    "add it to the map by hand; dots, brackets and * mark paths into JSON",
                )
                continue
            yield from self._field(steps, body, above)

    def _field(self, steps: list[str], body: Node, above: _Above) -> Iterator[SourceField]:
        meta = self._meta(body)
        many = _text(meta, "data_type").endswith("[]")
        categories = body.get("data_categories") or _get(meta, "data_categories")
        here = _Above(
            (*above.names, *steps),
            _path(above, steps),
            above.many or many,
            categories.listed() if categories else above.categories,
        )
        children = body.get("fields")
        if children is not None:
            deeper = replace(here, path=f"{here.path}[*]" if many else here.path)
            yield from self.inside(children, deeper)
            return
        yield self._leaf(here, many, body, meta)

    def _leaf(self, here: _Above, many: bool, body: Node, meta: Node | None) -> SourceField:
        identity = _text(meta, "identity") or _text(body, "identity") or None
        references = _get(meta, "references") or body.get("references")
        column, path = here.names[0], here.path
        if many and path:
            path += "[*]"
        if identity and here.many:
            self._findings.add(
                body.place,
                "an identity stands in a list, by which nobody can be found",
                "keep it in a column or table of its own, or leave it: it is still copied and erased",
            )
        category = self._taxonomy.category(here.categories, body.place)
        if identity and category in (None, NOT_PERSONAL):
            category = self._taxonomy.of_identity(identity)
        override = _get(meta, "masking_strategy_override") or body.get("masking_strategy_override")
        return SourceField(
            ".".join(here.names),
            column,
            path,
            body.place,
            category=category,
            identity=identity,
            key=_text(meta, "primary_key").lower() in {"true", "yes"},
            many=here.many,
            references=tuple(self._references(references)),
            mask=masks.translated(override, self._findings),
        )

    def _meta(self, body: Node) -> Node | None:
        """The field's `fides_meta`, or the older `fidesops_meta`; what neither knows is noted."""
        meta = body.get("fides_meta", "fidesops_meta")
        tell_left_over(body, (*FIELD_KEYS, *META_KEYS), self._findings)
        if meta is not None:
            tell_left_over(meta, (*META_KEYS, "data_categories"), self._findings)
        for key in META_KEYS:
            misplaced = body.get(key)
            if misplaced is not None:
                self._findings.add(
                    misplaced.place, f"`{key}` stands beside fides_meta; it was read all the same", "check what it says"
                )
        return meta if meta is None or meta.shape is Shape.MAPPING else None

    def _references(self, listed: Node | None) -> Iterator[Reference]:
        for node in listed.listed() if listed else ():
            tell_left_over(node, ("dataset", "field", "name", "direction"), self._findings)
            target = _text(node, "field") or _text(node, "name")
            if not target:
                self._findings.add(node.place, "a reference names no field", "write the link into the map by hand")
                continue
            yield Reference(_text(node, "dataset"), target, self._direction(node), node.place)

    def _direction(self, node: Node) -> Direction | None:
        written = _text(node, "direction")
        if written and written not in set(Direction):
            self._findings.add(node.place, "a reference has an unknown direction", "it was taken as either way")
        return Direction(written) if written in set(Direction) else None


def _path(above: _Above, steps: list[str]) -> str:
    inner = steps if above.names else steps[1:]
    return ".".join([above.path, *inner] if above.path else inner)


def _get(node: Node | None, key: str) -> Node | None:
    return node.get(key) if node else None


def _text(node: Node | None, key: str) -> str:
    found = _get(node, key)
    return found.words() if found else ""
