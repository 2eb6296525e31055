"""What a profile may say of limits, and what of it means nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanic_mock.errors import SettingsError
from sanic_mock.profile.resolve import resolve
from sanic_mock.profile.sections.limits import STORE_URL
from sanic_mock.settings import Limit


def limits(tmp_path: Path, text: str) -> tuple[Limit, ...]:
    file = tmp_path / "limited.yaml"
    file.write_text(text)
    return resolve(profile=str(file)).limits


READ = [
    ("payload: small", ()),
    ("limits: {rpm: 600}", (Limit(rpm=600),)),
    ("limits: [{rpm: 600}]", (Limit(rpm=600),)),
    (
        "limits: {rpm: 600, tpm: 150000, rpd: 10000, concurrency: 32, per: key_and_model}",
        (Limit(rpm=600, tpm=150_000, rpd=10_000, concurrency=32, per="key_and_model"),),
    ),
    (
        'limits:\n- {model: "gpt-4o*", tpm: 9, charge: actual}\n- {budget_dollars: 1.5}',
        (Limit(tpm=9, model="gpt-4o*", charge="actual"), Limit(budget_dollars=1.5)),
    ),
    ("limits: [{rpm: 9}, {rpm: 5, per: server}]", (Limit(rpm=9), Limit(rpm=5, per="server"))),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_one_limit_or_a_list(tmp_path: Path, text: str, expected: tuple[Limit, ...]) -> None:
    assert limits(tmp_path, text) == expected


REFUSED = [
    ("limits: 5", ["1: limits: 5 is not a list; want one or a list, each with rpm, tpm"]),
    ("limits: {rpm: 0}", ["1: limits.rpm: 0 is out of range; want 1 to 1000000000"]),
    ("limits: {rmp: 5}", ["1: limits.rmp: unknown key; nearest is rpm"]),
    ("limits:\n- rpm: 5\n- per: key", ["3: limits[1]: it bounds nothing; want one of rpm, tpm"]),
    ("limits: {rpm: 5, scope: key}", ["1: limits.scope: unknown key; want per"]),
    ("limits: {rpm: 5, limit_by: key}", ["1: limits.limit_by: unknown key; want per"]),
    ("limits: {rpm: 5, per: user}", ['limits.per: "user" is not known; want key, model']),
    (
        "limits: {rpm: 5, rpd: 7200}",
        ["1: limits.rpd: is never reached: rpm 5 is reached first"],
    ),
    (
        "limits:\n  tpm: 500\n  tpd: 500",
        ["2: limits.tpm: is never reached: tpd 500 is reached first"],
    ),
    (
        "limits:\n- {rpm: 5}\n- {rpm: 7, tpm: 3}",
        ["3: limits[1].rpm: does nothing beside rpm 5 of line 2"],
    ),
    (
        "limits:\n- {rpm: 7}\n- {rpm: 5}",
        ["2: limits[0].rpm: does nothing beside rpm 5 of line 3"],
    ),
    (
        "limits: {concurrency: 2, burst: 0.5, charge: actual}",
        [
            "1: limits.burst: does nothing without one of rpm, tpm, rpd, tpd",
            "1: limits.charge: does nothing without one of tpm, tpd, budget_tokens",
        ],
    ),
    (
        "limits: {budget_dollars: 2, input_price: 0, output_price: 0}",
        ["1: limits.budget_dollars: is never spent: both prices are 0"],
    ),
    ("limits: {rpm: 2, input_price: 1}", ["limits.input_price: does nothing without budget_do"]),
    ("limits: {budget_dollars: 0}", ["limits.budget_dollars: 0 is out of range; want above 0"]),
    (
        "limits:\n- {rpm: 0}\n- {per: key}\n- {rpm: 1, rpd: 1440}",
        ["2: limits[0].rpm: 0 is", "3: limits[1]: it bounds nothing", "4: limits[2].rpd: is never"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_what_means_nothing_is_told_at_its_line_and_all_at_once(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    with pytest.raises(SettingsError) as told:
        limits(tmp_path, text)

    problems = told.value.problems
    for one in expected:
        assert any(one in problem for problem in problems), problems


def test_what_is_let_through_in_a_day_may_be_less_than_minutes_add_up_to(tmp_path: Path) -> None:
    assert limits(tmp_path, "limits: {rpm: 500, rpd: 10000, tpm: 200000, tpd: 2000000}")
    assert limits(tmp_path, "limits: [{rpm: 5}, {rpm: 7, burst: 0.1}]")


def test_a_password_of_a_store_is_shown_to_nobody(tmp_path: Path) -> None:
    text = "limits: {rpm: 1}\nlimits_store: redis\nlimits_url: redis://me:secret@10.0.0.1:6379/0"
    (tmp_path / "x.yaml").write_text(text)
    settings = resolve(profile=str(tmp_path / "x.yaml"))

    assert settings.limits_url == "redis://me:secret@10.0.0.1:6379/0"
    assert STORE_URL.show(settings.limits_url) == "redis://me:***@10.0.0.1:6379/0"


def test_a_store_is_a_url(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="want redis://HOST:PORT/DB"):
        limits(tmp_path, "limits: {rpm: 1}\nlimits_store: redis\nlimits_url: localhost")
