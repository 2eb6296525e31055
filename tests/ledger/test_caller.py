"""Who asked, as it is packed: the short form of an answer at once is the long one's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.ledger.caller import (
    AT_ONCE,
    CALLER,
    HEAD_BYTES,
    NOTHING_KEPT,
    SIZE,
    unpacked_caller,
)

WORDS = st.integers(0, 2**32 - 1)
LONGS = st.integers(-(2**63), 2**63 - 1)


@given(WORDS, WORDS, LONGS, LONGS, st.binary(max_size=48), st.binary(max_size=2 * HEAD_BYTES))
def test_an_answer_at_once_is_packed_as_any_other_that_has_no_more(
    connection: int, nth: int, seed: int, body_hash: int, name: bytes, head: bytes
) -> None:
    """Over whatever has been in its place before."""
    raw = bytearray(b"\xff" * SIZE)
    AT_ONCE.pack_into(raw, 0, connection, nth, seed, body_hash, len(head), name, head, 77)
    whole = CALLER.pack(
        *(connection, nth, seed, body_hash, 0, len(head), 0),
        *(*NOTHING_KEPT, *NOTHING_KEPT, name, head, 77),
    )
    assert bytes(raw) == whole
    found = unpacked_caller(bytes(raw))
    assert (found.connection, found.nth, found.number) == (connection, nth, 77)
    assert found.head == head[:HEAD_BYTES]
