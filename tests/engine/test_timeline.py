"""When tokens are due: formulas by rows, totals against an independent Monte Carlo."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import islice, pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.distributions import Constant, build
from sanic_mock.engine.draws import Chance, six_integers
from sanic_mock.engine.plan import Plan
from sanic_mock.engine.planned_phase import Multipliers
from sanic_mock.engine.timeline import PacedTimeline, Timeline, is_immediate
from sanic_mock.settings import Chunking, Itl, Load, Settings, Stall, Ttft

MS = 1_000_000
HALF, CERTAIN = 2**31, 2**32 - 1
MIXED = build("lognormal", {"median": 0.01, "sigma": 0.5})


def made(**given: Any) -> Timeline:
    return Timeline(Settings("test", **given))


def planned(timeline: Timeline, *, fresh: int = 0, cached: int = 0, stall: int = CERTAIN) -> Plan:
    return timeline.plan((0, HALF, stall, 0, HALF, 0), b"", fresh, cached, 0)


def first_tokens(timeline: Timeline, count: int = 4) -> list[int]:
    return list(islice(timeline.offsets(planned(timeline)), count))


FIRST = [
    (Ttft(Constant(0.5)), 1000, 1000, 500.0),
    (Ttft(Constant(0.5), per_prompt_token_s=1e-5), 1000, 0, 510.0),
    (Ttft(Constant(0.5), per_prompt_token_sq_s=4e-10), 10_000, 0, 540.0),
    (Ttft(Constant(0.5), 1e-5, 0.0, per_cached_token_s=1e-6), 1000, 5000, 515.0),
    (Ttft(Constant(0.0), per_prompt_token_s=78e-6), 5000, 0, 390.0),
]


@pytest.mark.parametrize(("ttft", "fresh", "cached", "expected_ms"), FIRST)
def test_the_first_token_waits_for_base_and_prompt(
    ttft: Ttft, fresh: int, cached: int, expected_ms: float
) -> None:
    plan = planned(made(ttft=ttft), fresh=fresh, cached=cached)

    assert plan.first_ns / MS == pytest.approx(expected_ms)


@pytest.mark.parametrize(
    ("draw", "expected_ms"), [(0, 1000.0), (2**32 // 10, 1000.0), (2**32 // 5, 100.0)]
)
def test_a_share_of_requests_stalls(draw: int, expected_ms: float) -> None:
    timeline = made(ttft=Ttft(Constant(0.1), stall=Stall(0.15, Constant(0.9))))

    assert planned(timeline, stall=draw).first_ns / MS == pytest.approx(expected_ms)


def test_a_stall_is_drawn_from_its_whole_distribution() -> None:
    stall = Stall(0.2, build("uniform", {"min": 1, "max": 3}))
    timeline = made(ttft=Ttft(Constant(0.0), stall=stall))

    plans = [planned(timeline, stall=int(2**32 * share)) for share in (1e-9, 0.1, 0.2 - 1e-9)]

    assert [plan.first_ns / 1e9 for plan in plans] == pytest.approx([1, 2, 3], abs=1e-6)


def test_gaps_follow_each_other_from_the_first_token() -> None:
    timeline = made(ttft=Ttft(Constant(0.1)), itl=Itl(Constant(0.01)))

    assert first_tokens(timeline) == [100 * MS, 110 * MS, 120 * MS, 130 * MS]


def test_without_gaps_all_tokens_are_due_with_the_first() -> None:
    assert first_tokens(made(ttft=Ttft(Constant(0.1)))) == [100 * MS] * 4


def test_no_gap_is_shorter_than_the_least() -> None:
    gaps = Itl(build("exponential", {"mean": 0.005}), min_s=0.004)
    timeline = made(itl=gaps)

    due = first_tokens(timeline, 500)

    assert min(b - a for a, b in pairwise(due)) == 4 * MS
    assert timeline.last(planned(timeline), 500) == due[-1]


@pytest.mark.parametrize("time_scale", [0.5, 2.0, 10.0])
def test_time_scale_divides_every_time(time_scale: float) -> None:
    times: dict[str, Any] = {"ttft": Ttft(Constant(0.1)), "itl": Itl(Constant(0.01), min_s=0.02)}

    scaled = first_tokens(made(time_scale=time_scale, **times))

    assert scaled == [int(due / time_scale) for due in first_tokens(made(**times))]


def test_load_stretches_each_gap_when_it_is_drawn() -> None:
    timeline = made(itl=Itl(Constant(0.01)))
    stretches = iter([1.0, 2.0, 3.0])

    due = list(islice(timeline.offsets(planned(timeline), lambda: next(stretches)), 4))

    assert due == [0, 10 * MS, 30 * MS, 60 * MS]


def test_load_stretches_the_first_token() -> None:
    timeline = made(ttft=Ttft(Constant(0.1)))
    plan = planned(timeline)

    assert timeline.stretched(plan, 2.5).first_ns == 250 * MS
    assert timeline.stretched(plan, 1.0) is plan


def test_hidden_tokens_delay_the_first_one_shown() -> None:
    timeline = made(ttft=Ttft(Constant(0.1)), itl=Itl(MIXED))
    draws = (0, HALF, CERTAIN, 77, HALF, 0)

    thought = timeline.plan(draws, b"", 0, 0, 50)
    spoken = timeline.plan(draws, b"", 0, 0, 0)

    whole = list(islice(timeline.offsets(spoken), 60))
    assert list(islice(timeline.offsets(thought), 10)) == whole[50:]


TIMELINE = made(ttft=Ttft(Constant(0.1)), itl=Itl(MIXED, request_cv=0.1))


@given(case=st.binary(max_size=8), tokens=st.integers(1, 400))
def test_a_whole_answer_is_due_with_its_streams_last_token(case: bytes, tokens: int) -> None:
    digest = Chance(1).hash(case)
    plan = TIMELINE.plan(six_integers(digest), digest, 10, 0, 0)

    *_, (last, ready) = TIMELINE.releases(plan, tokens)

    assert ready == tokens
    # a stream rounds each gap down to a ns, a whole answer their sum
    assert 0 <= TIMELINE.last(plan, tokens) - last <= tokens


JITTER = build("jitter", {"base": 0.02, "spread": 0.005})
TIMED = [
    made(ttft=Ttft(JITTER)),
    made(ttft=Ttft(JITTER), time_scale=10),
    made(ttft=Ttft(JITTER, per_prompt_token_s=1e-3)),
    made(ttft=Ttft(JITTER, stall=Stall(0.5, JITTER))),
    made(ttft=Ttft(JITTER), chunking=Chunking("clock", clock_s=0.045)),
    made(itl=Itl(MIXED)),
    PacedTimeline(Settings("test", ttft=Ttft(JITTER)), lambda: 7),
    TIMELINE,
]


@given(
    case=st.binary(max_size=8),
    fresh=st.integers(0, 2000),
    pieces=st.integers(0, 400),
    place=st.integers(0, len(TIMED) - 1),
)
def test_a_whole_answer_is_due_by_fewer_steps_when_it_is_by_all(
    case: bytes, fresh: int, pieces: int, place: int
) -> None:
    timeline, digest = TIMED[place], Chance(1).hash(case)

    assert timeline.compile_whole()(digest, fresh, pieces) == timeline.whole(digest, fresh, pieces)


@pytest.mark.parametrize("mode", ["token", "tokens", "clock", "burst", "full"])
def test_an_answer_without_text_ends_when_its_first_token_were_due(mode: Any) -> None:
    chunking = Chunking(
        mode,
        tokens_per_chunk=Constant(3),
        clock_s=0.045,
        burst_records=Constant(2),
        burst_gap=Constant(0.1),
    )
    timeline = made(ttft=Ttft(Constant(0.1)), chunking=chunking)
    plan = planned(timeline)

    assert [due for due, _ in timeline.releases(plan, 0)] == [100 * MS]
    assert timeline.last(plan, 0) == 100 * MS


def test_the_factor_of_a_request_has_mean_1_and_its_own_spread() -> None:
    timeline = made(itl=Itl(Constant(0.01), request_cv=0.3))
    draws = [(2 * i + 1) * 2**32 // 20_000 for i in range(10_000)]

    factors = [timeline.plan((0, 0, 0, 0, draw, 0), b"", 0, 0, 0).factor for draw in draws]

    mean = math.fsum(factors) / len(factors)
    spread = math.sqrt(math.fsum((one - mean) ** 2 for one in factors) / len(factors))
    assert mean == pytest.approx(1, rel=1e-3)
    assert spread == pytest.approx(0.3, rel=5e-3)


def of_gamma(chance: Random) -> float:
    """The sum of 199 gamma variables of mean 10 ms and CV 0.5 is one gamma variable."""
    return chance.gammavariate(199 * 4, 0.010 / 4)


def of_normal(chance: Random) -> float:
    """The sum of 199 normal variables of mean 18.35 ms, sd 0.55 ms is one normal variable."""
    return chance.gauss(199 * 0.01835, 0.00055 * math.sqrt(199))


@pytest.mark.parametrize(
    ("gaps", "of_sum"),
    [
        (build("gamma", {"mean": 0.010, "cv": 0.5}), of_gamma),
        (build("normal", {"mean": 0.01835, "sd": 0.00055}), of_normal),
    ],
    ids=["gamma", "normal"],
)
def test_totals_of_requests_are_those_of_closed_forms(
    gaps: Any, of_sum: Callable[[Random], float]
) -> None:
    """200 tokens, one factor per request: p50 and p99 within 0.5 %."""
    ttft = Ttft(build("lognormal", {"median": 0.5, "sigma": 0.3}))
    timeline = made(ttft=ttft, itl=Itl(gaps, 0.1))
    chance, cases = Random(5), Chance(11)
    sigma = math.sqrt(math.log(1.01))

    def total(number: int) -> float:
        digest = cases.hash(b"%d" % number)
        return timeline.last(timeline.plan(six_integers(digest), digest, 0, 0, 0), 200) / 1e9

    def closed() -> float:
        factor = chance.lognormvariate(-sigma * sigma / 2, sigma)
        return chance.lognormvariate(math.log(0.5), 0.3) + factor * of_sum(chance)

    drawn, known = sorted(map(total, range(60_000))), sorted(closed() for _ in range(120_000))

    for share in (0.5, 0.99):
        found, expected = drawn[int(share * 60_000)], known[int(share * 120_000)]
        print(f"\np{100 * share:g}: {found:.4f} s, closed form {expected:.4f} s")
        assert found == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings("test"), True),
        (Settings("test", ttft=Ttft(Constant(0.1))), False),
        (Settings("test", itl=Itl(Constant(0.1))), False),
        (Settings("test", chunking=Chunking("full")), False),
        (Settings("test", load=Load("slots")), False),
    ],
)
def test_only_what_takes_time_is_paced(settings: Settings, expected: bool) -> None:
    assert is_immediate(settings) is expected


# --- multiplied by what a phase says ------------------------------------------------------------


def paced(multipliers: Multipliers, held_ms: int = 0, **given: Any) -> PacedTimeline:
    timeline = PacedTimeline(Settings("test", **given), lambda: held_ms * MS)
    timeline.multipliers = multipliers
    return timeline


MULTIPLIED = [
    (Multipliers(), [100, 110, 120, 130]),
    (Multipliers(ttft_x=3.0), [300, 310, 320, 330]),
    (Multipliers(itl_x=2.5), [100, 125, 150, 175]),
    (Multipliers(latency_x=2.0), [200, 220, 240, 260]),
    (Multipliers(latency_x=2.0, ttft_x=0.5, itl_x=0.0), [100, 100, 100, 100]),
    (Multipliers(latency_x=0.0), [0, 0, 0, 0]),
    (Multipliers(slots_x=5.0), [100, 110, 120, 130]),
]


@pytest.mark.parametrize(("multipliers", "expected_ms"), MULTIPLIED)
def test_a_phase_multiplies_the_first_token_and_the_gaps(
    multipliers: Multipliers, expected_ms: list[int]
) -> None:
    timeline = paced(multipliers, ttft=Ttft(Constant(0.1)), itl=Itl(Constant(0.01)))

    assert [due // MS for due in first_tokens(timeline)] == expected_ms
    assert timeline.last(planned(timeline), 4) // MS == expected_ms[-1]


def test_hidden_tokens_take_their_multiplied_gaps_and_no_part_of_the_first_token() -> None:
    multipliers = Multipliers(ttft_x=2.0, itl_x=3.0)
    timeline = paced(multipliers, ttft=Ttft(Constant(0.1)), itl=Itl(Constant(0.01)))
    plan = timeline.plan((0, HALF, CERTAIN, 0, HALF, 0), b"", 0, 0, 5)

    assert plan.first_ns / MS == pytest.approx(200 + 5 * 30)


def test_a_burst_comes_so_much_later() -> None:
    bursts = Chunking("burst", burst_records=Constant(2), burst_gap=Constant(0.1))
    timeline = paced(Multipliers(itl_x=3.0), chunking=bursts)

    assert list(timeline.releases(planned(timeline), 5)) == [
        (0, 1),
        (0, 2),
        (300 * MS, 3),
        (300 * MS, 4),
        (600 * MS, 5),
    ]


def test_a_spike_meets_its_share_of_requests_whatever_came_before() -> None:
    timeline = paced(Multipliers(ttft_x=10.0, p=0.1), ttft=Ttft(Constant(0.1)))
    chance, firsts = Chance(7), {}
    for number in range(10_000):
        digest = chance.hash(b"%d" % number)
        firsts[digest] = timeline.plan(six_integers(digest), digest, 0, 0, 0).first_ns // MS

    assert set(firsts.values()) == {100, 1000}
    met = sum(first == 1000 for first in firsts.values())
    assert abs(met - 1000) < 2.6 * math.sqrt(10_000 * 0.1 * 0.9)
    for digest in reversed(firsts):
        again = timeline.plan(six_integers(digest), digest, 0, 0, 0).first_ns // MS
        assert again == firsts[digest]


def test_what_is_held_begins_so_much_later() -> None:
    timeline = paced(Multipliers(), held_ms=70, ttft=Ttft(Constant(0.1)), itl=Itl(Constant(0.01)))

    assert [due // MS for due in first_tokens(timeline)] == [170, 180, 190, 200]
