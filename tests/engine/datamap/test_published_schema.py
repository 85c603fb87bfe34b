"""What editors are told of the format is what the loader accepts."""

from __future__ import annotations

import json

import pytest
from json_schema_subset import errors

from pellucid.engine.datamap.categories import built_in
from pellucid.engine.datamap.model import EraseAction
from pellucid.engine.datamap.parts.keys import KEYS, VERSION
from pellucid.engine.datamap.schema import schema_text
from pellucid.engine.masks import NAMES

SCHEMA = json.loads(schema_text())
PARTS = {"file": SCHEMA, **SCHEMA["$defs"]}


@pytest.mark.parametrize("part", KEYS)
def test_each_part_has_the_same_keys(part: str) -> None:
    assert tuple(PARTS[part]["properties"]) == KEYS[part]
    assert part == "link" or PARTS[part]["additionalProperties"] is False


def test_it_names_the_same_masks_actions_categories_and_version() -> None:
    words, *objects = SCHEMA["$defs"]["mask"]["anyOf"]
    arguments = [key for part in objects for key in part.get("properties", ())]
    assert {*words["enum"], *arguments} == set(NAMES)
    rows = SCHEMA["$defs"]["collection"]["properties"]["erase"]["anyOf"][0]["enum"]
    assert {*rows, "keep"} == {action.value for action in EraseAction}
    assert SCHEMA["$defs"]["category"]["anyOf"][0]["enum"] == ["none", *built_in()]
    assert SCHEMA["properties"]["pellucid"]["const"] == VERSION


def test_every_reference_leads_somewhere_and_every_definition_is_used() -> None:
    text = json.dumps(SCHEMA)
    assert {name for name in SCHEMA["$defs"] if f'"#/$defs/{name}"' not in text} == set()
    assert text.count('"$ref"') == sum(text.count(f'"#/$defs/{name}"') for name in SCHEMA["$defs"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"pellucid": 2},
        {"persons": {"customer": {"identities": {"email": "uniqe"}}}},
        {"store": "shop", "limits": {"lock_timeout": 5}},
        {"collections": {"a": {"onws": []}}},
        {"collections": {"a": {"owns": {"customer": "customers"}}}},
        {"collections": {"a": {"owns": {"by": {"a": "b"}}}}},
        {"collections": {"a": {"erase": "hash"}}},
        {"collections": {"a": {"erase": {"keep": "always"}}}},
        {"collections": {"a": {"keep_for": "90 days"}}},
        {"collections": {"a": {"fields": {"b": {"provided": True}}}}},
        {"collections": {"a": {"fields": {"b": {"is": "user", "erase": None}}}}},
        {"collections": {"a": {"fields": {"b": {"is": "user", "erase": {"generalise": 0}}}}}},
        {"collections": {"a": {"fields": {"b": {"is": "user", "erase": {"constant": None}}}}}},
        {"collections": {"identities": {}}},
    ],
)
def test_what_the_loader_refuses_in_shape_editors_mark(wrong: object) -> None:
    assert list(errors(wrong, SCHEMA, SCHEMA))
