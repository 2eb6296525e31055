"""Identifiers in forms that many have."""

from __future__ import annotations

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.ids import UUID_LETTERS, trace_id, uuid

DIGEST = st.binary(min_size=64, max_size=64)


@given(DIGEST)
def test_a_uuid_is_the_trace_id_of_a_request_but_for_its_version(digest: bytes) -> None:
    drawn, found = trace_id(digest).decode(), uuid(digest).decode()
    read = UUID(found)

    assert str(read) == found
    assert len(found) == UUID_LETTERS
    assert (read.version, read.variant) == (4, RFC_4122)
    assert {place for place in range(32) if read.hex[place] != drawn[place]} <= {12, 16}


@given(DIGEST, DIGEST)
def test_uuids_are_alike_only_where_all_that_is_drawn_of_them_is(one: bytes, other: bytes) -> None:
    assert (uuid(one) == uuid(other)) == (_drawn(one) == _drawn(other))


def _drawn(digest: bytes) -> str:
    """Return what of a UUID is not fixed."""
    drawn = trace_id(digest).decode()
    return drawn[:12] + drawn[13:16] + drawn[17:]
