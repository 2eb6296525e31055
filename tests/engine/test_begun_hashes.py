"""Hashing what follows a known beginning is hashing all of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine import beginnings
from sanic_mock.engine.begun_hashes import LONG_BYTES, BegunHashes
from sanic_mock.engine.draws import Chance


@given(st.lists(st.tuples(st.integers(0, 2 * LONG_BYTES), st.binary()), max_size=12))
def test_bytes_that_begin_alike_have_each_its_own_hash(ends: list[tuple[int, bytes]]) -> None:
    begun, alike = BegunHashes(), bytes(range(256)) * (LONG_BYTES // 64)
    every = [alike[: LONG_BYTES + length] + end for length, end in ends]

    assert [begun(one) for one in every] == [sha256(one).digest() for one in every]


def test_a_case_draws_the_same_whatever_was_drawn_before_it() -> None:
    cases = [bytes(3 * LONG_BYTES) + bytes((number,)) for number in range(20)]
    chance = Chance(7)

    assert [chance.draw(case) for case in cases] == [Chance(7).draw(case) for case in cases]


def test_threads_may_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginnings, "MOST_LETTERS", 4 * LONG_BYTES)  # all is forgotten often
    begun = BegunHashes()
    every = [bytes((number % 7,)) * LONG_BYTES + b"%d" % number for number in range(2000)]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(begun, every)) == [sha256(one).digest() for one in every]
