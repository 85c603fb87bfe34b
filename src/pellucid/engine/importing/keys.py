"""Which keys of fideslang say something that a data map has no place for, and what to do about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.nodes import Node

_FROM_LINKS = "nothing: the order follows from links and foreign keys"
_NOT_NEEDED = "nothing, unless somebody relies on it; keep it beside the map"
_ACTIVITIES = "declare it with the activity that uses this data"

UNTRANSLATED: Mapping[str, str] = {
    "after": _FROM_LINKS,
    "connector_params": "put the connection into the store's `url`",
    "custom_request_field": "give the person an identity of this name, if requests should bring it",
    "data_purposes": _ACTIVITIES,
    "data_qualifier": "choose masks where the data should tell less about the person",
    "data_subjects": "compare with the kinds of person that were proposed",
    "data_uses": _ACTIVITIES,
    "erase_after": _FROM_LINKS,
    "fidesctl_meta": _NOT_NEEDED,
    "joint_controller": _ACTIVITIES,
    "meta": _NOT_NEEDED,
    "namespace": "put database and schema into the store's `url`, or into the names of its collections",
    "organization_fides_key": _NOT_NEEDED,
    "partitioning": "nothing: statements join by key; look at `limits:` for large tables",
    "read_only": "give the field `erase: {keep: always, because: REASON}` if it truly cannot change",
    "redact": "name the collection or field otherwise if its name tells too much",
    "retention": "write `keep_for: TIME after FIELD` on the collections that it is meant for",
    "return_all_elements": "nothing: a copy holds the whole row",
    "saas_config": "the store needs an adapter for this service; its requests are not part of a data map",
    "tags": _NOT_NEEDED,
    "third_country_transfers": "write the store's `region`",
}


def tell_left_over(node: Node, understood: Iterable[str], findings: Findings) -> None:
    """Note every key of `node` that is not `understood` and that says anything."""
    known = frozenset(understood)
    for key, value in node.entries:
        if key in known or value.empty:
            continue
        if key in UNTRANSLATED:
            findings.add(value.place, f"`{key}` has no place in a data map and was left out", UNTRANSLATED[key])
        else:
            findings.add(
                value.place,
                f"`{_short(key)}` is not known here and was left out",
                "check its spelling, or write down in the map by hand what it means",
            )


def _short(key: str) -> str:
    return key if len(key) <= 60 else f"{key[:60]}..."
