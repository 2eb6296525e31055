"""Probabilities of tokens are consistent."""

from __future__ import annotations

import math
import struct
from random import Random

import pytest

from sanic_mock.engine.logprobs import logprobs, unescaped
from sanic_mock.engine.reply import Logprob

PIECES = (b"Five", b" tok", b"ens", b"\\n", b' \\"so\\"', "é".encode())
OTHERS = tuple(f" word{number}" for number in range(100))


def told(top: int, seed: int = 1, others: tuple[str, ...] = OTHERS) -> tuple[Logprob, ...]:
    """Return the probabilities of the pieces above."""
    return logprobs(PIECES, others, top, Random(seed))


@pytest.mark.parametrize(
    ("piece", "text"),
    [(b"plain", "plain"), (b"\\n", "\n"), (b'\\"', '"'), (b"\\\\n", "\\n"), ("é".encode(), "é")],
)
def test_a_piece_is_unescaped(piece: bytes, text: str) -> None:
    assert unescaped(piece) == text


def test_each_piece_has_one_in_its_order() -> None:
    assert [one.token for one in told(3)] == ["Five", " tok", "ens", "\n", ' "so"', "é"]


def test_without_alternatives_the_list_is_empty() -> None:
    assert {one.top for one in told(0)} == {()}
    assert all(-0.7 < one.logprob < 0 for one in told(0))


@pytest.mark.parametrize("top", [1, 2, 5, 20])
@pytest.mark.parametrize("seed", range(20))
def test_the_chosen_is_first_and_the_list_falls_and_sums_below_one(top: int, seed: int) -> None:
    for one in told(top, seed):
        values = [value for _, value in one.top]
        assert one.top[0] == (one.token, one.logprob)
        assert values == sorted(values, reverse=True)
        assert len(set(values)) == len(values) == top
        assert len({text for text, _ in one.top}) == top
        assert sum(map(math.exp, values)) < 1


def test_the_chosen_is_not_in_its_list_twice() -> None:
    for one in told(5, others=("Five", " tok", "ens", "\n", "a", "b", "c")):
        assert len({text for text, _ in one.top}) == len(one.top) >= 4


@pytest.mark.parametrize("others", [(), ("Five",), ("a", "b", "c")])
def test_a_list_is_as_long_as_there_are_tokens(others: tuple[str, ...]) -> None:
    for one in told(20, others=others):
        assert one.top[0][0] == one.token
        assert 1 <= len(one.top) <= len(others) + 1


@pytest.mark.parametrize("seed", range(10))
def test_values_have_the_precision_of_float32(seed: int) -> None:
    for one in told(20, seed):
        for _, value in one.top:
            single = struct.unpack("f", struct.pack("f", value))[0]
            assert single == pytest.approx(value, rel=1.2e-7)
            assert float(f"{value:.8g}") == value


def test_the_same_chance_gives_the_same() -> None:
    assert told(5, 3) == told(5, 3) != told(5, 4)


def test_no_pieces_have_none() -> None:
    assert logprobs((), OTHERS, 5, Random(1)) == ()
