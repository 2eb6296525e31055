"""The list of profiles: groups, ages, trust."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanic_mock.profile import find, listing
from sanic_mock.profile.listing import age
from sanic_mock.profile.resolve import choose
from sanic_mock.units import day_number
from tests.profile.resolving import problems, resolved

TODAY = day_number("2026-11-28")

AGES = [
    ("2026-11-28", "0 days"),
    ("2026-11-27", "1 day"),
    ("2026-11", "13 days"),
    ("2026-10-10", "49 days"),
    ("2026-09-01", "2 months"),
    ("2026-08-18", "3 months"),
    ("2025-05", "18 months"),
    ("2024-11-27", "2 years"),
    ("2030-01", "0 days"),
]


@pytest.mark.parametrize(("measured", "expected"), AGES)
def test_an_age_is_told_in_days_months_or_years(measured: str, expected: str) -> None:
    assert age(measured, TODAY) == expected


@pytest.fixture
def shipped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose profiles are the shipped ones."""
    monkeypatch.setattr(find, "shipped_folder", lambda: folder)
    return folder


def test_profiles_stand_in_groups_with_trust_and_age(shipped: Path) -> None:
    (shipped / "ours.yaml").write_text(
        "description: ours\ngroup: hosted\nmeasured: 2026-08-18\ntrust: B\n", encoding="utf-8"
    )
    (shipped / "old.yaml").write_text(
        "description: of nobody knows when\ngroup: hosted\ntrust: C\n", encoding="utf-8"
    )
    (shipped / "plain.yaml").write_text("description: plain\ngroup: simple\n", encoding="utf-8")
    (shipped / "lone.yaml").write_text("description: in no group\n", encoding="utf-8")
    (shipped / "wrong.yaml").write_text("latncy: 5\n: [", encoding="utf-8")

    assert list(listing.listing(100, TODAY)) == [
        "simple:",
        "  plain               plain",
        "hosted:",
        "  old    C, undated   of nobody knows when",
        "  ours   B, 3 months  ours",
        "others:",
        "  lone                in no group",
        "  wrong               (has problems: see sanic-mock profiles check)",
    ]


def test_what_is_said_of_one_file_is_not_said_of_those_that_extend_it(folder: Path) -> None:
    (folder / "lower.yaml").write_text(
        "description: lower\ngroup: hosted\nmeasured: 2026-08\ntrust: A\nlatency: 5\n",
        encoding="utf-8",
    )
    (folder / "upper.yaml").write_text("extends: ./lower.yaml\n", encoding="utf-8")

    chosen = choose({}, {}, "upper.yaml")
    assert chosen("latency") == 0.005
    assert [chosen(name) for name in ("description", "group", "measured", "trust")] == [None] * 4


REFUSED = [
    ("group: cheap", 'group: "cheap" is not known; want simple, hosted, engines, bad days'),
    (
        "measured: yesterday",
        'measured: "yesterday" is not understood; want a date such as 2026-08-18',
    ),
    ("measured: 2026-13", 'measured: "2026-13" is not understood; want a date such as 2026-08-18'),
    ("measured: 2026-02-30", 'measured: "2026-02-30" is no day; want a date such as 2026-08-18'),
    ("trust: D", 'trust: "D" is not known; want A, B, C'),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_cannot_be_is_refused_with_file_line_and_key(
    folder: Path, text: str, said: str
) -> None:
    assert problems(folder, f"# the first line\n{text}\n")[0].startswith(f"my.yaml:2: {said}")


def test_a_server_has_no_use_for_it(folder: Path) -> None:
    said = resolved(folder, "group: hosted\nmeasured: 2026-08-18\ntrust: B\nlatency: 5\n")

    assert said.latency_s == 0.005
