"""Binary messages: what is written is what another reader reads, whatever it is."""

from __future__ import annotations

import pytest
from botocore.eventstream import EventStreamBuffer, ParserError
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.bedrock.binary_format import BINARY
from sanic_mock.dialects.bedrock.event_stream import event_kind, exception_kind
from sanic_mock.dialects.bedrock.padded_events import VARIANTS, PaddedEvents, SharedPieces
from sanic_mock.dialects.bedrock.padding import ALPHABET, PADDINGS, padding
from tests.dialects.bedrock import messages
from tests.dialects.bedrock.messages import Message

PAYLOADS = st.lists(st.binary(max_size=300), max_size=20)


@given(PAYLOADS)
def test_boto_reads_what_is_written(payloads: list[bytes]) -> None:
    kind = event_kind(b"contentBlockDelta")
    buffer = EventStreamBuffer()  # it checks both checksums
    buffer.add_data(b"".join(map(kind.message, payloads)))

    found = list(buffer)
    assert [one.payload for one in found] == payloads
    assert all(
        list(one.headers.items())
        == [
            (":event-type", "contentBlockDelta"),
            (":content-type", "application/json"),
            (":message-type", "event"),
        ]
        for one in found
    )


@given(PAYLOADS)
def test_so_does_the_reader_of_these_tests(payloads: list[bytes]) -> None:
    kind = exception_kind(b"throttlingException")
    found = messages.messages(b"".join(map(kind.message, payloads)))

    assert [(one.name, one.payload) for one in found] == [
        ("throttlingException", payload) for payload in payloads
    ]


def test_a_padding_is_the_beginning_of_one_alphabet_and_each_length_is_as_frequent() -> None:
    assert ALPHABET.decode() == messages.ALPHABET
    assert [len(one) for one in PADDINGS] == list(range(2, 62))
    assert [padding(number) for number in range(60)] == list(PADDINGS)


def event(piece: bytes, padded: bytes) -> bytes:
    """Return a message that has a text and a padding."""
    return event_kind(b"piece").message(b'{"text":"%b","p":"%b"}' % (piece, padded))


@given(st.lists(st.text("abc", min_size=1), min_size=1), st.binary(min_size=64, max_size=64))
def test_a_stream_is_the_same_however_it_is_taken(texts: list[str], digest: bytes) -> None:
    pieces = [text.encode() for text in texts]

    def stream() -> PaddedEvents:
        return PaddedEvents(b"", shared, b"", digest)

    shared = SharedPieces(event)
    taken = stream()
    in_parts = list(taken.each(pieces))
    assert b"".join(in_parts) == stream().everything(pieces)
    told = [one.told["text"] for one in messages.messages(b"".join(in_parts))]
    assert told == texts
    (together,) = messages.messages(stream().together(pieces))
    assert together.told["text"] == "".join(texts)


def test_events_of_many_pieces_are_padded_alike_often() -> None:
    pieces = [b"%d" % number for number in range(6000)]
    stream = PaddedEvents(b"", SharedPieces(event), b"", bytes(range(64)))
    lengths = [len(one.told["p"]) for one in _read(stream.each(pieces))]

    counts = [lengths.count(length) for length in range(2, 62)]
    assert sum(counts) == len(pieces)
    assert min(counts) > 60
    assert max(counts) < 140


def test_one_piece_comes_in_several_paddings() -> None:
    stream = PaddedEvents(b"", SharedPieces(event), b"", bytes(64))
    seen = {one.told["p"] for one in _read(stream.each([b"the"] * 500))}

    assert 1 < len(seen) <= VARIANTS


def _read(events: object) -> list[Message]:
    assert hasattr(events, "__iter__")
    return messages.messages(b"".join(events))


@given(PAYLOADS)
def test_faults_find_each_message(payloads: list[bytes]) -> None:
    events = [event_kind(b"piece").message(payload) for payload in payloads]

    assert BINARY.split(b"".join(events)) == events
    assert BINARY.count(b"".join(events)) == len(events)
    assert BINARY.split(b"".join(events) + b"\0\0") == [*events, b"\0\0"]
    assert BINARY.count(b"".join(events)[:-1]) == max(0, len(events) - 1)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_a_message_with_other_data_is_well_made(one: bytes, other: bytes) -> None:
    kind = event_kind(b"piece")

    assert BINARY.with_data(kind.message(one), lambda data: other) == kind.message(other)


@pytest.mark.parametrize("way", range(3))
def test_a_broken_message_is_found_out_by_boto(way: int) -> None:
    event = event_kind(b"piece").message(b"{}")
    buffer = EventStreamBuffer()
    buffer.add_data(BINARY.broken(event, bytes([way]) + bytes(63)) + event)

    with pytest.raises(ParserError):
        list(buffer)
