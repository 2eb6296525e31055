"""Samples drawn as text: few rows, narrow, and every value in one of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.expectations import shown_time
from sanic_mock.histogram import BINS, percentile, rows


def shares(drawn: list[str]) -> list[float]:
    return [float(row.split()[-2]) for row in drawn]


@given(st.lists(st.floats(0, 1e4, allow_subnormal=False), min_size=1, max_size=400))
def test_every_value_is_in_one_row(sample: list[float]) -> None:
    drawn = list(rows(sample, shown_time))

    assert len(drawn) <= BINS + 3 <= 12
    assert max(map(len, drawn)) <= 100
    assert sum(shares(drawn)) == pytest.approx(100, abs=0.051 * len(drawn))
    assert len({row.rindex("%") for row in drawn}) == 1


def test_equal_values_are_one_row() -> None:
    (row,) = rows([0.05] * 7, shown_time)

    assert re.fullmatch(r"50\.0ms  █{50}  100\.0 %", row)


def test_values_that_hardly_differ_are_one_row() -> None:
    (row,) = rows([0.05, 0.0501, 0.0503], shown_time)

    assert row.startswith("50.0ms to 50.3ms  ")


def test_zeros_have_their_own_row() -> None:
    drawn = list(rows([0.0] * 3 + [0.1], shown_time))

    assert shares(drawn) == [75, 25]
    assert drawn[0].split()[0] == "0ms"


def test_a_narrow_sample_has_bins_of_equal_width() -> None:
    drawn = list(rows([1 + place / 1000 for place in range(1001)], shown_time))

    assert shares(drawn)[1:-1] == pytest.approx([98 / BINS] * BINS, abs=0.2)


def test_a_wide_sample_has_bins_of_equal_ratio() -> None:
    drawn = list(rows([1.01**place for place in range(1000)], shown_time))

    assert shares(drawn)[1:-1] == pytest.approx([98 / BINS] * BINS, abs=0.2)


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    drawn = list(rows([0.0] * 8 + [1.0] * 4 + [1.01], shown_time))

    assert [row.count("█") for row in drawn] == [50, 31]
    assert "█▎ " in drawn[1]


@pytest.mark.parametrize(
    ("duration_s", "said"),
    [
        (0.0, "0ms"),
        (2.5e-7, "0.25us"),
        (0.000_25, "250us"),
        (0.000_999_6, "1.00ms"),
        (0.006_94, "6.94ms"),
        (0.045, "45.0ms"),
        (0.536, "536ms"),
        (0.9996, "1.00s"),
        (4.461, "4.46s"),
        (99.96, "100.0s"),
        (127.3, "127s"),
        (4000.0, "4000s"),
    ],
)
def test_times_have_three_digits(duration_s: float, said: str) -> None:
    assert shown_time(duration_s) == said


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.5, 3), (0.99, 4), (1.0, 4)])
def test_a_percentile_is_a_value_of_the_sample(share: float, expected: int) -> None:
    assert percentile([1, 2, 3, 4], share) == expected
