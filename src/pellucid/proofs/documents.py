"""Documents that are signed or committed to: one value has one text, and only that text is accepted.

The text is canonical JSON, the part of RFC 8785 that these documents need: names sorted, no spaces, UTF-8, no
fractions, names in ASCII. What is absent is left out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pellucid.proofs.errors import ReceiptError

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""32 bytes in hexadecimal: a SHA-256, or a public key of Ed25519."""

Signature = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
"""An Ed25519 signature in hexadecimal."""

Random = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""16 random bytes in hexadecimal."""

Time = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
"""UTC, in seconds."""

Count = Annotated[int, Field(ge=0, lt=2**53)]
"""Exact in every reader of JSON (RFC 8785, 3.2.2.3)."""


STRICT = ConfigDict(strict=True, frozen=True, extra="forbid")
"""Nothing is converted, nothing unknown is accepted."""


def timestamp(moment: datetime) -> str:
    """A time with its zone, as documents write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Document(BaseModel):
    """A value with one text. Frozen."""

    model_config = STRICT

    def encoded(self) -> bytes:
        """Canonical JSON without a line's end."""
        return self.model_dump_json(exclude_none=True).encode()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Names are written in the order of their declaration, so that has to be the canonical one."""
        if list(cls.model_fields) != sorted(cls.model_fields):
            raise TypeError(f"declare the fields of {cls.__name__} in the order of their names")

    @classmethod
    def decoded(cls, data: bytes, what: str) -> Self:
        """The document of this canonical text. `what` names it in the ReceiptError that anything else raises."""
        try:
            document = cls.model_validate_json(data)
        except ValidationError as refused:
            raise ReceiptError(_sentence(what, refused), mend=f"Use the {what} as it was handed out.") from None
        if document.encoded() != data:
            raise ReceiptError(
                f"The {what} is not in canonical form: somebody has changed its text, if only its spaces.",
                mend=f"Use the {what} as it was handed out.",
            )
        return document


def _sentence(what: str, refused: ValidationError) -> str:
    """The first finding, without the value that it is about."""
    first = refused.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return f"The {what} is not JSON, or was cut off."
    place = ".".join(str(part) for part in first["loc"] if isinstance(part, int) or part.isidentifier())
    return {
        "missing": f"The {what} lacks `{place}`.",
        "extra_forbidden": f"The {what} has a part that does not belong there.",
    }.get(first["type"], f"The {what} is not valid at `{place or 'its beginning'}`.")
