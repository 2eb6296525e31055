"""Phases and what they multiply by: rows, and properties that hold of any scenario."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.phases import Phases
from sanic_mock.engine.planned_phase import UNCHANGED, Multipliers
from sanic_mock.profile.sections.phases import LevelsOfPhase
from sanic_mock.settings import Phase, Scenario


def phase(lasts_s: float | None = None, shape: Any = "step", **given: Any) -> Phase:
    levels = {one.name: given.pop(one.name) for one in fields(LevelsOfPhase) if one.name in given}
    pairs = {
        name: level if isinstance(level, tuple) else (level,) for name, level in levels.items()
    }
    return Phase(lasts_s=lasts_s, shape=shape, levels=LevelsOfPhase(**pairs), **given)


def _pair(level: Any) -> tuple[float, ...]:
    return level if isinstance(level, tuple) else (level,)


def scenario(*phases: Phase, repeats: bool = False, scale: float = 1.0) -> Phases:
    return Phases(Scenario(phases, repeats), scale)


def multipliers(phases: Phases, time_s: float) -> Multipliers:
    return phases.multipliers(phases.find(time_s), time_s)


DAY = (
    phase(60.0),
    phase(30.0, "ramp", latency_x=(1.0, 4.0)),
    phase(10.0, "hold"),
    phase(20.0, "ramp", latency_x=2.0, itl_x=3.0),
    phase(10.0, "hold", ttft_x=5.0),
    phase(10.0),
)
OVER = len(DAY)

ROWS = [  # seconds, phase, latency_x, itl_x, ttft_x
    (0.0, 0, 1.0, 1.0, 1.0),
    (59.999, 0, 1.0, 1.0, 1.0),
    (60.0, 1, 1.0, 1.0, 1.0),
    (70.0, 1, 2.0, 1.0, 1.0),
    (89.0, 1, 3.9, 1.0, 1.0),
    (90.0, 2, 4.0, 1.0, 1.0),
    (99.0, 2, 4.0, 1.0, 1.0),
    (100.0, 3, 4.0, 1.0, 1.0),
    (110.0, 3, 3.0, 2.0, 1.0),
    (120.0, 4, 2.0, 3.0, 5.0),
    (130.0, 5, 1.0, 1.0, 1.0),
    (140.0, OVER, 1.0, 1.0, 1.0),
    (1e9, OVER, 1.0, 1.0, 1.0),
]


@pytest.mark.parametrize(("time_s", "number", "latency_x", "itl_x", "ttft_x"), ROWS)
def test_each_phase_has_its_time_and_its_levels(
    time_s: float, number: int, latency_x: float, itl_x: float, ttft_x: float
) -> None:
    phases = scenario(*DAY)

    assert phases.find(time_s).number == number
    found = multipliers(phases, time_s)
    assert (found.latency_x, found.itl_x) == pytest.approx((latency_x, itl_x))
    assert (found.ttft_x, found.slots_x, found.p) == (ttft_x, 1.0, 1.0)


@pytest.mark.parametrize(("time_s", "number", "latency_x", "itl_x", "ttft_x"), ROWS)
def test_what_repeats_is_the_same_in_each_round(
    time_s: float, number: int, latency_x: float, itl_x: float, ttft_x: float
) -> None:
    if number < OVER:
        phases = scenario(*DAY, repeats=True)
        place = phases.find(time_s + 3 * 140)
        assert (place.number, place.begun_s >= 420) == (number, True)
        assert multipliers(phases, time_s + 420) == pytest.approx(multipliers(phases, time_s))


def test_a_scenario_that_is_scaled_takes_as_much_less_time() -> None:
    slow, quick = scenario(*DAY), scenario(*DAY, scale=1 / 60)

    for time_s, number, *_ in ROWS:
        if time_s not in (59.999, 1e9):
            assert quick.find(time_s / 60 + 1e-9).number == number
            found = multipliers(quick, time_s / 60 + 1e-9)
            assert found == pytest.approx(multipliers(slow, time_s), abs=1e-6)


def test_a_place_says_when_its_phase_began_and_when_it_ends() -> None:
    phases = scenario(phase(10.0), phase(5.0), phase())

    assert [phases.find(time_s)[1:] for time_s in (3.0, 10.0, 99.0)] == [
        (0.0, 10.0),
        (10.0, 15.0),
        (15.0, math.inf),
    ]


@pytest.mark.parametrize(
    ("phases", "following"),
    [
        (scenario(phase(1.0), phase(1.0)), [1, None]),
        (scenario(phase(1.0), phase(1.0), repeats=True), [1, 0]),
        (scenario(phase(1.0), phase()), [1, None]),
    ],
)
def test_a_phase_knows_which_one_follows(phases: Phases, following: list[int | None]) -> None:
    assert [phases.following(number) for number in range(2)] == following


def test_a_sine_begins_at_its_first_level_and_turns_at_the_second() -> None:
    phases = scenario(phase(shape="sine", period_s=60.0, ttft_x=(1.0, 2.0), itl_x=(4.0, 0.0)))

    found = [multipliers(phases, time_s) for time_s in (0, 15, 30, 45, 60, 90)]
    assert [one.ttft_x for one in found] == pytest.approx([1, 1.5, 2, 1.5, 1, 2])
    assert [one.itl_x for one in found] == pytest.approx([4, 2, 0, 2, 4, 0], abs=1e-9)


def test_a_hold_goes_on_where_a_sine_was() -> None:
    phases = scenario(phase(15.0, "sine", period_s=60.0, ttft_x=(1.0, 2.0)), phase(shape="hold"))

    assert multipliers(phases, 100.0).ttft_x == pytest.approx(1.5)


def test_a_spike_is_for_a_share_of_requests_and_leaves_nothing() -> None:
    phases = scenario(phase(10.0, "spike", p=0.1, ttft_x=20.0), phase(10.0, "hold"))

    assert multipliers(phases, 5.0) == Multipliers(ttft_x=20.0, p=0.1)
    assert multipliers(phases, 15.0) == UNCHANGED


def test_a_phase_is_as_the_profile_says_but_for_what_it_sets() -> None:
    phases = scenario(phase(10.0, latency_x=3.0, slots_x=0.5), phase(10.0, itl_x=2.0))

    assert multipliers(phases, 5.0) == Multipliers(latency_x=3.0, slots_x=0.5)
    assert multipliers(phases, 15.0) == Multipliers(itl_x=2.0)


def test_latency_multiplies_both_the_first_token_and_the_gaps() -> None:
    found = Multipliers(latency_x=2.0, ttft_x=3.0, itl_x=0.5)

    assert (found.first_x, found.gap_x) == (6.0, 1.0)


def test_a_phase_without_a_name_is_called_by_its_number() -> None:
    planned = scenario(phase(1.0, name="calm"), phase(1.0), phase(name="storm")).planned

    assert [one.name for one in planned] == ["calm", "2", "storm"]


def test_a_hold_stays_with_the_profile_that_answered_before() -> None:
    planned = scenario(
        phase(1.0, profile="slow", itl_x=2.0), phase(1.0, "hold", ttft_x=3.0), phase(1.0)
    ).planned

    assert [one.profile for one in planned] == ["slow", "slow", ""]
    assert planned[1].multipliers(0.5) == Multipliers(itl_x=2.0, ttft_x=3.0)


def test_an_error_rate_is_the_profiles_own_where_no_phase_sets_it() -> None:
    phases = scenario(
        phase(10.0),
        phase(10.0, "ramp", error_rate=0.5, error_status="503"),
        phase(10.0, "hold"),
        phase(10.0, faults_x=2.0),
    )

    found = [multipliers(phases, time_s) for time_s in (5.0, 15.0, 25.0, 35.0)]
    assert [(one.error_rate, one.error_status) for one in found] == [
        (None, ""),
        (0.25, "503"),
        (0.5, "503"),
        (None, ""),
    ]
    assert found[3].faults_x == 2.0


def test_a_ramp_of_errors_begins_with_those_of_the_profile_that_answers() -> None:
    ramp = phase(10.0, "ramp", error_rate=1.0)
    other = phase(10.0, "ramp", error_rate=1.0, profile="bad")
    phases = Phases(Scenario((ramp, phase(10.0), other)), 1.0, {"": 0.2, "bad": 0.6})

    assert multipliers(phases, 0.0).error_rate == pytest.approx(0.2)
    assert multipliers(phases, 5.0).error_rate == pytest.approx(0.6)
    assert multipliers(phases, 20.0).error_rate == pytest.approx(0.6)
    assert multipliers(phases, 25.0).error_rate == pytest.approx(0.8)


# --- of any scenario --------------------------------------------------------------------------

LEVELS = st.floats(0, 100)
PAIRS = st.tuples(LEVELS, LEVELS)
LASTING = st.floats(0.001, 86_400)


@st.composite
def any_phase(draw: st.DrawFn) -> Phase:
    shape = draw(st.sampled_from(["step", "hold", "ramp", "spike", "sine"]))
    one = LEVELS.map(lambda level: (level,))
    level = PAIRS if shape == "sine" else PAIRS | one if shape == "ramp" else one
    return phase(
        draw(LASTING),
        shape,
        ttft_x=draw(level),
        itl_x=draw(level),
        period_s=draw(LASTING) if shape == "sine" else None,
        p=draw(st.floats(0.01, 1)) if shape == "spike" else 1.0,
    )


SCENARIOS = st.lists(any_phase(), min_size=1, max_size=6)


@given(SCENARIOS, st.booleans(), st.floats(0, 1e6))
def test_there_is_always_one_phase_and_it_has_begun_and_not_ended(
    phases: list[Phase], repeats: bool, time_s: float
) -> None:
    planned = scenario(*phases, repeats=repeats)
    place = planned.find(time_s)

    total_s = sum(one.lasts_s or 0 for one in phases)
    assert 0 <= place.number <= len(phases)
    if place.number == len(phases):
        assert not repeats
        assert time_s >= total_s - 1e-6 * total_s
    slack_s = 1e-9 * (time_s + total_s)
    assert place.begun_s - slack_s <= time_s <= place.ends_s + slack_s


@given(SCENARIOS, st.booleans(), st.floats(0, 1e6))
def test_no_multiplier_is_beyond_what_is_allowed(
    phases: list[Phase], repeats: bool, time_s: float
) -> None:
    found = multipliers(scenario(*phases, repeats=repeats), time_s)

    assert all(-1e-9 <= level <= 100 + 1e-9 for level in (found.ttft_x, found.itl_x))
    assert 0 < found.p <= 1


@given(PAIRS, LASTING, st.floats(0, 1))
def test_a_ramp_goes_straight_from_one_level_to_the_other(
    level: tuple[float, float], lasts_s: float, share: float
) -> None:
    phases = scenario(phase(lasts_s, "ramp", itl_x=level), phase())

    found = multipliers(phases, lasts_s * share * (1 - 1e-12)).itl_x
    assert found == pytest.approx(level[0] + (level[1] - level[0]) * share, abs=1e-6)


@given(st.floats(10, 3600), st.floats(10, 3600), LEVELS, LEVELS)
def test_ramps_and_holds_that_follow_each_other_do_not_jump(
    first_s: float, second_s: float, high: float, low: float
) -> None:
    up, down = phase(first_s, "ramp", ttft_x=high), phase(second_s, "ramp", ttft_x=low)
    phases = scenario(up, phase(first_s, "hold"), down, phase(shape="hold"))

    for border_s in (first_s, 2 * first_s, 2 * first_s + second_s):
        near = 1e-9 * border_s
        before = multipliers(phases, border_s - near).ttft_x
        assert before == pytest.approx(multipliers(phases, border_s + near).ttft_x, abs=1e-3)


@given(PAIRS, LASTING, st.floats(0, 1e6))
def test_a_sine_stays_between_its_levels(
    level: tuple[float, float], period_s: float, time_s: float
) -> None:
    phases = scenario(phase(shape="sine", period_s=period_s, itl_x=level))

    found = multipliers(phases, time_s).itl_x
    assert min(level) - 1e-9 <= found <= max(level) + 1e-9


@given(SCENARIOS, st.floats(0, 0.999), st.integers(1, 50))
def test_each_round_is_as_the_first_was(phases: list[Phase], share: float, rounds: int) -> None:
    planned = scenario(*phases, repeats=True)
    total_s = sum(one.lasts_s or 0 for one in phases)
    time_s = total_s * share

    first, later = planned.find(time_s), planned.find(time_s + rounds * total_s)
    if time_s + 1e-6 * total_s < first.ends_s and time_s - 1e-6 * total_s > first.begun_s:
        assert later.number == first.number
        assert later.begun_s == pytest.approx(first.begun_s + rounds * total_s)
