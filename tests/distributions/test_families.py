"""Rows for every family: one uniform in, one value out; and what is refused, word for word."""

from __future__ import annotations

import dataclasses
import math
import pickle
from collections.abc import Mapping
from typing import Any

import pytest

from sanic_mock.distributions import (
    FAMILIES,
    Constant,
    Distribution,
    Exponential,
    Gamma,
    Jitter,
    LogNormal,
    LogT,
    Mixture,
    Normal,
    ParameterError,
    Percentiles,
    build,
    family,
    parameter,
)
from sanic_mock.distributions.gammas import gamma_table
from sanic_mock.distributions.tails import t_table

GPT_4O_MINI = {"min": 0.3, "p50": 0.536, "p95": 0.844, "p99": 4.461, "max": 5.946}

TAILED = {"min": 1, "p50": 1, "p90": 1, "p99": 10, "max": 1e9, "tail": "pareto"}

ROWS: list[tuple[str, Mapping[str, Any], float, float]] = [
    ("constant", {"value": 0.05}, 0.001, 0.05),
    ("constant", {"value": 0}, 0.999, 0.0),
    ("uniform", {"min": 10, "max": 30}, 0.25, 15.0),
    ("uniform", {"min": 10, "max": 10}, 0.25, 10.0),
    ("jitter", {"base": 0.05, "spread": 0.02}, 0.0, 0.03),
    ("jitter", {"base": 0.05, "spread": 0.02}, 0.75, 0.06),
    ("jitter", {"base": 0.05, "spread": 0.0}, 0.9, 0.05),
    ("jitter", {"base": 0.02, "spread": 0.05}, 0.2, 0.0),
    ("jitter", {"base": 0.0, "spread": 0.05}, 0.75, 0.025),
    ("normal", {"mean": 100, "sd": 20}, 0.5, 100.0),
    ("normal", {"mean": 100, "sd": 0}, 0.01, 100.0),
    ("normal", {"mean": 0, "sd": 1}, 0.5, 0.6744897501960817),
    ("normal", {"mean": 0, "sd": 1, "min": None, "max": 1e9}, 0.5, 0.6744897501960817),
    ("lognormal", {"median": 10, "sigma": 0.5}, 0.5, 10.0),
    ("lognormal", {"median": 10, "sigma": 0.5, "shift": 3}, 0.5, 13.0),
    ("lognormal", {"median": 10, "sigma": 0}, 0.9, 10.0),
    ("lognormal", {"mean": 10, "cv": 0.0}, 0.9, 10.0),
    ("lognormal", {"mean": math.sqrt(2), "cv": 1}, 0.5, 1.0),
    ("lognormal", {"median": 1, "sigma": 1}, 0.9772498680518208, math.exp(2)),
    ("logt", {"median": 10.45, "scale": 0.5, "df": 3, "max": 1e12}, 0.5, 10.45),
    # the quantiles measured on an OpenAI stream, arXiv 2511.03675
    ("logt", {"median": 10.45, "scale": 0.5, "df": 3, "max": 3000}, 0.05, 3.22),
    ("logt", {"median": 10.45, "scale": 0.5, "df": 3, "max": 3000}, 0.95, 33.8),
    ("logt", {"median": 10, "scale": 0, "df": 3, "max": 30}, 0.99, 10.0),
    ("gamma", {"mean": 2, "cv": 1}, 0.5, 2 * math.log(2)),
    ("gamma", {"mean": 2, "cv": 0}, 0.99, 2.0),
    ("weibull", {"mean": 2, "cv": 1}, 0.5, 2 * math.log(2)),
    ("weibull", {"mean": 2, "cv": 0}, 0.99, 2.0),
    ("exponential", {"mean": 2}, 0.5, 2 * math.log(2)),
    ("exponential", {"mean": 2, "max": 3}, 1 - 2**-53, 3.0),
    ("pareto", {"min": 5, "alpha": 1, "max": 5e12}, 0.5, 10.0),
    ("pareto", {"min": 5, "alpha": 2, "max": 2000}, 1 - 2**-53, 2000.0),
    ("percentiles", GPT_4O_MINI, 0.5, 0.536),
    ("percentiles", GPT_4O_MINI, 0.25, math.sqrt(0.3 * 0.536)),
    ("percentiles", GPT_4O_MINI, 0.99, 4.461),
    ("percentiles", GPT_4O_MINI, 0.97, math.sqrt(0.844 * 4.461)),
    ("percentiles", {"p50": 100}, 2**-53, 55.0),
    ("percentiles", {"p50": 100}, 1 - 2**-53, 130.0),
    ("percentiles", {"p50": 100, "p99.9": 400}, 0.999, 400.0),
    ("percentiles", {"p50": 0, "p95": 10}, 0.25, 0.0),
    ("percentiles", {"p50": 0, "p95": 10}, 0.725, 5.0),
    ("percentiles", {"min": 7, "p90": 7, "max": 7}, 0.3, 7.0),
    ("percentiles", TAILED, 0.5, 1.0),
    ("percentiles", TAILED, 0.99, 10.0),
    # a tenth as many draws are beyond ten times as much: the line from p90 to p99 goes on
    ("percentiles", TAILED, 0.999, 100.0),
    ("percentiles", TAILED, 0.9999, 1000.0),
    ("percentiles", {**TAILED, "tail": "lognormal"}, 0.999, 10 ** (1 + 0.7638844 / 1.0447963)),
    ("percentiles", {**TAILED, "tail": None}, 0.9999, 10 * (1e9 / 10) ** 0.99),
    ("mixture", {"parts": [(0.5, Constant(1)), (0.5, Constant(9))]}, 0.49, 1.0),
    ("mixture", {"parts": [(0.5, Constant(1)), (0.5, Constant(9))]}, 0.51, 9.0),
    ("mixture", {"parts": [(1, Exponential(2))]}, 0.5, 2 * math.log(2)),
    ("mixture", {"parts": [(0.5, Constant(0)), (0.5, Exponential(2))]}, 0.75, 2 * math.log(2)),
]


