"""The start-up block tells what goes wrong on purpose."""

from __future__ import annotations

import pytest

from sanic_mock.profile.resolve import resolve
from sanic_mock.server.bad_days import rows


@pytest.mark.parametrize("name", ["fast", "realistic-network", "openai", "vllm-8b"])
def test_a_plain_profile_has_no_row(name: str) -> None:
    assert list(rows(resolve(profile=name))) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("flaky", {"faults": "status, error, reset, cut, stall, close_on_reuse; 4 % of requests"}),
        (
            "openai-gpt-5-reasoning",
            {"silence": "heads leave before first tokens; summary while it thinks"},
        ),
        (
            "claude-opus-bad-day",
            {
                "faults": "status; 5 % of requests",
                "silence": "1.06 % of answers stop in their midst",
                "days": "of 1440m, each multiplies all delays (spread 0.36)",
            },
        ),
        ("us-eu", {"network": "95ms there and back"}),
        ("rate-limited", {"limits": "3: who exceeds one gets a 429"}),
        ("outage", {"phases": "calm, slower, brown-out, outage, recovery, recovered"}),
        ("slow-death", {"faults": "stall", "phases": "healthy, tired, dying, dead"}),
        ("chaos", {"faults": "status, error, cut, truncate, reset, half_close and 11 more"}),
    ],
)
def test_each_part_has_its_row(name: str, told: dict[str, str]) -> None:
    found = dict(rows(resolve(profile=name)))
    assert set(found) == set(told)
    for row, text in told.items():
        assert found[row].startswith(text)
