"""Ids have Anthropic's forms: 128 bits in base 58, with the answer's time where they have one."""

from __future__ import annotations

import uuid
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.anthropic import ids

SECONDS = st.integers(1_700_000_000, 2_000_000_000)
DIGESTS = st.binary(min_size=64, max_size=64)


def number(name: bytes, prefix: bytes) -> int:
    """Return the number in an id."""
    assert name.startswith(prefix + b"01"), name
    digits = name.removeprefix(prefix)[2:]
    assert len(digits) == ids.DIGITS
    found = 0
    for digit in digits:
        found = found * 58 + ids.ALPHABET.index(digit)
    assert found < 1 << 128
    return found


@pytest.mark.parametrize(("make", "prefix"), [(ids.message_id, b"msg_"), (ids.request_id, b"req_")])
@given(digest=DIGESTS, now_s=SECONDS)
def test_requests_and_messages_are_named_by_a_uuid_of_their_time(
    make: object, prefix: bytes, digest: bytes, now_s: int
) -> None:
    assert callable(make)

    found = uuid.UUID(int=number(make(digest, now_s), prefix))

    assert found.version == 7
    assert found.variant == uuid.RFC_4122
    assert now_s * 1000 <= found.int >> 80 < (now_s + 1) * 1000


@given(digest=DIGESTS, now_s=SECONDS)
def test_files_have_a_time_and_batches_have_none(digest: bytes, now_s: int) -> None:
    file = uuid.UUID(int=number(ids.timed_id(b"file_", digest, now_s), b"file_"))
    batch = uuid.UUID(int=number(ids.uuid4_id(b"msgbatch_", digest), b"msgbatch_"))

    assert (file.version, file.variant) == (7, uuid.RFC_4122)
    assert (batch.version, batch.variant) == (4, uuid.RFC_4122)


@given(digest=DIGESTS)
def test_calls_of_one_answer_have_different_ids(digest: bytes) -> None:
    names = {ids.random_id(b"toolu_", digest, place) for place in range(8)}

    assert len(names) == 8
    for name in names:
        number(name, b"toolu_")


def test_ids_of_one_second_differ() -> None:
    digests = [blake2b(bytes((place,))).digest() for place in range(256)]

    assert len({ids.message_id(one, 1_800_000_000) for one in digests}) == len(digests)
