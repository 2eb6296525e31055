"""Every family against scipy's closed form, and against itself.

Target: the 1 % critical value of Kolmogorov and Smirnov. The seeds are fixed, so a
pass is a pass for good.
"""

from __future__ import annotations

import math
import pickle
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from sanic_mock.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Jitter,
    LogNormal,
    LogT,
    Mixture,
    Normal,
    Pareto,
    Percentiles,
    Uniform,
    Weibull,
    build,
)
from sanic_mock.distributions.special import gamma_tails, t_tail

N, KS_1_PERCENT = 100_000, 0.0051  # 1.628 / sqrt(n)


def capped(oracle: Any, top: float = math.inf, low: float = -math.inf) -> Callable[[float], float]:
    """Return the inverse CDF of scipy's distribution given low <= X <= top."""
    below, kept = oracle.cdf(low), oracle.cdf(top) - oracle.cdf(low)
    return lambda u: float(oracle.ppf(below + u * kept))


class LogStudent:
    """scipy has Student's t, but not its exponential."""

    def __init__(self, median: float, scale: float, df: float) -> None:
        self.median, self.scale, self.t = median, scale, stats.t(df)

    def cdf(self, x: float) -> float:
        return 0.0 if x <= 0 else float(self.t.cdf(math.log(x / self.median) / self.scale))

    def ppf(self, u: float) -> float:
        return self.median * math.exp(self.scale * float(self.t.ppf(u)))


CASES: list[tuple[Distribution, Callable[[float], float]]] = [
    (Uniform(0.01, 0.03), capped(stats.uniform(0.01, 0.02))),
    (Jitter(0.05, 0.02), capped(stats.uniform(0.03, 0.04))),
    (Normal(0.1, 0.02), capped(stats.norm(0.1, 0.02), low=0)),
    (Normal(0.1, 0.2, 0.05, 0.4), capped(stats.norm(0.1, 0.2), 0.4, 0.05)),
    (Normal(0.0, 2.0), capped(stats.halfnorm(scale=2))),
    (LogNormal(0.536, 0.28), capped(stats.lognorm(0.28, scale=0.536))),
    (LogNormal(0.536, 0.8, shift=0.3), capped(stats.lognorm(0.8, loc=0.3, scale=0.536))),
    (LogNormal(0.536, 0.8, max=1), capped(stats.lognorm(0.8, scale=0.536), 1)),
    (LogT(0.01045, 0.5, 3, 3.0), capped(LogStudent(0.01045, 0.5, 3), 3)),
    (LogT(0.01045, 0.5, 3, 0.02), capped(LogStudent(0.01045, 0.5, 3), 0.02)),
    (LogT(0.01045, 0.3, 1.5, 9.0), capped(LogStudent(0.01045, 0.3, 1.5), 9)),
    (LogT(0.01045, 0.3, 1000, 9.0), capped(LogStudent(0.01045, 0.3, 1000), 9)),
    (Gamma(0.1, 0.01), capped(stats.gamma(1e4, scale=0.1 / 1e4))),
    (Gamma(0.1, 0.3), capped(stats.gamma(1 / 0.09, scale=0.1 * 0.09))),
    (Gamma(0.1, 2.15), capped(stats.gamma(2.15**-2, scale=0.1 * 2.15**2))),
    (
        Weibull(2.0, math.sqrt(4 / math.pi - 1)),
        capped(stats.weibull_min(2, scale=2 / math.gamma(1.5))),
    ),
    (Weibull(2.0, math.sqrt(5)), capped(stats.weibull_min(0.5, scale=1))),
    (Exponential(1.2), capped(stats.expon(scale=1.2))),
    (Exponential(1.2, 1.5), capped(stats.expon(scale=1.2), 1.5)),
    (Pareto(0.005, 2.1, 2.0), capped(stats.pareto(2.1, scale=0.005), 2)),
    (Pareto(0.005, 1.0, 0.02), capped(stats.pareto(1, scale=0.005), 0.02)),
]
STALLED = Mixture(((0.985, LogNormal(0.536, 0.28)), (0.015, Exponential(1.2))))
APART = Mixture(((0.9, Uniform(0.01, 0.02)), (0.1, Normal(1.0, 0.1))))
PUBLISHED = Percentiles(
    (("min", 0.3), ("p50", 0.536), ("p95", 0.844), ("p99", 4.461), ("max", 5.946))
)
POINTS = {"min": 0.3, "p50": 0.536, "p95": 0.844, "p99": 4.461, "max": 300.0}
TAILED = [build("percentiles", {**POINTS, "tail": tail}) for tail in ("pareto", "lognormal")]
CONTINUOUS = [*(case for case, _ in CASES), STALLED, APART, PUBLISHED, *TAILED]


def name_of(value: object) -> str:
    return value.describe()[:60] if isinstance(value, Distribution) else ""


