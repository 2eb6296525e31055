"""A chunked body is read as h11 reads it, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import h11
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from sanic.exceptions import BadRequest

from sanic_mock.server.chunked_body import MAX_SIZE_LINE, MAX_TRAILERS, MOST_AT_ONCE, ChunkedBody

HEAD = b"POST / HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n"
NEXT = b"GET / HTTP/1.1\r\n"

Read = tuple[bytes, bytes]

SIZE_ENDS = st.sampled_from([b""] * 20 + [b";a", b";a=b", b" ", b"\t", b"x", b" a"])
LINE_ENDS = st.sampled_from([b"\r\n"] * 30 + [b"\n", b"\r", b"", b"\r\n\r\n", b"\r\r\n", b"X\r\n"])
TRAILERS = st.lists(
    st.sampled_from([b"X: 1\r\n", b"X:\r\n", b"x: 1\n", b" X: 1\r\n", b"X : 1\r\n", b"X\r\n"]),
    max_size=1,
).map(b"".join)
CHUNKS = st.builds(
    lambda content, form, size_end, first, second: (
        form % len(content) + size_end + first + content + second
    ),
    st.binary(min_size=1, max_size=40),
    st.sampled_from([b"%x"] * 20 + [b"%X", b"00%x", b"0x%x", b"+%x", b" %x", b"%x_", b"%d"]),
    SIZE_ENDS,
    LINE_ENDS,
    LINE_ENDS,
)
BODIES = st.builds(
    lambda chunks, last, trailers, end: b"".join(chunks) + last + trailers + end,
    st.lists(CHUNKS, max_size=4),
    st.sampled_from([b"0\r\n"] * 6 + [b"000\r\n", b"0;a\r\n", b"-0\r\n", b"0\n"]),
    TRAILERS,
    LINE_ENDS,
)


def read(body: bytes, pieces: Sequence[bytes] | None = None) -> Read | None:
    """Return content and what follows the body; None before its end.

    Raises:
        BadRequest: it is not chunked.
    """
    chunks, buffer, content = ChunkedBody(), bytearray(), b""
    for piece in pieces or (body,):
        buffer += piece
        while some := chunks.take(buffer):
            content += some
    return (content, bytes(buffer)) if chunks.is_ended else None


def read_by_h11(body: bytes) -> Read | None:
    """Return the same as h11 reads it.

    Raises:
        h11.RemoteProtocolError: it is not chunked.
    """
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    connection.receive_data(HEAD + body)
    assert isinstance(connection.next_event(), h11.Request)
    content = b""
    while isinstance(one := connection.next_event(), h11.Data):
        content += bytes(one.data)
    if isinstance(one, h11.EndOfMessage):
        return content, connection.trailing_data[0]
    return None


@settings(max_examples=500)
@given(body=BODIES)
def test_what_is_read_h11_reads_alike(body: bytes) -> None:
    try:
        found = read(body + NEXT)
    except BadRequest:
        found = None
    event("read" if found else "refused, or without end")
    if found is not None:
        assert found == read_by_h11(body + NEXT)


@given(body=BODIES, places=st.lists(st.floats(0, 1), max_size=6))
def test_it_does_not_matter_how_a_body_is_cut(body: bytes, places: list[float]) -> None:
    ends = sorted({0, len(body), *(int(place * len(body)) for place in places)})
    pieces = [body[start:stop] for start, stop in pairwise(ends)]

    assert outcome(body, pieces) == outcome(body, [body])


def outcome(body: bytes, pieces: Sequence[bytes]) -> Read | str | None:
    """Return what is read, or that it is refused."""
    try:
        return read(body, pieces)
    except BadRequest:
        return "refused"


@given(contents=st.lists(st.binary(min_size=1, max_size=300), max_size=5), follows=st.binary())
def test_content_and_what_follows_are_told_apart(contents: list[bytes], follows: bytes) -> None:
    framed = b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in contents)

    found = read(framed + b"0\r\nX-Sum: 1\r\n\r\n" + follows)

    assert found == (b"".join(contents), follows)


def test_blanks_around_an_extension_are_read() -> None:
    """RFC 9112, section 7.1.1; h11 refuses them."""
    assert read(b'1 ; a = "b"\r\nx\r\n0 \t;c\r\n\r\n') == (b"x", b"")


def test_what_is_refused_stays_refused() -> None:
    chunks, buffer = ChunkedBody(), bytearray(b"1\r\naXX0\r\n\r\n")

    for _ in range(3):
        with pytest.raises(BadRequest):
            chunks.take(buffer)
    assert not chunks.is_ended


def test_a_size_is_known_before_its_content() -> None:
    chunks, buffer = ChunkedBody(), bytearray(b"1\r\na\r\nffffff\r\n")

    assert (chunks.take(buffer), chunks.announced) == (b"a", 1 + 0xFFFFFF)


def test_small_chunks_are_taken_some_at_a_time() -> None:
    chunks, buffer = ChunkedBody(), bytearray(b"1\r\na\r\n" * 2 * MOST_AT_ONCE + b"0\r\n\r\n")

    takes = [chunks.take(buffer) for _ in range(3)]

    assert takes == [b"a" * MOST_AT_ONCE, b"a" * MOST_AT_ONCE, b""]
    assert chunks.is_ended


@pytest.mark.parametrize(
    ("before", "filling", "most"),
    [(b"1;", b"a", MAX_SIZE_LINE), (b"0\r\nX: ", b"a", MAX_TRAILERS)],
    ids=["a size", "a trailer"],
)
def test_what_is_no_content_is_held_within_bounds(before: bytes, filling: bytes, most: int) -> None:
    buffer = bytearray(before)

    refused_after = take_until_refused(filling, most, buffer)

    assert most <= refused_after <= most + 8


def test_all_trailers_together_are_held_within_bounds() -> None:
    assert take_until_refused(b"X: 1\r\n", MAX_TRAILERS, bytearray(b"0\r\n")) < MAX_TRAILERS + 16


def take_until_refused(filling: bytes, most: int, buffer: bytearray) -> int:
    """Return how many bytes it took, of no more than twice the most."""
    chunks, size = ChunkedBody(), len(buffer)
    for _ in range(2 * most // len(filling)):
        buffer += filling
        size += len(filling)
        try:
            chunks.take(buffer)
        except BadRequest:
            return size
    raise AssertionError("never refused")


@pytest.mark.parametrize("cut", range(40))
def test_what_was_taken_can_be_framed_anew(cut: int) -> None:
    framed = b"3\r\nabc\r\n5;x=y\r\ndefgh\r\n1\r\ni\r\n0\r\na: b\r\n\r\nnext"
    body, buffer = ChunkedBody(), bytearray(framed[:cut])
    content = body.take(buffer)
    anew, rest = ChunkedBody(), bytearray(body.framed(content) + buffer + framed[cut:])
    whole = b""
    while not anew.is_ended:
        whole += anew.take(rest)
    assert (whole, bytes(rest)) == (b"abcdefghi", b"next")
