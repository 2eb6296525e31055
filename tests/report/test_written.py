"""Figures are written in the unit that they have."""

from __future__ import annotations

import pytest

from sanic_mock.report.figure import Unit, Value
from sanic_mock.report.written import written


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, Unit.COUNT, "-"),
        (None, Unit.TIME, "-"),
        (0, Unit.COUNT, "0"),
        (12, Unit.COUNT, "12"),
        (1 / 3, Unit.RATIO, "0.333333"),
        (1.5, Unit.RATIO, "1.5"),
        (0.25, Unit.TIME, "250ms"),
        (0.123456789, Unit.TIME, "123.457ms"),
        (10_240, Unit.SIZE, "10KiB"),
        (1000.0, Unit.SIZE, "1000B"),
    ],
)
def test_a_figure_is_written_in_its_unit(value: Value, unit: Unit, text: str) -> None:
    assert written(value, unit) == text
