"""The keys of the format, object by object; `schema.json` has the same ones."""

from __future__ import annotations

from collections.abc import Mapping

VERSION = 1

KEYS: Mapping[str, tuple[str, ...]] = {
    "file": (
        "pellucid",
        "persons",
        "categories",
        "include",
        "store",
        "url",
        "replica",
        "region",
        "limits",
        "collections",
    ),
    "person": ("identities",),
    "limits": ("lock_timeout", "statement_timeout", "rows_per_second", "batch_above"),
    "collection": (
        "table",
        "person",
        "identities",
        "owns",
        "shares",
        "sees",
        "refers",
        "erase",
        "keep_for",
        "restrict",
        "fields",
        "effects",
    ),
    "link": ("by", "when", "hide", "mask", "unlink"),
    "erase": ("keep", "because", "then", "unlink"),
    "field": ("is", "erase", "provided", "inside"),
    "inside": ("is", "erase", "provided"),
    "field_keep": ("keep", "because"),
    "effect": ("does", "writes"),
}
"""A link has one key more, which is the kind of person."""
