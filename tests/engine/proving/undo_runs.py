"""Erasures that can be undone, as a caller puts them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pellucid.engine.planning.plan import Right
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.images import apply_with_images
from pellucid.engine.proving.undo_sink import UndoSink
from pellucid.engine.proving.undoable import check_undoable
from pellucid.engine.running.changing import commit
from pellucid.engine.running.engine import Engine
from pellucid.engine.running.gathering import gather
from pellucid.engine.running.people import Identities
from pellucid.engine.running.remnants import remnants
from pellucid.engine.running.resolving import resolve
from pellucid.engine.stores.base import Mode

NOW = datetime.now(UTC)
END = NOW + timedelta(days=14)


@dataclass(frozen=True)
class Erased:
    """A run that can be undone, and the codes of its persons."""

    home: Home
    run: str
    codes: Sequence[str]

    @property
    def all(self) -> dict[int, str]:
        return dict(enumerate(self.codes))

    @property
    def files(self) -> list[Path]:
        return [path for path in (self.home.path / "undo").rglob("*") if path.is_file()]


def erase_with_undo(
    engine: Engine, home: Home, people: Sequence[Identities], *, person: str | None = None, run: str = "run1"
) -> Erased:
    kind, meant = engine.meant(people, person)
    with engine.sessions(Mode.WRITE) as sessions:
        plan = engine.current((Right.ERASURE, kind.name, ()), sessions)
        check_undoable(engine, plan)
        found = resolve(plan, kind, meant, sessions, remnants(engine.key))
        values = gather(plan, found, sessions)
        sink = UndoSink(home, run, len(people), END, NOW)
        apply_with_images(plan, found, sessions, values, {}, sink)
        commit(found, sessions)
    return Erased(home, run, sink.codes)
