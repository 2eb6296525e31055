"""Silences by rows: heads, stalls, signs of thought, days; and that without them nothing is new."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from sanic_mock.distributions import Constant, Distribution, build
from sanic_mock.engine.answers.script import OwnTimes
from sanic_mock.engine.draws import Chance, six_integers
from sanic_mock.engine.plan import Plan
from sanic_mock.engine.planned_phase import Multipliers
from sanic_mock.engine.silent_timeline import (
    SilentTimeline,
    compile_paced,
    compile_timeline,
    is_silent,
)
from sanic_mock.engine.timeline import PacedTimeline, Timeline
from sanic_mock.settings import (
    Chunking,
    Drift,
    Itl,
    MidstreamStall,
    Settings,
    Thinking,
    Ttft,
)

MS, NS = 1_000_000, 1_000_000_000
HALF = 2**31
N, KS_1_PERCENT = 100_000, 0.0051  # 1.628 / sqrt(n)
EVEN = build("uniform", {"min": 0.2, "max": 0.4})
GAPS = Itl(Constant(0.01))


def silent(**given: Any) -> SilentTimeline:
    timeline = compile_timeline(Settings("test", **given))
    assert isinstance(timeline, SilentTimeline)
    return timeline


def stalling(p: float, dist: Distribution, token_s: float = 0.01, **given: Any) -> SilentTimeline:
    return silent(itl=Itl(Constant(token_s), stall=MidstreamStall(p, dist)), **given)


def drawn(timeline: Timeline, case: int, hidden: int = 0, own: OwnTimes | None = None) -> Plan:
    digest = Chance(7).hash(b"%d" % case)
    return timeline.plan(six_integers(digest), digest, 0, 0, hidden, own)


def released_ms(timeline: Timeline, plan: Plan, tokens: int) -> list[tuple[float, int]]:
    return [(due / MS, ready) for due, ready in timeline.releases(plan, tokens)]


def ks(values: list[float], cdf: Callable[[float], float]) -> float:
    """Return the distance of values from a distribution without atoms."""
    n, shares = len(values), map(cdf, sorted(values))
    return max(max((i + 1) / n - share, share - i / n) for i, share in enumerate(shares))


# --- nothing new where nothing is said ----------------------------------------------------------

WITHOUT = [
    Settings("test", ttft=Ttft(EVEN)),
    Settings("test", ttft=Ttft(EVEN), itl=Itl(EVEN, 0.1, 0.001)),
    Settings("test", ttft=Ttft(EVEN), itl=GAPS, chunking=Chunking("clock", clock_s=0.045)),
]


@pytest.mark.parametrize("settings", WITHOUT)
def test_a_profile_without_silences_is_compiled_to_the_calls_of_a_plain_timeline(
    settings: Settings,
) -> None:
    timeline = compile_timeline(settings)

    assert not is_silent(settings)
    assert type(timeline) is Timeline
    assert type(compile_paced(settings)) is PacedTimeline
    assert drawn(timeline, 1).silences is None


@pytest.mark.parametrize(
    "given",
    [
        {"ttft": Ttft(Constant(0.1), head=Constant(0.05))},
        {"itl": Itl(Constant(0.0), stall=MidstreamStall(0.1, Constant(1.0)))},
        {"ttft": Ttft(Constant(0.1)), "thinking": Thinking(silence="comments", every_s=1.0)},
        {"ttft": Ttft(Constant(0.1)), "drift": Drift(0.4, 60.0)},
    ],
)
def test_each_silence_is_compiled_to_a_timeline_that_has_them(given: dict[str, Any]) -> None:
    settings = Settings("test", **given)

    assert type(compile_timeline(settings)) is SilentTimeline
    assert type(compile_paced(settings)) is SilentTimeline


def test_events_of_one_token_stay_so_whatever_is_silent() -> None:
    assert stalling(0.5, EVEN).is_grouped is False


def test_where_no_silence_is_met_all_times_are_those_of_a_plain_timeline() -> None:
    itl = Itl(build("lognormal", {"median": 0.01, "sigma": 0.5}), 0.2)
    plain = Timeline(Settings("test", ttft=Ttft(EVEN), itl=itl))
    never = Itl(itl.token, itl.request_cv, stall=MidstreamStall(0.0, EVEN))
    other = silent(ttft=Ttft(EVEN, head=Constant(0.0)), itl=never)

    for case in range(50):
        one, two = drawn(plain, case, 3), drawn(other, case, 3)
        assert (one.first_ns, one.start, one.factor) == (two.first_ns, two.start, two.factor)
        assert list(plain.releases(one, 40)) == list(other.releases(two, 40))
        assert plain.last(one, 40) == other.last(two, 40)


# --- itl.stall -----------------------------------------------------------------------------------


def test_a_stall_delays_all_that_comes_behind_its_place_and_nothing_before() -> None:
    timeline = stalling(1.0, Constant(60.0))
    plan = drawn(timeline, 1)
    assert plan.silences is not None
    before = 1 + int(plan.silences.place * 19)

    dues = [due for due, _ in released_ms(timeline, plan, 20)]

    assert 1 <= before < 20
    assert dues[:before] == [10 * place for place in range(before)]
    assert dues[before:] == [10 * place + 60_000 for place in range(before, 20)]


def test_a_whole_answer_stalls_as_its_stream_does() -> None:
    for chunking in (Chunking(), Chunking("tokens", Constant(3)), Chunking("full")):
        timeline = stalling(1.0, Constant(60.0), chunking=chunking)
        for case in range(20):
            plan = drawn(timeline, case)
            last = max(due for due, _ in timeline.releases(plan, 17))
            assert timeline.last(plan, 17) == last
            assert last >= 60 * NS


def test_an_answer_of_one_token_has_no_midst_to_stall_in() -> None:
    timeline = stalling(1.0, Constant(60.0))
    plan = drawn(timeline, 1)

    assert released_ms(timeline, plan, 1) == [(0, 1)]
    assert timeline.last(plan, 1) == 0


def test_bursts_stall_between_two_events() -> None:
    bursts = Chunking("burst", burst_records=Constant(2), burst_gap=Constant(0.1))
    timeline = stalling(1.0, Constant(60.0), 0.0, chunking=bursts)

    dues = [due for due, _ in released_ms(timeline, drawn(timeline, 3), 8)]

    assert max(after - before for before, after in pairwise(dues)) >= 60_000
    assert dues[-1] == 60_300


def test_a_stall_is_scaled_and_multiplied_as_gaps_are() -> None:
    timeline = stalling(1.0, Constant(60.0), time_scale=10.0)
    timeline.multipliers = Multipliers(itl_x=2.0)
    silences = drawn(timeline, 1).silences

    assert silences is not None
    assert silences.stall_ns == 12 * NS


def test_an_answer_with_gaps_of_its_own_does_not_stall() -> None:
    timeline = stalling(1.0, Constant(60.0))
    silences = drawn(timeline, 1, own=OwnTimes(Constant(0.1))).silences
    assert silences is not None
    assert silences.stall_ns == 60 * NS

    own = drawn(timeline, 1, own=OwnTimes(None, Constant(0.02))).silences
    assert own is not None
    assert own.stall_ns == 0


def test_hundred_thousand_stalls_have_their_share_length_and_place() -> None:
    long = build("lognormal", {"median": 80.0, "sigma": 0.3, "max": 500.0})
    timeline = stalling(0.3, long)

    silences = [drawn(timeline, case).silences for case in range(N)]

    met = [one for one in silences if one is not None and one.stall_ns]
    assert abs(len(met) - 0.3 * N) < 2.6 * math.sqrt(N * 0.3 * 0.7)
    bound = 1.628 / math.sqrt(len(met))
    assert ks([one.stall_ns / NS for one in met], long.cdf) <= bound
    assert ks([one.place for one in met], lambda share: share) <= bound


# --- ttft.head -----------------------------------------------------------------------------------


def test_a_head_leaves_before_the_first_token_and_never_behind_it() -> None:
    timeline = silent(ttft=Ttft(EVEN, head=build("uniform", {"min": 0.1, "max": 0.5})))

    for case in range(200):
        plan = drawn(timeline, case)
        assert plan.silences is not None
        # the chance is one: a slow head is one of a slow answer
        share = (plan.first_ns / NS - 0.2) / 0.2
        assert plan.silences.head_ns == pytest.approx(min((0.1 + 0.4 * share) * NS, plan.first_ns))
        assert list(timeline.early(plan)) == [(plan.silences.head_ns, False)]


def test_hundred_thousand_heads_follow_their_distribution() -> None:
    head = build("lognormal", {"median": 0.05, "sigma": 0.3, "max": 0.2})
    timeline = silent(ttft=Ttft(EVEN, head=head))

    heads = []
    for case in range(N):
        silences = drawn(timeline, case).silences
        assert silences is not None
        heads.append(silences.head_ns / NS)

    assert ks(heads, head.cdf) <= KS_1_PERCENT


def test_a_head_waits_for_no_thought() -> None:
    timeline = silent(ttft=Ttft(Constant(0.5), head=Constant(0.2)), itl=GAPS)
    plan = drawn(timeline, 1, hidden=100)

    assert plan.first_ns == 1500 * MS
    assert list(timeline.early(plan)) == [(200 * MS, False)]


def test_load_stretches_a_head_as_it_does_the_first_token() -> None:
    timeline = silent(ttft=Ttft(Constant(0.5), head=Constant(0.2)))
    plan = timeline.stretched(drawn(timeline, 1), 3.0)

    assert (plan.first_ns, list(timeline.early(plan))) == (1500 * MS, [(600 * MS, False)])
    assert timeline.stretched(plan, 1.0) is plan


# --- thinking ------------------------------------------------------------------------------------


def thinking(every_s: float | None, silence: Any = "comments", **given: Any) -> dict[str, Any]:
    return {
        "ttft": Ttft(Constant(0.5), **given),
        "itl": GAPS,
        "thinking": Thinking(None, silence, every_s),
    }


def signs_ms(timeline: SilentTimeline, hidden: int, parts: int | None = None) -> list[Any]:
    plan = drawn(timeline, 1, hidden)
    return [(due / MS, is_sign) for due, is_sign in timeline.early(plan, parts)]


THOUGHT = [
    # 100 hidden tokens: from 500 to 1500 ms
    (thinking(0.3), 100, None, [(800, True), (1100, True), (1400, True)]),
    (thinking(0.5), 100, None, [(1000, True)]),
    (thinking(2.0), 100, None, []),
    (thinking(0.3), 0, None, []),
    (thinking(0.3, head=Constant(0.4)), 0, None, [(400, False)]),
    (thinking(0.5, head=Constant(0.4)), 100, None, [(400, False), (1000, True)]),
    # the parts of a summary: as many as there are, evenly or every so often
    (thinking(None, "summary"), 100, 3, [(750, True), (1000, True), (1250, True)]),
    (thinking(0.1, "summary"), 100, 2, [(600, True), (700, True)]),
    (thinking(0.6, "summary"), 100, 3, [(1100, True)]),
    (thinking(None, "summary"), 100, 0, []),
]


@pytest.mark.parametrize(("given", "hidden", "parts", "expected"), THOUGHT)
def test_thought_is_shown_between_its_beginning_and_the_first_token(
    given: dict[str, Any], hidden: int, parts: int | None, expected: list[Any]
) -> None:
    assert signs_ms(silent(**given), hidden, parts) == expected


# --- drift ---------------------------------------------------------------------------------------


def on_day(timeline: SilentTimeline, day: float, period_s: float = 60.0) -> Plan:
    timeline.age_ns = lambda: int(day * period_s * NS)
    return drawn(timeline, 1, 10)


def drifting(
    cv: float, seed: int = 3, period_s: float = 60.0, scale: float = 1.0
) -> SilentTimeline:
    return silent(
        ttft=Ttft(Constant(0.1), head=Constant(0.05)),
        itl=GAPS,
        seed=seed,
        drift=Drift(cv, period_s),
        time_scale=scale,
    )


def test_a_day_multiplies_all_delays_and_stays_the_same_to_its_end() -> None:
    timeline = drifting(0.5)
    first, later, next_day = (on_day(timeline, day) for day in (0, 0.99, 1))

    assert first == later
    assert next_day.factor != first.factor
    for plan in (first, next_day):
        assert plan.first_ns / MS == pytest.approx(plan.factor * 200)
        assert plan.silences is not None
        assert plan.silences.head_ns / MS == pytest.approx(plan.factor * 50)


def test_days_are_those_of_seed_and_period_in_whatever_order_they_are_asked_for() -> None:
    one, same, other = drifting(0.5), drifting(0.5), drifting(0.5, seed=4)
    days = [on_day(one, day).factor for day in range(20)]

    assert [on_day(same, day).factor for day in reversed(range(20))] == days[::-1]
    assert [on_day(other, day).factor for day in range(20)] != days
    longer = drifting(0.5, period_s=90.0)
    assert [on_day(longer, day, 90.0).factor for day in range(20)] != days


def test_time_scale_makes_days_as_much_shorter_as_delays() -> None:
    plain, scaled = drifting(0.5), drifting(0.5, scale=60.0)

    for day in range(5):
        assert on_day(scaled, day, 1.0).factor == on_day(plain, day).factor


def test_a_spread_of_nothing_leaves_days_alike() -> None:
    assert {round(on_day(drifting(1e-9), day).first_ns / MS) for day in range(9)} == {200}


def test_hundred_thousand_days_follow_a_lognormal_of_median_one() -> None:
    timeline = drifting(0.4)
    law = build("lognormal", {"median": 1.0, "sigma": math.sqrt(math.log1p(0.4**2))})

    factors = [on_day(timeline, day).factor for day in range(N)]

    assert ks(factors, law.cdf) <= KS_1_PERCENT
