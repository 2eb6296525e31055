"""Instants are printed and read as Google's interfaces have them."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.gemini.instants import NANOS, printed, read

NOON = 1_787_140_800  # of 19 August 2026


@pytest.mark.parametrize(
    ("text", "at_s"),
    [
        ("2026-08-19T12:00:00Z", NOON),
        ("2026-08-19T12:00:00.25Z", NOON + 0.25),
        ("2026-08-19t14:00:00.500000000+02:00", NOON + 0.5),
        ("2026-08-19T08:30:00-03:30", NOON),
        (printed(NOON + 0.125, NANOS), NOON + 0.125),
    ],
)
def test_an_instant_is_read(text: str, at_s: float) -> None:
    assert read(text) == at_s


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2026-08-19", "2026-13-19T12:00:00Z", "12:00:00Z"),
        *("2026-02-29T12:00:00Z", "2026-08-19T24:00:00Z", "2026-08-19T12:60:00Z"),
        *("2026-08-19T12:00:61Z", "0000-08-19T12:00:00Z", "٢026-08-19T12:00:00Z"),
    ],
)
def test_what_is_no_instant_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(text)


def test_an_instant_is_printed() -> None:
    assert printed(NOON + 0.5) == "2026-08-19T12:00:00.500000Z"
    assert printed(NOON + 0.25, NANOS) == "2026-08-19T12:00:00.250000000Z"
