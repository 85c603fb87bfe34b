"""A small dataset that tests add their collections to."""

from __future__ import annotations

SHOP = """\
    dataset:
      - fides_key: shop
        collections:
          - name: users
            fields:
              - name: id
                fides_meta: {primary_key: True}
              - name: email
                data_categories: [user.contact.email]
                fides_meta: {identity: email}
"""


def shop(*collections: str) -> str:
    return SHOP + "".join(collections)