@pytest.mark.parametrize(("distribution", "oracle"), CASES, ids=name_of)
def test_percentiles_are_those_of_the_closed_form(
    distribution: Distribution, oracle: Callable[[float], float]
) -> None:
    """Asked for are 1 % at p50, p90, p99 and 3 % at p99.9; the formulas hold 1e-4 from 1e-6 up."""
    for u in (1e-6, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.999999):
        assert distribution.quantile(u) == pytest.approx(oracle(u), rel=1e-4)


@pytest.mark.parametrize(("distribution", "oracle"), CASES, ids=name_of)
def test_the_cdf_is_that_of_the_closed_form(
    distribution: Distribution, oracle: Callable[[float], float]
) -> None:
    for u in (1e-6, 0.001, 0.1, 0.5, 0.9, 0.999, 0.999999):
        x = oracle(u)
        if x > 1e-280:  # below, a log-t with df 1.5 has run out of floats
            assert distribution.cdf(x) == pytest.approx(u, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("distribution", CONTINUOUS, ids=name_of)
def test_a_hundred_thousand_draws_pass_kolmogorov_and_smirnov(distribution: Distribution) -> None:
    uniforms = random.Random(20_240_501)
    draws = sorted(distribution.quantile(uniforms.random()) for _ in range(N))
    shares = [distribution.cdf(x) for x in draws]
    distance = max(max((i + 1) / N - f, f - i / N) for i, f in enumerate(shares))
    print(f"{name_of(distribution)}: KS {distance:.4f}, allowed {KS_1_PERCENT}")
    assert distance <= KS_1_PERCENT


@pytest.mark.parametrize(("distribution", "oracle"), CASES, ids=name_of)
def test_the_mean_is_the_integral_of_the_quantiles(
    distribution: Distribution, oracle: Callable[[float], float]
) -> None:
    halves = (integrate.quad(oracle, *ends, limit=400)[0] for ends in ((0, 0.99), (0.99, 1)))
    assert distribution.mean() == pytest.approx(sum(halves), rel=1e-4)


PARETO_INDEX = math.log(5) / math.log(4.461 / 0.844)
SIGMA = math.log(4.461 / 0.844) / float(stats.norm.ppf(0.99) - stats.norm.ppf(0.95))
TAIL_ORACLES = [
    stats.pareto(PARETO_INDEX, scale=4.461),
    # through p99, and p95 as well
    stats.lognorm(SIGMA, scale=4.461 * math.exp(-SIGMA * float(stats.norm.ppf(0.99)))),
]


@pytest.mark.parametrize(
    ("tailed", "oracle"), [*zip(TAILED, TAIL_ORACLES, strict=True)], ids=name_of
)
def test_a_tail_is_that_of_the_closed_form_beyond_the_last_percentile(
    tailed: Distribution, oracle: Any
) -> None:
    draw = capped(oracle, 300.0, 4.461)
    for u in (0.991, 0.995, 0.999, 0.9999, 0.999999):
        x = draw((u - 0.99) / 0.01)
        assert tailed.quantile(u) == pytest.approx(x, rel=1e-6)
        assert tailed.cdf(x) == pytest.approx(u, abs=1e-9)


@pytest.mark.parametrize("tailed", TAILED, ids=name_of)
def test_a_tail_leaves_the_percentiles_before_it_as_they_are(tailed: Distribution) -> None:
    for u in (1e-6, 0.25, 0.5, 0.9, 0.95, 0.98, 0.99):
        assert tailed.quantile(u) == PUBLISHED.quantile(u)


@pytest.mark.parametrize("tailed", TAILED, ids=name_of)
def test_the_mean_of_a_tail_is_the_integral_of_its_quantiles(tailed: Distribution) -> None:
    ends = ((0, 0.5), (0.5, 0.95), (0.95, 0.99), (0.99, 0.9999), (0.9999, 1))
    pieces = (integrate.quad(tailed.quantile, *pair, limit=400)[0] for pair in ends)
    assert tailed.mean() == pytest.approx(sum(pieces), rel=1e-4)


@pytest.mark.parametrize("tailed", TAILED, ids=name_of)
def test_a_tail_is_the_same_behind_a_pickle(tailed: Distribution) -> None:
    again = pickle.loads(pickle.dumps(tailed))

    assert again == tailed
    assert again.quantile(0.999) == tailed.quantile(0.999)


@pytest.mark.parametrize("distribution", [STALLED, APART], ids=name_of)
def test_a_mixture_is_inverted_to_a_ten_thousandth(distribution: Distribution) -> None:
    for i in range(1, 2000):
        assert distribution.cdf(distribution.quantile(i / 2000)) == pytest.approx(
            i / 2000, abs=1e-4
        )


def test_a_mixture_of_twenty_parts_is_inverted_to_a_thousandth() -> None:
    many = Mixture(tuple((0.05, LogNormal(1.0 + i, 0.1 + i / 100)) for i in range(20)))
    for i in range(1, 2000):
        assert many.cdf(many.quantile(i / 2000)) == pytest.approx(i / 2000, abs=1e-3)


def test_no_mixture_draws_from_the_gap_between_its_parts() -> None:
    draws = [APART.quantile(i / 10_000) for i in range(1, 10_000)]
    assert sum(0.021 < x < 0.3 for x in draws) <= 1


@pytest.mark.parametrize("shape", [0.01, 0.2, 1.0, 7.5, 120.0, 399.0])
def test_both_tails_of_the_incomplete_gamma_keep_nine_digits(shape: float) -> None:
    for factor in (1e-3, 0.1, 0.7, 0.99, 1.0, 1.2, 2.0, 5.0):
        x = shape * factor
        p, q = gamma_tails(shape, math.log(x))
        assert p == pytest.approx(special.gammainc(shape, x), rel=1e-9, abs=1e-280)
        assert q == pytest.approx(special.gammaincc(shape, x), rel=1e-9, abs=1e-280)


@pytest.mark.parametrize("shape", [400.0, 1e4, 1e8, 1e12])
def test_both_tails_of_a_large_shape_keep_five_digits(shape: float) -> None:
    for sds in (-8.0, -3.0, -0.5, -1e-5, 0.0, 1e-5, 0.5, 3.0, 8.0):
        log_x = math.log(shape) + math.log1p(sds / math.sqrt(shape))
        p, q = gamma_tails(shape, log_x)
        assert p == pytest.approx(special.gammainc(shape, math.exp(log_x)), rel=1e-5, abs=1e-7)
        assert q == pytest.approx(special.gammaincc(shape, math.exp(log_x)), rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("df", [1.0, 1.5, 3.0, 30.0, 1000.0])
def test_the_tail_of_students_t_keeps_nine_digits(df: float) -> None:
    for t in (0.0, 1e-6, 0.1, 1.0, 3.0, 30.0, 1e6):
        assert t_tail(df, t) == pytest.approx(stats.t(df).sf(t), rel=1e-9, abs=1e-280)


steady = settings(derandomize=True, deadline=None)
positive = st.floats(1e-3, 1e3)
cvs = st.floats(1e-3, 10)


@st.composite
def distributions(draw: st.DrawFn) -> Distribution:
    """Any distribution without atoms, at scales from a microsecond's to an hour's."""
    x, y, alpha = draw(positive), draw(positive), draw(st.floats(0.1, 50))
    choices: list[Callable[[], Distribution]] = [
        lambda: Uniform(x, x + y),
        lambda: Normal(x, y),
        lambda: Normal(x, y, max=x * (1 + draw(cvs))),
        lambda: LogNormal(x, draw(st.floats(1e-3, 5)), shift=y),
        lambda: LogNormal(mean_=x, cv=draw(cvs), max=x * (1 + y)),
        lambda: LogT(x, draw(st.floats(0.01, 3)), draw(st.floats(1, 1000)), x * (1.01 + y)),
        lambda: Gamma(x, draw(cvs)),
        lambda: Weibull(x, draw(cvs)),
        lambda: Exponential(x, x * (0.7 + y)),
        lambda: Pareto(x, alpha, x * 2 ** (1.1 / alpha) * (1 + y)),
        lambda: Percentiles((("p50", x), ("p90", x + y), ("p99.9", x + 3 * y))),
    ]
    return draw(st.sampled_from(choices))()


@steady
@given(distributions(), st.floats(1e-9, 1 - 1e-9))
def test_the_cdf_undoes_the_quantile(distribution: Distribution, u: float) -> None:
    x = distribution.quantile(u)
    assume(x > 1e-280)  # below, digits are lost
    assert distribution.cdf(x) == pytest.approx(u, abs=1e-5)


@steady
@given(distributions(), st.floats(0.001, 0.999))
def test_the_quantile_undoes_the_cdf(distribution: Distribution, u: float) -> None:
    x = distribution.quantile(u)
    assume(x > 1e-280)
    assert distribution.quantile(distribution.cdf(x)) == pytest.approx(x, rel=1e-3)


@steady
@given(distributions(), st.lists(st.floats(2**-53, 1 - 2**-53), min_size=2))
def test_no_quantile_falls_or_is_negative(distribution: Distribution, shares: list[float]) -> None:
    values = [distribution.quantile(u) for u in sorted(shares)]
    # one part in 1e12: the two branches of a truncated normal meet at u = 1/2 by rounding
    assert all(a <= b * (1 + 1e-12) for a, b in pairwise(values))
    assert values[0] >= 0


@steady
@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=50), st.floats(0.001, 0.999))
def test_percentiles_stay_between_their_points(values: list[float], u: float) -> None:
    values.sort()
    keys = ["min", *(f"p{100 * i / len(values):.3f}" for i in range(1, len(values) - 1)), "max"]
    assume(len(values) > 2)
    dist = Percentiles(tuple(zip(keys, values, strict=True)))
    assert values[0] <= dist.quantile(u) <= values[-1]


def test_the_extremes_of_a_53_bit_uniform_are_finite_in_every_family(tmp_path: Path) -> None:
    samples = tmp_path / "samples.txt"
    samples.write_text("1\n2\n3\n")
    for distribution in (*CONTINUOUS, Constant(1), Jitter(1, 2), Empirical(samples)):
        low, high = distribution.quantile(2**-53), distribution.quantile(1 - 2**-53)
        assert 0 <= low <= high < math.inf
