"""Tapes: a distribution's own quantiles, in an order of the seed's."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.distributions import Constant, Distribution, Exponential, build
from sanic_mock.engine.tape import LENGTH, Tape

FAMILIES: list[tuple[str, Mapping[str, Any]]] = [
    ("uniform", {"min": 0.01, "max": 0.03}),
    ("normal", {"mean": 0.018, "sd": 0.002}),
    ("lognormal", {"median": 0.01, "sigma": 0.5}),
    ("logt", {"median": 0.01045, "scale": 0.5, "df": 3, "max": 3}),
    ("gamma", {"mean": 0.01, "cv": 0.3}),
    ("weibull", {"mean": 0.01, "cv": 0.3}),
    ("exponential", {"mean": 0.01}),
    ("pareto", {"min": 0.005, "alpha": 2.1, "max": 2}),
    ("percentiles", {"min": 0.3, "p50": 0.536, "p95": 0.844, "p99": 4.461, "max": 5.946}),
    ("mixture", {"parts": [(0.9, Exponential(0.01)), (0.1, Exponential(0.2))]}),
]

MIXED = build("lognormal", {"median": 0.01, "sigma": 0.5})
TAPE = Tape(MIXED, 7)


def ks_distance(gaps_ns: list[int], distribution: Distribution) -> float:
    """Return the largest distance between a sample's CDF and the distribution's."""
    size = len(gaps_ns)
    shares = (distribution.cdf(gap / 1e9) for gap in sorted(gaps_ns))
    return max(max(cdf - i / size, (i + 1) / size - cdf) for i, cdf in enumerate(shares))


@pytest.mark.parametrize(("name", "parameters"), FAMILIES)
def test_a_tape_follows_its_distribution(name: str, parameters: Mapping[str, Any]) -> None:
    """KS at most 0.0051, the 1 % critical value of 100,000 draws; a tape is far below."""
    distribution = build(name, parameters)

    distance = ks_distance(list(islice(Tape(distribution, 1).gaps(0), LENGTH)), distribution)

    print(f"\n{name}: KS {distance:.6f}")
    assert distance <= 0.0051


@given(start=st.integers(0, 2**32 - 1), count=st.integers(0, 300))
def test_a_total_is_the_sum_of_its_gaps(start: int, count: int) -> None:
    assert TAPE.total(start, count) == sum(islice(TAPE.gaps(start), count))


@pytest.mark.parametrize("start", [0, 1, LENGTH - 1, LENGTH, 2**32 - 1])
def test_a_total_goes_round_as_often_as_it_must(start: int) -> None:
    lap = TAPE.total(0, LENGTH)

    assert TAPE.total(start, 3 * LENGTH) == 3 * lap
    assert TAPE.total(start, LENGTH + 5) == lap + TAPE.total(start, 5)


def test_no_gaps_take_no_time() -> None:
    assert TAPE.total(123, 0) == 0


def test_the_seed_decides_the_order_and_nothing_else() -> None:
    one, same, other = (list(islice(Tape(MIXED, seed).gaps(0), LENGTH)) for seed in (1, 1, 2))

    assert one == same
    assert one != other
    assert sorted(one) == sorted(other)


@pytest.mark.parametrize(("scale", "gap_ns"), [(1.0, 10_000_000), (0.5, 5_000_000), (1e-9, 0)])
def test_a_scale_multiplies_every_gap(scale: float, gap_ns: int) -> None:
    assert next(Tape(Constant(0.01), 1, scale).gaps(0)) == gap_ns


def test_neighbours_are_unrelated() -> None:
    """Else a stream of a few tokens would be all fast or all slow."""
    ranks = {gap: rank for rank, gap in enumerate(sorted(islice(TAPE.gaps(0), LENGTH)))}
    order = [ranks[gap] / LENGTH - 0.5 for gap in islice(TAPE.gaps(0), LENGTH)]

    products = [a * b for a, b in pairwise(order)]
    assert abs(sum(products) / len(products) * 12) < 0.02
