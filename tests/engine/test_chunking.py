"""Which tokens leave together, by rows."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.distributions import Constant, build
from sanic_mock.engine.chunking import Release, compile_chunker
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.plan import Plan
from sanic_mock.settings import Chunking

MS = 1_000_000
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


ROWS = [
    (Chunking("tokens", Constant(2)), [10, 20, 30, 40, 50], [(20, 2), (40, 4), (50, 5)]),
    (Chunking("tokens", Constant(1)), [10, 20], [(10, 1), (20, 2)]),
    (Chunking("tokens", Constant(99)), [10, 20], [(20, 2)]),
    (Chunking("full"), [10, 20, 70], [(70, 3)]),
    (Chunking("full"), [10], [(10, 1)]),
    (Chunking("clock", clock_s=0.045), [10], [(10, 1)]),
    (Chunking("clock", clock_s=0.045), [10, 10, 10], [(10, 3)]),
    (Chunking("clock", clock_s=0.045), [10, 20, 54, 56], [(10, 1), (55, 3), (100, 4)]),
    (Chunking("clock", clock_s=0.045), [10, 55, 56], [(10, 1), (55, 2), (100, 3)]),
    (Chunking("clock", clock_s=0.045), [10, 300, 310], [(10, 1), (325, 3)]),
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
    if chunking.mode != "burst":  # whose own clock stands for that of the tokens
        assert all(due >= ready_ms[ready - 1] for due, ready in events)


@pytest.mark.parametrize("chunking", EVERY_MODE, ids=lambda one: one.mode)
def test_the_same_plan_leaves_in_the_same_events(chunking: Chunking) -> None:
    ready: list[Any] = list(range(0, 900, 9))

    assert released(chunking, ready, b"a") == released(chunking, ready, b"a")
