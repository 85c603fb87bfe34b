"""Where the images of a run go: pages under the keys of its persons, and a code for each of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO, Self

from pellucid.engine.errors import UndoError
from pellucid.engine.proving import undo_record
from pellucid.engine.proving.home import Home
from pellucid.engine.proving.undo_codes import new_code
from pellucid.engine.proving.undo_pages import PageWriter
from pellucid.engine.proving.undo_record import Entry, Record, Ticket, folder_of, key_store, pages_file
from pellucid.engine.stores.base import Image, Shape
from pellucid.sealing.keys import Key
from pellucid.sealing.whole_files import sync_folder


class UndoSink:
    """See `pellucid.engine.proving.images.Sink`. `codes`: one for each person once it is finished, to be handed out.

    Use it as a context manager: an error before it is finished leaves nothing behind.
    A run that goes on after a crash has the keys that it had; what it wrote of stores that had committed stays, for
    nothing changes in them any more. The codes are new: nobody was told the others.
    """

    def __init__(self, home: Home, run: str, persons: int, expires: datetime, now: datetime) -> None:
        """Raises OSError and KeyStoreError where the folders cannot be used."""
        self.codes: Sequence[str] = ()
        self._home, self._run, self.expires = home, run, expires
        self._store = key_store(home)
        self._files: dict[str, tuple[BinaryIO, PageWriter]] = {}
        self._step: tuple[str, int] = ("", 0)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._before = self._written()
        self._keys = self._taken_up(self._before, now) if self._before else self._made(persons)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is not None and not self.codes and self._before is None:
            self.discard()

    @property
    def folder(self) -> Path:
        return folder_of(self._home, self._run)

    def write(self, store: str, at: int, collection: str, shape: Shape, image: Image) -> None:
        if self._step != (store, at):
            self._flush()
            self._step = store, at
        self._pages(store).add(at, collection, shape, image)

    def finish(self) -> None:
        self._flush()
        for store, (file, _) in self._files.items():
            file.flush()
            os.fsync(file.fileno())
            file.close()
            self._new(store).replace(pages_file(self._home, self._run, store))
        sync_folder(self.folder)
        self.codes = [new_code() for _ in self._keys]
        people = [
            Entry(key.id, Ticket.new(code, self._counts(who, key)).sealed(key, self._run, who))
            for who, (key, code) in enumerate(zip(self._keys, self.codes, strict=True))
        ]
        undo_record.write(self._home, Record(self._run, self.expires, people))
        sync_folder(self._home.undo)

    def discard(self) -> None:
        """The run has changed nothing that would have to be undone."""
        for file, _ in self._files.values():
            file.close()
        self._store.destroy(key.id for key in self._keys)
        rmtree(self.folder)

    def _counts(self, who: int, key: Key) -> dict[str, int]:
        """The pages of a person by store, those of stores that had committed before a crash included."""
        before = self._before.ticket(key, who).pages if self._before else {}
        new = {store: pages.pages.get(who, 0) for store, (_, pages) in self._files.items()}
        return {**before, **new}

    def _pages(self, store: str) -> PageWriter:
        if store not in self._files:
            handle = os.open(self._new(store), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            file = os.fdopen(handle, "wb")
            self._files[store] = file, PageWriter(file, self._run, store, self._keys)
        return self._files[store][1]

    def _flush(self) -> None:
        for _, pages in self._files.values():
            pages.flush()

    def _new(self, store: str) -> Path:
        return pages_file(self._home, self._run, store).with_suffix(".new")

    def _written(self) -> Record | None:
        with suppress(UndoError):
            return undo_record.read(self._home, self._run)
        return None

    def _taken_up(self, before: Record, now: datetime) -> list[Key]:
        return [before.key(self._store, who, now) for who in range(len(before.people))]

    def _made(self, persons: int) -> list[Key]:
        owners = [f"{self._run} {who}" for who in range(persons)]
        return self._store.create(owners, expires=self.expires)
