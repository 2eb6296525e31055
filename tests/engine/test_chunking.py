"""Which tokens leave together, by rows."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.distributions import Constant, build
from sanic_mock.engine.chunking import Release, compile_chunker
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.plan import Plan
from sanic_mock.settings import Chunking, ChunkMode

MS = 1_000_000
N, KS_1_PERCENT = 100_000, 0.0051  # 1.628 / sqrt(n)
EVERY_MODE = [
    Chunking("tokens", tokens_per_chunk=build("exponential", {"mean": 3})),
    Chunking("clock", clock_s=0.045),
    Chunking(
        "burst",
        tokens_per_chunk=build("uniform", {"min": 1, "max": 6}),
        burst_records=build("exponential", {"mean": 4.6}),
        burst_gap=build("uniform", {"min": 0, "max": 0.3}),
    ),
    Chunking("full"),
    Chunking("tokens", tokens_per_chunk=Constant(5), first=build("uniform", {"min": 1, "max": 9})),
    Chunking("clock", first=build("uniform", {"min": 1, "max": 9}), clock_s=0.045),
    Chunking(
        "burst",
        first=Constant(2),
        burst_records=Constant(3),
        burst_gap=build("uniform", {"min": 0, "max": 0.3}),
    ),
]


def released(
    chunking: Chunking, ready_ms: list[float], case: bytes = b"", scale: float = 1.0
) -> list[Release]:
    """Return (ms, tokens) of the events of tokens that are ready at these times."""
    chunker = compile_chunker(chunking, scale)
    assert chunker is not None
    offsets = [round(ready * MS) for ready in ready_ms]
    plan = Plan(offsets[0], 0, 1.0, Chance(1).hash(case))
    return [(due // MS, ready) for due, ready in chunker(iter(offsets), len(offsets), plan)]


ONE = Constant(1)
ROWS = [
    # the first event is due with the first token, whatever it holds; gaps begin behind it
    (Chunking("tokens", Constant(2)), [10, 20, 30, 40, 50], [(10, 2), (30, 4), (40, 5)]),
    (Chunking("tokens", Constant(1)), [10, 20], [(10, 1), (20, 2)]),
    (Chunking("tokens", Constant(99)), [10, 20], [(10, 2)]),
    (
        Chunking("tokens", Constant(3), first=Constant(1)),
        [10, 20, 30, 40, 50],
        [(10, 1), (40, 4), (50, 5)],
    ),
    (Chunking("tokens", Constant(1), first=Constant(4)), [10, 20, 30, 40, 50], [(10, 4), (20, 5)]),
    (Chunking("tokens", Constant(1), first=Constant(9)), [10, 20], [(10, 2)]),
    (Chunking("full"), [10, 20, 70], [(70, 3)]),
    (Chunking("full"), [10], [(10, 1)]),
    (Chunking("clock", clock_s=0.045), [10], [(10, 1)]),
    (Chunking("clock", clock_s=0.045), [10, 10, 10], [(10, 3)]),
    (Chunking("clock", clock_s=0.045), [10, 20, 54, 56], [(10, 1), (55, 3), (100, 4)]),
    (Chunking("clock", clock_s=0.045), [10, 55, 56], [(10, 1), (55, 2), (100, 3)]),
    (Chunking("clock", clock_s=0.045), [10, 300, 310], [(10, 1), (325, 3)]),
    (
        Chunking("clock", first=Constant(1), clock_s=0.045),
        [10, 10, 10, 60],
        [(10, 1), (55, 3), (100, 4)],
    ),
    (Chunking("clock", first=Constant(2), clock_s=0.045), [10, 56, 60], [(10, 2), (100, 3)]),
    (Chunking("clock", first=Constant(9), clock_s=0.045), [10, 56], [(10, 2)]),
]


@pytest.mark.parametrize(("chunking", "ready_ms", "expected"), ROWS)
def test_tokens_leave_together(
    chunking: Chunking, ready_ms: list[float], expected: list[Release]
) -> None:
    assert released(chunking, ready_ms) == expected


def test_a_burst_has_so_many_events_at_once() -> None:
    chunking = Chunking("burst", Constant(4), burst_records=Constant(2), burst_gap=Constant(0.25))

    assert released(chunking, [100.0] * 19) == [
        (100, 4),
        (100, 8),
        (350, 12),
        (350, 16),
        (600, 19),
    ]


def test_a_burst_without_a_size_has_a_token_in_each_event() -> None:
    chunking = Chunking("burst", burst_records=Constant(2), burst_gap=Constant(0.25))

    assert released(chunking, [0.0] * 3) == [(0, 1), (0, 2), (250, 3)]


def test_time_scale_divides_clocks_and_bursts() -> None:
    clock = Chunking("clock", clock_s=0.040)
    burst = Chunking("burst", burst_records=Constant(1), burst_gap=Constant(0.2))

    assert released(clock, [0, 1], scale=0.5) == [(0, 1), (20, 2)]
    assert released(burst, [0, 0], scale=0.5) == [(0, 1), (100, 2)]


def test_a_clock_may_be_faster_than_a_nanosecond() -> None:
    assert released(Chunking("clock", clock_s=1e-4), [0, 1], scale=1e-6) == [(0, 1), (1, 2)]


@pytest.mark.parametrize("size", [1, 2, 9, 40])
def test_an_event_of_many_tokens_adds_nothing_to_the_time_to_the_first(size: int) -> None:
    ready = [541.0 + 16 * place for place in range(200)]

    assert released(Chunking("tokens", Constant(size)), ready)[0] == (541, size)


def test_a_first_event_has_a_size_of_its_own_whatever_others_have() -> None:
    ready = [541.0 + 16 * place for place in range(200)]
    chunking = Chunking("tokens", Constant(20), first=Constant(1))

    events = released(chunking, ready)

    assert events[:3] == [(541, 1), (541 + 16 * 20, 21), (541 + 16 * 40, 41)]


def test_a_first_record_of_a_burst_has_a_size_of_its_own() -> None:
    bursts = Chunking(
        "burst",
        tokens_per_chunk=Constant(4),
        first=ONE,
        burst_records=Constant(2),
        burst_gap=Constant(0.1),
    )

    assert released(bursts, [10.0] * 10) == [(10, 1), (10, 5), (110, 9), (110, 10)]


@pytest.mark.parametrize("mode", ["tokens", "clock"])
def test_sizes_of_first_events_follow_their_distribution(mode: ChunkMode) -> None:
    size = build("uniform", {"min": 1, "max": 8})
    chunking = Chunking(mode, Constant(3), first=size, clock_s=0.01)

    chunker, chance = compile_chunker(chunking, 1.0), Chance(1)
    assert chunker is not None
    plans = (Plan(0, 0, 1.0, chance.hash(b"%d" % case)) for case in range(N))
    firsts = [next(iter(chunker(iter([0] * 20), 20, plan)))[1] for plan in plans]

    shares = [firsts.count(number) / len(firsts) for number in range(1, 9)]
    # rounded, the ends of the range have half the share of what is between
    expected = [1 / 14, *[1 / 7] * 6, 1 / 14]
    apart = [
        got - wanted for got, wanted in zip(accumulate(shares), accumulate(expected), strict=True)
    ]
    assert max(map(abs, apart)) <= KS_1_PERCENT


def test_a_token_at_a_time_needs_no_chunker() -> None:
    assert compile_chunker(Chunking(), 1.0) is None


@given(
    gaps=st.lists(st.integers(0, 400), min_size=1, max_size=60),
    chunking=st.sampled_from(EVERY_MODE),
    case=st.binary(max_size=4),
)
def test_every_token_leaves_once_in_order_and_never_before_it_is_ready(
    gaps: list[int], chunking: Chunking, case: bytes
) -> None:
    ready_ms = [float(sum(gaps[: place + 1])) for place in range(len(gaps))]

    events = released(chunking, ready_ms, case)

    assert events[-1][1] == len(gaps)
    assert all(a[0] <= b[0] and a[1] < b[1] for a, b in pairwise(events))
    if chunking.mode == "burst":  # whose own clock stands for that of the tokens
        return
    counts_once = chunking.mode == "tokens" or chunking.first is not None
    shared = events[0][1] - 1 if counts_once else 0  # of the first event only one token takes time
    assert all(due >= ready_ms[max(0, ready - 1 - shared)] for due, ready in events)


@pytest.mark.parametrize("chunking", EVERY_MODE, ids=lambda one: one.mode)
def test_the_same_plan_leaves_in_the_same_events(chunking: Chunking) -> None:
    ready: list[Any] = list(range(0, 900, 9))

    assert released(chunking, ready, b"a") == released(chunking, ready, b"a")