@pytest.mark.parametrize(("name", "parameters", "u", "expected"), ROWS)
def test_a_quantile_is_where_the_formula_puts_it(
    name: str, parameters: Mapping[str, Any], u: float, expected: float
) -> None:
    tolerance = 0.005 if name == "logt" else 1e-4 if name == "mixture" else 1e-6
    assert build(name, parameters).quantile(u) == pytest.approx(expected, rel=tolerance, abs=1e-12)


def test_every_family_has_a_row_or_a_file_of_its_own_tests() -> None:
    assert {name for name, *_ in ROWS} | {"empirical"} == set(FAMILIES)


MEANS: list[tuple[str, Mapping[str, Any], float]] = [
    ("constant", {"value": 3}, 3),
    ("uniform", {"min": 10, "max": 30}, 20),
    ("jitter", {"base": 5, "spread": 2}, 5),
    ("jitter", {"base": 0, "spread": 4}, 1),
    ("normal", {"mean": 0, "sd": 1}, math.sqrt(2 / math.pi)),
    ("normal", {"mean": 100, "sd": 20}, 100),
    ("lognormal", {"mean": 7, "cv": 0.4, "shift": 1}, 8),
    ("lognormal", {"median": 1, "sigma": 1}, math.exp(0.5)),
    ("gamma", {"mean": 7, "cv": 0.4}, 7),
    ("weibull", {"mean": 7, "cv": 0.4}, 7),
    ("exponential", {"mean": 7}, 7),
    ("pareto", {"min": 1, "alpha": 1, "max": math.e**2}, 2 / (1 - math.e**-2)),
    ("percentiles", {"min": 1, "p50": 1, "max": math.e}, 0.5 + 0.5 * (math.e - 1)),
    ("percentiles", {"min": 0, "p50": 2, "max": 2}, 1.5),
    ("mixture", {"parts": [(0.9, Constant(1)), (0.1, Exponential(11))]}, 2),
]


@pytest.mark.parametrize(("name", "parameters", "expected"), MEANS)
def test_the_mean_is_that_of_what_is_drawn(
    name: str, parameters: Mapping[str, Any], expected: float
) -> None:
    assert build(name, parameters).mean() == pytest.approx(expected, rel=1e-6)


