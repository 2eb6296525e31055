"""Who asked, as it is packed: the short form of an answer at once is the long one's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.ledger.caller import (
    AT_ONCE,
    CALLER,
    ID_BYTES,
    NOTHING_KEPT,
    SIZE,
    unpacked_caller,
)
from sanic_mock.ledger.heads import HEAD_BYTES, HeadsWriter, ring_bytes
from sanic_mock.shared.byte_ring import ByteRing

WORDS = st.integers(0, 2**32 - 1)
LONGS = st.integers(-(2**63), 2**63 - 1)


@given(WORDS, WORDS, LONGS, LONGS, st.binary(max_size=ID_BYTES), WORDS, WORDS)
def test_an_answer_at_once_is_packed_as_any_other_that_has_no_more(
    connection: int, nth: int, seed: int, body_hash: int, name: bytes, length: int, start: int
) -> None:
    """Over whatever has been in its place before."""
    raw = bytearray(b"\xff" * SIZE)
    AT_ONCE.pack_into(raw, 0, connection, nth, seed, body_hash, length, start, name, 77)
    whole = CALLER.pack(
        *(connection, nth, seed, body_hash, 0, length, 0),
        *(*NOTHING_KEPT, *NOTHING_KEPT, start, name, 77),
    )
    assert bytes(raw) == whole
    found = unpacked_caller(bytes(raw))
    assert (found.connection, found.nth, found.number) == (connection, nth, 77)
    assert (found.head_bytes, found.head_start) == (length, start)


@pytest.mark.parametrize("told", [b"req_1", b"req_1\r\nDate: now\r\n"])
def test_an_id_ends_with_its_line(told: bytes) -> None:
    raw = CALLER.pack(*(1, 1, 7, 0, 0, 0, 0, *NOTHING_KEPT, *NOTHING_KEPT, 0, told, 8))
    assert unpacked_caller(raw).request_id == "req_1"


@given(st.lists(st.binary(min_size=1, max_size=2 * HEAD_BYTES), min_size=1, max_size=60))
def test_the_heads_of_the_last_callers_are_there(heads: list[bytes]) -> None:
    """However long they are, and whether or not they are the same."""
    kept = 12
    ring = ByteRing(ring_bytes(kept))
    writer = HeadsWriter(ring)
    places = [(writer.keep(one), one[:HEAD_BYTES]) for one in heads]
    for start, head in places[-kept:]:
        assert ring.read(start, len(head)) == head


def test_a_head_that_comes_again_in_turn_is_kept_once() -> None:
    writer = HeadsWriter(ByteRing(ring_bytes(4)))
    starts = [writer.keep(one) for one in (b"one", b"one", b"two", b"two", b"one")]
    assert starts == [0, 0, 3, 3, 6]
