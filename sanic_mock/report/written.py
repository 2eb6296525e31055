"""Figures as people write them."""

from __future__ import annotations

from sanic_mock.report.figure import Unit, Value
from sanic_mock.units import show_bytes, show_seconds


def written(value: Value, unit: Unit) -> str:
    """Return a figure as it is written in an assertion; "-" where it is not known."""
    if value is None:
        return "-"
    if unit is Unit.TIME:
        return show_seconds(float(f"{value:.6g}"))
    if unit is Unit.SIZE:
        return show_bytes(int(value))
    return f"{value:.6g}"