T = {"median": 1, "scale": 1, "df": 3, "max": 9}
REFUSED: list[tuple[str, Mapping[str, Any], str]] = [
    ("normal", {"mean": 1, "sd": -3}, "sd: -3 is out of range; want a number >= 0"),
    ("normal", {"mean": 1}, "sd: missing; want a number >= 0"),
    ("normal", {"mean": 1, "sd": None}, "sd: missing; want a number >= 0"),
    ("normal", {"mean": math.nan, "sd": 1}, "mean: nan is out of range; want a number >= 0"),
    ("normal", {"mean": math.inf, "sd": 1}, "mean: inf is out of range; want a number >= 0"),
    ("normal", {"mean": 10**400, "sd": 1}, "mean: inf is out of range; want a number >= 0"),
    ("normal", {"mean": "x", "sd": 1}, "mean: 'x' is not a number; want a number >= 0"),
    ("normal", {"mean": True, "sd": 1}, "mean: True is not a number; want a number >= 0"),
    ("normal", {"mean": 1, "sd": 1, "min": -1}, "min: -1 is out of range; want a number >= 0"),
    (
        "normal",
        {"mean": 1, "sd": 1, "min": 2},
        "min: 2 is out of range; want a number from 0 to mean",
    ),
    ("normal", {"mean": 1, "sd": 1, "max": 1}, "max: 1 is out of range; want a number above mean"),
    ("constant", {"value": -0.005}, "value: -0.005 is out of range; want a number >= 0"),
    ("uniform", {"min": 3, "max": 2}, "max: 2 is out of range; want a number >= min"),
    ("jitter", {"base": 3, "spread": -2}, "spread: -2 is out of range; want a number >= 0"),
    ("lognormal", {}, "median: missing; want median and sigma, or mean and cv"),
    ("lognormal", {"median": 1}, "sigma: missing; want a number from 0 to 10"),
    ("lognormal", {"sigma": 1}, "median: missing; want a number > 0"),
    ("lognormal", {"mean": 1}, "cv: missing; want a number from 0 to 10"),
    ("lognormal", {"cv": 1}, "mean: missing; want a number > 0"),
    (
        "lognormal",
        {"median": 1, "sigma": 1, "mean": 2, "cv": 1},
        "mean: 2 cannot go with median and sigma; want median and sigma, or mean and cv",
    ),
    (
        "lognormal",
        {"median": 1, "cv": 1},
        "cv: 1 cannot go with median and sigma; want median and sigma, or mean and cv",
    ),
    (
        "lognormal",
        {"median": 1, "sigma": -1},
        "sigma: -1 is out of range; want a number from 0 to 10",
    ),
    ("lognormal", {"median": 0, "sigma": 1}, "median: 0 is out of range; want a number > 0"),
    (
        "lognormal",
        {"median": 5, "sigma": 1, "shift": 1, "max": 6},
        "max: 6 is out of range; want a number above shift + median",
    ),
    ("logt", {**T, "max": None}, "max: missing; want a number > 0"),
    ("logt", {**T, "max": 1}, "max: 1 is out of range; want a number above median"),
    ("logt", {**T, "df": 0}, "df: 0 is out of range; want a number from 1 to 1000"),
    ("logt", {**T, "scale": -1}, "scale: -1 is out of range; want a number from 0 to 10"),
    ("gamma", {"mean": 1, "cv": -0.1}, "cv: -0.1 is out of range; want a number from 0 to 10"),
    ("gamma", {"mean": 0, "cv": 0.1}, "mean: 0 is out of range; want a number > 0"),
    ("weibull", {"mean": 1, "cv": 11}, "cv: 11 is out of range; want a number from 0 to 10"),
    ("exponential", {}, "mean: missing; want a number > 0"),
    (
        "exponential",
        {"mean": 10, "max": 6},
        "max: 6 is out of range; want a number above the median, 0.693 * mean",
    ),
    (
        "pareto",
        {"min": 1, "alpha": 0, "max": 9},
        "alpha: 0 is out of range; want a number > 0",
    ),
    ("pareto", {"min": 1, "alpha": 2}, "max: missing; want a number > 0"),
    (
        "pareto",
        {"min": 1, "alpha": 1, "max": 2},
        "max: 2 is out of range; want a number above the median, min * 2^(1 / alpha)",
    ),
    (
        "pareto",
        {"min": 3, "alpha": 1, "max": 2},
        "max: 2 is out of range; want a number above the median, min * 2^(1 / alpha)",
    ),
    ("percentiles", {"p50": 5, "p95": 4}, "p95: 4 is out of range; want a number >= p50"),
    ("percentiles", {"min": 6, "p50": 5}, "p50: 5 is out of range; want a number >= min"),
    ("percentiles", {"p50": 5, "max": 4}, "max: 4 is out of range; want a number >= p50"),
    ("percentiles", {"p50": -5}, "p50: -5 is out of range; want a number >= 0"),
    ("percentiles", {}, "p50: missing; want at least one percentile, such as p50 or p99.9"),
    ("percentiles", {"p90": 3}, "min: missing; want min, or p50 to derive it from"),
    (
        "percentiles",
        {"p1": 1, "p50": 5},
        "min: missing; want a number from 0 to p1, as 0.55 of p50 is above p1",
    ),
    (
        "percentiles",
        {"p50": 1, "p50.0": 1},
        "p50.0: says the same percentile as p50; want one of them",
    ),
    (
        "percentiles",
        {"p100": 1},
        "p100: out of range; want p above 0 and below 100, or min and max",
    ),
    (
        "percentiles",
        {"p50": 1, "p99": 2, "tail": "pareto"},
        "max: missing; want a number above p99: a tail has no end of its own",
    ),
    (
        "percentiles",
        {"p50": 1, "p99": 2, "max": 2, "tail": "pareto"},
        "max: 2 is out of range; want a number above p99",
    ),
    (
        "percentiles",
        {"p50": 1, "max": 9, "tail": "pareto"},
        "tail: pareto needs two percentiles above 0 that differ, the last",
    ),
    (
        "percentiles",
        {"p50": 1, "p99": 1, "max": 9, "tail": "lognormal"},
        "tail: lognormal needs two percentiles above 0 that differ, the last",
    ),
    (
        "percentiles",
        {"p50": 1, "p99": 2, "max": 9, "tail": "normal"},
        "tail: 'normal' is unknown; want pareto or lognormal",
    ),
    (
        "percentiles",
        {"tail": "pareto"},
        "p50: missing; want at least one percentile, such as p50 or p99.9",
    ),
    ("percentiles", {"q50": 1}, "q50: unknown key; percentiles takes min, p…, max, tail"),
    (
        "mixture",
        {},
        "parts: missing; want one part or more, each a distribution with a weight w > 0",
    ),
    (
        "mixture",
        {"parts": []},
        "parts: missing; want one part or more, each a distribution with a weight w > 0",
    ),
    (
        "mixture",
        {"parts": [(0.5, Constant(1)), (0.4, Constant(2))]},
        "parts: the weights sum to 0.9; want 1",
    ),
    (
        "mixture",
        {"parts": [(1, Constant(1)), (0, Constant(2))]},
        "parts[1].w: 0 is out of range; want a number > 0",
    ),
    ("normal", {"mean": 1, "sdd": 1}, "sdd: unknown key; nearest is sd"),
    ("normal", {"mean": 1, "zzz": 1}, "zzz: unknown key; normal takes mean, sd, min, max"),
    ("lognorml", {}, "dist: 'lognorml' is unknown; nearest is lognormal"),
    ("zzz", {}, f"dist: 'zzz' is unknown; want one of {', '.join(FAMILIES)}"),
]


