"""A ZIP file that knows the size and SHA-256 of each member, and reads a finished member while it writes the next."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A finished member: its name, and the size and SHA-256 of its content. `start`, `packed`: its bytes in the ZIP."""

    name: str
    size: int
    sha256: str
    start: int
    packed: int


class MemberWriter:
    """A member that is being written; only one at a time."""

    def __init__(self, zipped: ZipFile, file: BinaryIO, info: ZipInfo, members: list[Member]) -> None:
        # The size is not known yet, and may be above 4 GiB.
        self._stream = zipped.open(info, "w", force_zip64=True)
        self._info, self._members, self._start = info, members, file.tell()
        self._hash = hashlib.sha256()

    def write(self, content: bytes) -> None:
        self._hash.update(content)
        self._stream.write(content)

    def finish(self) -> Member:
        self.close()
        info = self._info
        member = Member(info.filename, info.file_size, self._hash.hexdigest(), self._start, info.compress_size)
        self._members.append(member)
        return member

    def close(self) -> None:
        self._stream.close()


class Archive:
    """Writes a ZIP into `file`, which can seek and read. Members bear the time `made`: equal content, equal ZIP."""

    def __init__(self, file: BinaryIO, made: datetime) -> None:
        self._file = file
        self._zip = ZipFile(file, "w")
        self._time = made.astimezone(UTC).timetuple()[:6]
        self._latest: MemberWriter | None = None
        self.members: list[Member] = []

    def begin(self, name: str) -> MemberWriter:
        """Begin a member, after the one before is finished. Raises ValueError for a time before 1980, as ZIP has it."""
        info = ZipInfo(name, self._time)
        info.compress_type = ZIP_DEFLATED
        self._latest = MemberWriter(self._zip, self._file, info, self.members)
        return self._latest

    def add(self, name: str, content: bytes) -> None:
        member = self.begin(name)
        member.write(content)
        member.finish()

    def close(self) -> None:
        self._zip.close()

    def abandon(self) -> None:
        """Let go of the file; what it then holds is not to be used."""
        for part in (self._latest, self._zip):
            with suppress(OSError):
                if part is not None:
                    part.close()

    def lines(self, member: Member) -> Iterator[bytes]:
        """The lines of a finished member, each with its newline. Other members may be written meanwhile.

        (`ZipFile.open` cannot do that; so the bytes of the member, a raw deflate stream by RFC 1951, are read here.)
        """
        rest = b""
        for chunk in self._content(member):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield line + b"\n"
        if rest:
            yield rest

    def _content(self, member: Member) -> Iterator[bytes]:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        position, end = member.start, member.start + member.packed
        while position < end:
            written = self._file.tell()
            self._file.seek(position)
            packed = self._file.read(min(_CHUNK, end - position))
            self._file.seek(written)
            position += len(packed)
            while packed:
                yield inflate.decompress(packed, _CHUNK)
                packed = inflate.unconsumed_tail
        yield inflate.flush()
