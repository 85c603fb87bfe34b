"""Data maps from other formats."""

from __future__ import annotations

from pellucid.engine.importing.fideslang import import_fideslang

__all__ = ["import_fideslang"]
