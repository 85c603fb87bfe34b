"""The fields of a collection."""

from __future__ import annotations

from pellucid.engine.datamap.findings import Findings
from pellucid.engine.datamap.model import Field
from pellucid.engine.datamap.nodes import Keyed, Node, Scalar
from pellucid.engine.datamap.parts.erasure import read_field_erase
from pellucid.engine.datamap.parts.shapes import flag, keyed, part, text
from pellucid.engine.errors import MaskError
from pellucid.engine.masks.json_paths import parse_path


def read_fields(node: Node, where: str, findings: Findings) -> dict[str, Field]:
    """Columns and the JSON paths inside them, by `Field.name`."""
    found: dict[str, Field] = {}
    for column, inner in keyed(node, f"`fields` of {where}", findings).entries.items():
        fields = [_field(column, "", inner, where, findings), *_inside(column, inner, where, findings)]
        for field in filter(None, fields):
            if found.setdefault(field.name, field) is not field:
                wrong = f"{where}.{field.name} is both a column and a path inside one"
                findings.add(field.place, wrong, "Declare it once, by the name that the store knows.")
    return found


def _inside(column: str, node: Node, where: str, findings: Findings) -> list[Field | None]:
    inner = node.entries.get("inside") if isinstance(node, Keyed) else None
    if inner is None:
        return []
    found: list[Field | None] = []
    for path, leaf in keyed(inner, f"`inside` of {where}.{column}", findings).entries.items():
        try:
            parse_path(path)
        except MaskError as error:
            findings.add(leaf.place, f"{where}.{column}: {error.wrong}", f"{error.mend[:1].upper()}{error.mend[1:]}.")
        else:
            found.append(_field(column, path, leaf, where, findings))
    return found


def _field(column: str, path: str, node: Node, where: str, findings: Findings) -> Field | None:
    name = f"{column}.{path}" if path else column
    if isinstance(node, Scalar):
        category = text(node, f"the category of {where}.{name}", findings)
        return Field(name, column, category, path, place=node.place) if category else None
    of = keyed(node, f"field {where}.{name}", findings, "inside" if path else "field")
    if "is" not in of.entries:
        if isinstance(node, Keyed):
            mend = "Add is: CATEGORY, or is: none if it is not personal."
            findings.add(of.place, f"{where}.{name} has no category", mend)
        return None
    category = part(of, "is", text, f"the category of {where}.{name}", findings)
    rule = of.entries.get("erase")
    erase = read_field_erase(rule, f"{where}.{name}", findings) if rule else None
    provided = part(of, "provided", flag, f"`provided` of {where}.{name}", findings)
    return Field(name, column, category, path, erase, provided is not False, node.place) if category else None