@pytest.mark.parametrize(("name", "parameters", "message"), REFUSED)
def test_an_impossible_parameter_is_refused_by_name_value_and_what_is_allowed(
    name: str, parameters: Mapping[str, Any], message: str
) -> None:
    with pytest.raises(ParameterError) as refusal:
        build(name, parameters)
    assert str(refusal.value) == message
    assert refusal.value.key == message.partition(":")[0]


def test_a_percentile_that_falls_is_refused() -> None:
    with pytest.raises(ParameterError, match="p99: 1 is out of range; want a number >= p95"):
        Percentiles((("p50", 0.5), ("p99", 1), ("p95", 2)))


def test_a_refusal_survives_pickling_as_workers_need() -> None:
    error = ParameterError("sd", "-3 is out of range; want a number >= 0")
    again = pickle.loads(pickle.dumps(error))
    assert (again.key, again.message, str(again)) == (error.key, error.message, str(error))


@pytest.mark.parametrize(("name", "parameters"), [(name, p) for name, p, *_ in ROWS])
def test_a_distribution_is_equal_hashable_and_pickled_whole(
    name: str, parameters: Mapping[str, Any]
) -> None:
    one, other = build(name, parameters), build(name, parameters)
    again: Distribution = pickle.loads(pickle.dumps(one))
    assert one == other == again
    assert hash(one) == hash(other) == hash(again)
    assert again.quantile(0.123) == one.quantile(0.123)
    with pytest.raises(AttributeError):
        setattr(one, dataclasses.fields(one)[0].name, 1)  # type: ignore[arg-type]


