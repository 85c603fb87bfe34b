"""A stream opens whole for its recipient, and shows when anything of it was changed, moved, doubled or lost."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_gcm import gcm, hkdf

from pellucid.sealing.context import Context
from pellucid.sealing.errors import SealError
from pellucid.sealing.keys import Key
from pellucid.sealing.recipients import WithKey
from pellucid.sealing.streams import CHUNK, SealedReader, SealedWriter

LOCK = WithKey(Key.new())
EXPORT = Context("export", "run-7")
HEAD = 6 + 48 + 32
SEALED_CHUNK = CHUNK + 16


def sealed(*pieces: bytes) -> bytes:
    target = io.BytesIO()
    with SealedWriter(target, LOCK, EXPORT) as stream:
        for piece in pieces:
            assert stream.write(piece) == len(piece)
    return target.getvalue()


def opened(stream: bytes, context: Context = EXPORT) -> bytes:
    return SealedReader(io.BytesIO(stream), LOCK, context).readall()


def chunks(stream: bytes) -> list[bytes]:
    return [stream[start : start + SEALED_CHUNK] for start in range(HEAD, len(stream), SEALED_CHUNK)]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_every_length_comes_back_and_costs_a_head_and_a_tag_for_each_chunk(size: int) -> None:
    plain = bytes(range(251)) * (size // 251 + 1)
    stream = sealed(plain[:size])
    assert opened(stream) == plain[:size]
    assert len(stream) == HEAD + size + 16 * max(-(-size // CHUNK), 1)


@given(st.lists(st.integers(0, 2 * CHUNK), max_size=5), st.lists(st.integers(1, 2 * CHUNK), min_size=1))
def test_it_does_not_matter_in_which_pieces_it_is_written_and_read(written: list[int], read: list[int]) -> None:
    pieces = [bytes([number]) * size for number, size in enumerate(written)]
    reader = io.BufferedReader(SealedReader(io.BytesIO(sealed(*pieces)), LOCK, EXPORT))
    again = b"".join(iter(lambda: reader.read(read[0]), b""))
    assert again == b"".join(pieces)


def test_a_source_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 1000))

    plain = b"x" * (CHUNK + 5)
    assert SealedReader(Slow(sealed(plain)), LOCK, EXPORT).readall() == plain


def test_every_flipped_byte_of_a_short_stream_is_refused() -> None:
    stream = sealed(b"ada@example.org")
    for place in range(len(stream)):
        changed = bytearray(stream)
        changed[place] ^= 1
        with pytest.raises(SealError) as raised:
            opened(bytes(changed))
        assert "example" not in str(raised.value)


@given(st.data())
def test_a_flipped_byte_of_a_long_stream_is_refused(data: st.DataObject) -> None:
    changed = bytearray(LONG)
    changed[data.draw(st.integers(0, len(LONG) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        opened(bytes(changed))


@given(st.data())
def test_a_stream_that_is_cut_anywhere_is_refused(data: st.DataObject) -> None:
    edges = [HEAD, *(HEAD + number * SEALED_CHUNK for number in (1, 2, 3))]
    length = data.draw(st.sampled_from(edges) | st.integers(0, len(LONG) - 1))
    with pytest.raises(SealError):
        opened(LONG[:length])


Rearranged = Callable[[list[bytes]], list[bytes]]


@pytest.mark.parametrize(
    "rearrange",
    [
        lambda c: [c[1], c[0], *c[2:]],
        lambda c: [c[0], c[0], *c[1:]],
        lambda c: [c[0], c[2], c[3]],
        lambda c: c[:-1],
        lambda c: [*c, c[-1]],
        lambda c: [*c, b"x"],
        lambda c: [c[-1]],
        lambda _: [],
    ],
    ids=["swapped", "doubled", "left out", "last left out", "last doubled", "more at the end", "last alone", "none"],
)
def test_rearranged_chunks_are_refused(rearrange: Rearranged) -> None:
    with pytest.raises(SealError, match="changed or cut short"):
        opened(LONG[:HEAD] + b"".join(rearrange(chunks(LONG))))


def test_chunks_of_another_stream_are_refused() -> None:
    with pytest.raises(SealError, match="changed or cut short"):
        opened(LONG[:HEAD] + b"".join([*chunks(LONG)[:-1], chunks(sealed(b"x" * (3 * CHUNK + 7)))[-1]]))


def test_who_reads_on_after_an_error_is_not_told_that_the_stream_ends() -> None:
    reader = io.BufferedReader(SealedReader(io.BytesIO(LONG[:-1]), LOCK, EXPORT))
    with pytest.raises(SealError):
        reader.read()
    with pytest.raises(ValueError, match="closed"):
        reader.read()


@pytest.mark.parametrize(
    "context", [Context("undo", "run-7"), Context("export", "run-8"), Context("export", "run-7", 1)]
)
def test_another_context_is_refused_before_anything_is_read(context: Context) -> None:
    with pytest.raises(SealError, match="does not open"):
        SealedReader(io.BytesIO(LONG), LOCK, context)


def write_and_fail(stream: SealedWriter) -> None:
    with stream:
        stream.write(b"x" * (2 * CHUNK))
        raise RuntimeError


def test_an_error_while_it_is_written_leaves_nothing_that_opens() -> None:
    target = io.BytesIO()
    stream = SealedWriter(target, LOCK, EXPORT)
    with pytest.raises(RuntimeError):
        write_and_fail(stream)
    with pytest.raises(ValueError, match="closed"):
        stream.write(b"x")
    stream.close()
    del stream
    with pytest.raises(SealError):
        opened(target.getvalue())


def test_the_bytes_are_the_documented_ones() -> None:
    plain = b"x" * (CHUNK + 3)
    stream = sealed(plain)
    start, salt = stream[:54], stream[22:54]
    assert start == b"PLSS\x01\x01" + LOCK.key.id + salt
    secret = hkdf(LOCK.key.secret, salt, b"pellucid stream for a key", 32)
    chunk_key = hkdf(secret, b"", b"pellucid stream chunks", 32)
    first, last = chunks(stream)
    assert last == gcm(chunk_key, (1).to_bytes(11, "big") + b"\1", b"xxx", b"")
    assert first[:32] == gcm(chunk_key, bytes(12), b"x" * 32, b"")[:32]


LONG = sealed(b"x" * (3 * CHUNK + 7))
