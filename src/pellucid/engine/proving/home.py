"""Where an installation keeps what proves its runs, outside the databases that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """A folder of the installation. `keys` is left out of backups: with it, what is erased could be opened."""

    path: Path

    @property
    def ledger(self) -> Path:
        return self._folder("ledger")

    @property
    def signing(self) -> Path:
        return self._folder("signing")

    @property
    def keys(self) -> Path:
        return self._folder("keys")

    @property
    def runs(self) -> Path:
        return self._folder("runs")

    @property
    def undo(self) -> Path:
        return self._folder("undo")

    @property
    def tombstones(self) -> Path:
        return self._folder("tombstones")

    @property
    def receipts(self) -> Path:
        return self._folder("receipts")

    def _folder(self, name: str) -> Path:
        folder = self.path / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder
