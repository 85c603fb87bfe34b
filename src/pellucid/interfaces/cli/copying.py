"""Copies as files: one for one person, a folder of them for many; whole or not at all, and only their owner's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from pellucid.engine.errors import IdentityError, PellucidError
from pellucid.engine.export.copy import Copy
from pellucid.engine.export.json_copy import JsonCopy
from pellucid.engine.export.model import About
from pellucid.engine.export.writing import CopyWriter
from pellucid.engine.planning.plan import Right
from pellucid.engine.running.engine import Engine
from pellucid.engine.running.people import Identities, checked
from pellucid.engine.running.run import Run, Watch
from pellucid.interfaces.cli.outcomes import Report
from pellucid.interfaces.cli.progress import progress
from pellucid.sealing.recipients import Recipient
from pellucid.sealing.sealed_files import sealed_file

_AT_ONCE = 100
"""Persons whose copies are open at the same time."""


class Format(StrEnum):
    """ZIP: a page to read, JSON and CSV; JSON: one file for programs."""

    ZIP = "zip"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Form:
    """What kind of copy is wanted. `person`: the kind of person, where the map has several. `recipient`: who it is
    sealed for, None for a file that anyone can open."""

    right: Right
    person: str | None
    format: Format
    company: str
    technical: bool
    recipient: Recipient | None = None

    @property
    def suffix(self) -> str:
        """`zip`, `json.sealed`"""
        return f"{self.format}.sealed" if self.recipient else self.format

    @contextmanager
    def open(self, path: Path, kind: str) -> Iterator[CopyWriter]:
        """A copy that is being written; it appears at `path` when the block ends well."""
        about = About(self.right.value, kind, datetime.now(UTC), self.company)
        with sealed_file(path, self.recipient) if self.recipient else nullcontext(path) as where:
            writer = (
                JsonCopy(where, about) if self.format is Format.JSON else Copy(where, about, technical=self.technical)
            )
            with writer as copy:
                yield copy


def copy_one(engine: Engine, who: Sequence[Identities], form: Form, path: Path) -> Report:
    """The copy of one person at `path`, which must be free."""
    refuse_existing(path)
    kind = engine.plan(form.right, form.person).person
    with progress("Copying") as (watch, _):
        run = _copied(engine, who, form, kind, [path], watch)
    return Report([run], [path], path if path.exists() else None, sealed=form.recipient is not None)


def copy_all(engine: Engine, who: Sequence[Identities], form: Form, folder: Path) -> Report:
    """The copies of many, each called by its person's number, in a new folder that stays only if all are whole."""
    refuse_existing(folder)
    kind = engine.plan(form.right, form.person).person
    for number, one in enumerate(who, start=1):
        checked(one, engine.datamap.persons[kind], f"person {number}")
    folder.mkdir(mode=0o700)
    width = len(str(len(who)))
    paths = [folder / f"{number:0{width}}.{form.suffix}" for number in range(1, len(who) + 1)]
    try:
        runs = _groups(engine, who, form, kind, paths)
    except BaseException:
        shutil.rmtree(folder)
        raise
    if not any(folder.iterdir()):
        folder.rmdir()
    return Report(runs, paths, folder if folder.exists() else None, sealed=form.recipient is not None)


def _groups(engine: Engine, who: Sequence[Identities], form: Form, kind: str, paths: Sequence[Path]) -> list[Run]:
    runs: list[Run] = []
    with progress("Copying", len(who)) as (watch, advance):
        for first in range(0, len(who), _AT_ONCE):
            group = slice(first, first + _AT_ONCE)
            try:
                runs.append(_copied(engine, who[group], form, kind, paths[group], watch))
            except IdentityError as error:
                counted = f" (counted from person {first + 1} of {len(who)})" if len(who) > _AT_ONCE else ""
                raise type(error)(error.wrong + counted, where=error.where, mend=error.mend) from None
            advance(runs[-1].persons)
    return runs


def _copied(
    engine: Engine, who: Sequence[Identities], form: Form, kind: str, paths: Sequence[Path], watch: Watch
) -> Run:
    with ExitStack() as stack:
        writers = [stack.enter_context(form.open(path, kind)) for path in paths]
        run = engine.access(who, writers, person=kind, right=form.right, watch=watch)
    for outcome, path in zip(run, paths, strict=True):
        if not outcome.known:
            path.unlink()
    return run


def refuse_existing(path: Path) -> None:
    if path.exists():
        raise PellucidError("it is already there", where=str(path), mend="choose another place with -o")
