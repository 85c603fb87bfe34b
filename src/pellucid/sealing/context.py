"""What a sealed thing is. It is not written down beside it: who opens it must know what they expect to find."""

from __future__ import annotations

from dataclasses import dataclass

from pellucid.sealing.framing import framed, utf8


@dataclass(frozen=True, slots=True)
class Context:
    """Purpose ("undo"), the id of the run, and which one of the run's (0 ... 2**64 - 1). No personal data is needed."""

    purpose: str
    run: str = ""
    position: int = 0

    def encoded(self) -> bytes:
        """Bytes that differ for every two contexts. Raises OverflowError for a position out of range."""
        return framed(utf8(self.purpose), utf8(self.run), self.position.to_bytes(8, "big"))
