"""Every draw is a function of seed, case and attempt, and of nothing else."""

from __future__ import annotations

import itertools
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.draws import Chance, Draws, more, six_integers, unit

CASES = [b"", b"a", b"b", b'{"model":"m"}', bytes(1_000_000)]


def draws(chance: Chance, *cases: bytes) -> list[bytes]:
    """Return the chance of each case, asked for in this order."""
    return [chance.attempt(chance.hash(case)) for case in cases]


@pytest.mark.parametrize("seed", [0, 1, 7, 2**31, 2**63 - 1])
def test_a_seed_and_a_case_give_the_same_digest_in_any_order(seed: int) -> None:
    expected = dict(zip(CASES, draws(Chance(seed), *CASES), strict=True))

    for order in itertools.permutations(CASES):
        chance = Chance(seed)
        assert dict(zip(order, draws(chance, *order), strict=True)) == expected


def test_seeds_and_cases_give_different_digests() -> None:
    found = [digest for seed in range(20) for digest in draws(Chance(seed), *CASES)]

    assert len(set(found)) == len(found) == 20 * len(CASES)
    assert {len(digest) for digest in found} == {64}


@pytest.mark.parametrize("size", [0, 1, 16, 17, 240, 241, 1_024, 50_000])
def test_a_draw_is_the_first_attempt_at_a_case_of_any_length(size: int) -> None:
    case = bytes(size)
    chance = Chance(7)

    drawn = [chance.draw(case), chance.draw(case)]

    assert drawn == draws(Chance(7), case, case)


@pytest.mark.parametrize("place", [0, 16, 240, 1_024, 2_047])
def test_every_byte_of_a_case_counts(place: int) -> None:
    case = bytearray(2_048)
    other = case.copy()
    other[place] = 1

    assert Chance(7).hash(bytes(case)) != Chance(7).hash(bytes(other))


def test_what_a_seed_says_stays() -> None:
    assert Chance(7).hash(b"case").hex()[:32] == "41de6060a2ffae978e6615e931713998"
    assert Chance(7).hash(bytes(1_025)).hex()[:32] == "ea8057d3bd2e1ed929018efbbc044f35"


def test_each_attempt_is_another_draw_and_the_series_is_reproducible() -> None:
    series = draws(Chance(7), *[b"same"] * 500)

    assert len(set(series)) == 500
    assert draws(Chance(7), *[b"same"] * 500) == series


def test_attempts_of_one_case_do_not_depend_on_the_others_between_them() -> None:
    alone = draws(Chance(7), *[b"a"] * 3)

    mixed = draws(Chance(7), b"a", b"b", b"b", b"a", b"c", b"a")

    assert [mixed[0], mixed[3], mixed[5]] == alone


@pytest.mark.parametrize("before", range(9))
def test_a_case_is_remembered_for_as_many_others_as_promised(before: int) -> None:
    """Wherever the case falls among the others: nothing depends on when memory is turned over."""
    remembered = 4
    first, second = draws(Chance(7), b"case", b"case")
    chance = Chance(7, remembered)
    draws(chance, *(b"before %d" % number for number in range(before)))

    found = draws(chance, b"case", *(b"other %d" % n for n in range(remembered)), b"case")

    assert found[0] == first
    assert found[-1] == second


def test_what_is_remembered_is_bounded() -> None:
    chance = Chance(7, remembered=4)
    first = draws(chance, b"case")[0]

    draws(chance, *(b"other %d" % number for number in range(9)))

    assert draws(chance, b"case") == [first]


def test_another_process_draws_the_same() -> None:
    code = (
        "from sanic_mock.engine.draws import Chance; "
        "chance = Chance(7); print(chance.attempt(chance.hash(b'case')).hex())"
    )
    salted = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": str(salt)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for salt in (1, 2)
    ]

    assert salted == [draws(Chance(7), b"case")[0].hex() + "\n"] * 2


def test_threads_hash_as_the_loop_does() -> None:
    chance = Chance(7)
    expected = [chance.hash(case) for case in CASES]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(chance.hash, CASES)) == expected


@pytest.mark.parametrize(
    ("integer", "low", "high"),
    [(0, 0.0, 1e-9), (2**31, 0.5, 0.5 + 1e-9), (2**32 - 1, 1 - 1e-9, 1.0)],
)
def test_a_unit_is_strictly_between_zero_and_one(integer: int, low: float, high: float) -> None:
    assert 0.0 < unit(integer) < 1.0
    assert low <= unit(integer) <= high


@given(st.integers(0, 2**32 - 2))
def test_a_unit_grows_with_its_integer(integer: int) -> None:
    assert unit(integer) < unit(integer + 1)


def test_units_of_many_cases_are_uniform_and_the_six_are_independent() -> None:
    chance = Chance(7)
    rows = [[unit(one) for one in six_integers(chance.hash(b"%d" % n))] for n in range(4000)]

    for column in zip(*rows, strict=True):
        assert sum(column) / 4000 == pytest.approx(0.5, abs=0.02)
        assert sum(value < 0.1 for value in column) / 4000 == pytest.approx(0.1, abs=0.02)
    for one, other in itertools.combinations(zip(*rows, strict=True), 2):
        covariance = sum((a - 0.5) * (b - 0.5) for a, b in zip(one, other, strict=True)) / 4000
        assert covariance * 12 == pytest.approx(0.0, abs=0.06)


@pytest.mark.parametrize("purpose", [b"a", b"faults", b"sixteen letters."])
def test_more_chance_for_a_purpose_is_reproducible_and_its_own(purpose: bytes) -> None:
    digest = Chance(7).hash(b"case")

    assert more(digest, purpose) == more(digest, purpose)
    assert len(more(digest, purpose)) == 64
    assert more(digest, purpose) not in (digest, more(digest, b"other"))
    assert more(Chance(8).hash(b"case"), purpose) != more(digest, purpose)


@given(st.binary(min_size=64, max_size=64))
def test_the_first_draws_are_the_bytes_and_the_others_a_generator_s(digest: bytes) -> None:
    draws, generator = Draws(digest), Random(digest)

    assert [draws.getrandbits(32) for _ in range(16)] == list(struct.unpack("<16I", digest))
    assert [draws.getrandbits(32) for _ in range(9)] == [
        generator.getrandbits(32) for _ in range(9)
    ]
    assert [draws.random() for _ in range(9)] == [generator.random() for _ in range(9)]


def test_the_draws_of_an_answer_are_even() -> None:
    """However many it takes, and whichever way."""
    kinds: list[Callable[[Random], int]] = [
        lambda draws: draws.choice(range(5)),
        lambda draws: draws.randrange(5),
        lambda draws: int(draws.random() * 5),
        lambda draws: draws.choices(range(5))[0],
        lambda draws: draws.sample(range(5), 1)[0],
    ]
    for draw in kinds:
        answers = [Draws(more(bytes([number]), b"even")) for number in range(200)]
        found = Counter(draw(one) for one in answers for _ in range(500))

        assert set(found) == set(range(5))
        assert all(abs(many - 20_000) < 600 for many in found.values())  # 4.7 standard deviations
