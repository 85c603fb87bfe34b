"""What sections and fields are called, for people and in file names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from pellucid.engine.export.model import Shown


def numbered(title: str, seen: Counter[str]) -> str:
    """A title that no other section has: "Orders", "Orders (2)"."""
    seen[title] += 1
    return title if seen[title] == 1 else f"{title} ({seen[title]})"


def in_words(name: str) -> str:
    """A name as it would be written in a sentence: `billing_name` and `billingName` are "Billing name"."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    words = " ".join(re.split(r"[\W_]+", words)).strip()
    return words[:1].upper() + words[1:].lower() if words else name


def field_labels(fields: tuple[Shown, ...]) -> list[str]:
    """One label for each field, no two the same: where two hold the same kind of data, their names tell them apart."""
    shared = Counter(field.words for field in fields)
    seen: Counter[str] = Counter()
    return [
        numbered(field.words if field.words and shared[field.words] == 1 else in_words(field.name), seen)
        for field in fields
    ]


def slug(title: str) -> str:
    """A file name in safe ASCII, without a path: "Käufe & Orders" is `kaufe-orders`."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:40].rstrip("-") or "section"
