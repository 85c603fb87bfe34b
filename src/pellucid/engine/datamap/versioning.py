"""The version of a data map: what a receipt names, so that anyone can tell under which declaration a run was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from pellucid.engine.canonical import sha256
from pellucid.engine.datamap.model import DataMap, Place


def version_of(datamap: DataMap) -> str:
    """16 digits that change with what the map says, and not with where its files lie."""
    return sha256(_said(datamap))[:16]


def _said(value: object) -> object:
    """The map without the places where it is written."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = (getattr(value, part.name) for part in fields(value))
        return [_said(part) for part in parts if not isinstance(part, Place)]
    if isinstance(value, Mapping):
        return {str(key): _said(inner) for key, inner in value.items()}
    return [_said(inner) for inner in value] if isinstance(value, (tuple, list)) else value
