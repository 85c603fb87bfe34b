"""Where rows say by themselves whose they are."""

from __future__ import annotations

from pellucid.engine.datamap.model import StoreMap
from pellucid.engine.planning.graph import Edge


def told_by(store: StoreMap, edge: Edge) -> dict[str, str]:
    """By identity, the column (or path inside one) that holds it in the rows of `edge`, which starts from a person's
    own row or from identity values."""
    if edge.link is None:
        return dict(store.collections[edge.collection].identities)
    return {identity: here for here, identity in edge.link.on}
