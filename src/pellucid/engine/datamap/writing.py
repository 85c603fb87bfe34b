"""The one way in which the project writes data maps; what a person wrote in them stays as it is."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

WIDTH = 120
_ONE_LINE = 90
_SPREAD = ("persons", "categories", "collections", "fields", "effects", "inside")
"""Keys whose entries each have a line of their own."""


def round_trip() -> YAML:
    """YAML 1.2 that keeps comments, order, quotes and styles: two spaces, lists under their key, 120 characters."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.preserve_quotes = True
    return yaml


def text_of(document: Mapping[str, object]) -> str:
    """`document` as YAML: what `round_trip` loaded as it was, plain dicts and lists on one line if they fit."""
    stream = StringIO()
    round_trip().dump(_arranged(document, ()), stream)
    return stream.getvalue()


def dump(document: Mapping[str, object], path: Path) -> None:
    """Write `document` to `path`, which holds either the old text or the new, whatever happens meanwhile."""
    path = path.resolve()
    new = path.with_name(f".{path.name}.new")
    new.write_text(text_of(document), encoding="utf-8")
    if path.exists():
        shutil.copymode(path, new)
    new.replace(path)


def _arranged(value: object, at: tuple[str, ...]) -> object:
    if isinstance(value, (CommentedMap, CommentedSeq)):
        for key in list(value) if isinstance(value, CommentedMap) else range(len(value)):
            if (arranged := _arranged(value[key], (*at, str(key)))) is not value[key]:
                value[key] = arranged
        return value
    new: CommentedMap | CommentedSeq
    if isinstance(value, Mapping):
        new = CommentedMap((key, _arranged(inner, (*at, str(key)))) for key, inner in value.items())
    elif isinstance(value, (list, tuple)):
        new = CommentedSeq(_arranged(inner, (*at, "-")) for inner in value)
    else:
        return value
    if _short(value, at):
        new.fa.set_flow_style()
    return new


def _short(value: object, at: tuple[str, ...]) -> bool:
    """Whether a mapping or list fits on the line of its key; files, collections and lists of mappings never do."""
    if not at or at[-1] in _SPREAD or at[-2:-1] in (("collections",), ("persons",)):
        return False
    if isinstance(value, (list, tuple)) and any(isinstance(item, Mapping) for item in value):
        return False
    return len(str(value).replace("'", "")) <= _ONE_LINE
