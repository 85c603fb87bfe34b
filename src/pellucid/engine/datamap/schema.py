"""The published JSON Schema of a file of the data map, for editors."""

from __future__ import annotations

import json
from importlib.resources import files

from pellucid.engine.datamap.categories import built_in
from pellucid.engine.datamap.model import NOT_PERSONAL


def schema_text() -> str:
    """JSON Schema, draft 2020-12, with every built-in category to choose from."""
    schema = json.loads(files(__package__).joinpath("schema.json").read_text("utf-8"))
    schema["$defs"]["category"]["anyOf"][0]["enum"] = [NOT_PERSONAL, *built_in()]
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