def test_the_floor_of_a_jitter_wider_than_its_base_is_an_atom_at_zero() -> None:
    jitter = Jitter(0.02, 0.05)
    assert jitter.cdf(-1e-9) == 0
    assert jitter.cdf(0) == pytest.approx(0.3)
    assert jitter.quantile(0.299) == 0
    assert jitter.quantile(0.301) > 0


def test_a_constant_inside_a_mixture_is_drawn_exactly_as_often_as_its_weight() -> None:
    mixture = Mixture(((0.4, Constant(5)), (0.6, Gamma(5, 0.3))))
    below = 0.6 * Gamma(5, 0.3).cdf(5)
    assert mixture.quantile(below + 0.001) == 5
    assert mixture.quantile(below + 0.399) == 5
    assert mixture.quantile(below - 0.001) < 5 < mixture.quantile(below + 0.401)


def test_weights_may_miss_one_by_a_millionth() -> None:
    thirds = tuple((w, Constant(x)) for w, x in ((0.3333333, 1), (0.3333333, 2), (0.3333333, 3)))
    assert Mixture(thirds).cdf(3) == 1


def test_percentiles_with_equal_values_have_an_atom() -> None:
    flat = build("percentiles", {"min": 1, "p50": 2, "p90": 2, "max": 3})
    assert flat.cdf(2) == pytest.approx(0.9)
    assert flat.cdf(math.nextafter(2, 0)) == pytest.approx(0.5)
    assert flat.quantile(0.7) == 2


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:g}ms"


DESCRIBED = [
    (LogNormal(0.01, 0.5), "lognormal, median 10ms, sigma 0.5"),
    (LogNormal(mean_=0.01, cv=0.5, max=1), "lognormal, mean 10ms, cv 0.5, max 1000ms"),
    (Normal(0.1, 0.02), "normal, mean 100ms, sd 20ms"),
    (Constant(0.05), "constant, value 50ms"),
    (LogT(0.01045, 0.5, 3, 3), "logt, median 10.45ms, scale 0.5, df 3, max 3000ms"),
    (Percentiles((("p50", 0.1),)), "percentiles, min 55ms, p50 100ms, max 130ms"),
    (
        build("percentiles", {"p50": 0.1, "p99": 0.4, "max": 9, "tail": "pareto"}),
        "percentiles, min 55ms, p50 100ms, p99 400ms, tail pareto, max 9000ms",
    ),
    (
        Mixture(((0.985, Constant(0.05)), (0.015, Exponential(1.2)))),
        "mixture, 98.5 % (constant, value 50ms) + 1.5 % (exponential, mean 1200ms)",
    ),
]


@pytest.mark.parametrize(("distribution", "text"), DESCRIBED)
def test_a_description_prints_values_in_the_callers_unit(
    distribution: Distribution, text: str
) -> None:
    assert distribution.describe(milliseconds) == text


def test_a_description_without_a_unit_prints_plain_numbers() -> None:
    assert Normal(100, 20).describe() == "normal, mean 100, sd 20"


@pytest.mark.parametrize("name", FAMILIES)
def test_every_parameter_is_documented_and_is_an_attribute(name: str) -> None:
    made = family(name)
    assert name == made.FAMILY
    assert made.__doc__
    for known in made.PARAMETERS:
        assert known.doc
        assert parameter(name, known.name) is known
        if name != "percentiles":
            assert known.attribute in made.__dataclass_fields__  # type: ignore[attr-defined]


def test_any_percentile_is_a_value_of_percentiles() -> None:
    assert parameter("percentiles", "p99.9").kind == "value"
    with pytest.raises(ParameterError, match="p99x: unknown key"):
        parameter("percentiles", "p99x")


@pytest.mark.parametrize("cv", [1e-6, 0.001, 0.05, 0.0501, 0.3, 10])
def test_the_table_of_a_gamma_has_few_knots_at_any_spread(cv: float) -> None:
    """Each costs some 4 us at construction; the table costs the same at any spread."""
    assert len(gamma_table(cv).odds) < 400


@pytest.mark.parametrize("df", [1, 3, 1000])
def test_the_table_of_students_t_has_few_knots_at_any_df(df: float) -> None:
    assert len(t_table(df).odds) < 400
