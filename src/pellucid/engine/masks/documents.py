"""JSON values as drivers give them: text from some, parsed documents from others."""

from __future__ import annotations

import json
from collections.abc import Callable


def change_document(value: object, change: Callable[[object], object]) -> object:
    """`change` applied to the document in `value`; text stays text, and an unchanged document keeps its spelling.

    A text that is no JSON counts as a parsed string.
    """
    if not isinstance(value, str):
        return change(value)
    try:
        document = json.loads(value)
    except ValueError:
        return change(value)
    before, after = write(document), write(change(document))
    return value if after == before else after


def change_leaves(document: object, change: Callable[[object], object]) -> object:
    """A new document in which `change` was applied to everything that is neither an object nor an array nor null."""
    if isinstance(document, dict):
        return {name: change_leaves(inner, change) for name, inner in document.items()}
    if isinstance(document, list):
        return [change_leaves(inner, change) for inner in document]
    return None if document is None else change(document)


def write(document: object) -> str:
    """The JSON text of `document`, letters of every script kept readable."""
    return json.dumps(document, ensure_ascii=False)


def text_of(document: object) -> str:
    """One text for a document however it is spelled; a string is its own text."""
    return document if isinstance(document, str) else json.dumps(document, sort_keys=True, ensure_ascii=False)
