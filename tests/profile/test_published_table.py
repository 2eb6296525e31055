"""The profile vllm-70b against NVIDIA's table for NIM, Llama-3.3-70B fp8 on two H100.

A closed loop in virtual time: C clients, each asking again as soon as it is answered, prompts of
5,000 tokens and answers of 500. They start spread over the time of one answer, as a load generator
ramps up, so that they do not go on in step. Table: docs.nvidia.com/nim/benchmarking/llm/1.0.0.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cache
from heapq import heappop, heappush, heapreplace
from itertools import count
from statistics import fmean

import pytest

from sanic_mock.engine.chunking import Release
from sanic_mock.engine.draws import Chance, six_integers
from sanic_mock.engine.load.slots import Slots
from sanic_mock.engine.timeline import Timeline
from sanic_mock.profile.resolve import Given, resolve

PROMPT, ANSWER = 5000, 500
WARM_UP, ROUNDS, LEAST = 2, 4, 150

PUBLISHED = [  # clients, TTFT in ms, ITL in ms
    (1, 407, 18.6),
    (5, 547, 21.8),
    (25, 689, 38.8),
    (50, 835, 59.7),
    (100, 7996, 92.9),
    (150, 34794, 92.9),
    (200, 61680, 93.1),
    (250, 88605, 93.3),
]


class Request:
    """One request of one client, and when its parts came, in ns."""

    def __init__(self, loop: ClosedLoop, number: int, asked_ns: int) -> None:
        self._loop = loop
        self._number = number
        self._releases: Iterator[Release] = iter(())
        self.asked_ns = asked_ns
        self.first_ns = 0
        self.due_ns = 0

    def begin(self, start_ns: int) -> None:
        """See engine.load.slots.Job."""
        loop = self._loop
        digest = loop.chance.hash(b"%d" % self._number)
        plan = loop.timeline.plan(six_integers(digest), digest, PROMPT, 0, 0)
        plan = loop.timeline.stretched(plan, loop.slots.ttft_stretch())
        releases = loop.timeline.releases(plan, ANSWER, loop.slots.gap_stretch)
        self._releases = ((start_ns + offset, ready) for offset, ready in releases)
        self.first_ns = self.due_ns = next(self._releases)[0]
        loop.begun.append(self)

    def step(self) -> bool:
        """Take the token that is due; return whether there is another."""
        following = next(self._releases, None)
        if following is None:
            return False
        self.due_ns = following[0]
        return True


class ClosedLoop:
    """So many clients and a service, in virtual time."""

    def __init__(self, clients: int, ramp_s: float) -> None:
        seeded = {"seed": Given("7", "flag -seed")}
        settings = resolve(seeded, profile="vllm-70b")
        self.timeline, self.slots = Timeline(settings), Slots(settings.load)
        self.chance = Chance(settings.seed)
        self.begun: list[Request] = []
        self.ended: list[Request] = []
        self._number = count()
        starts = deque(int(ramp_s * 1e9 * place / clients) for place in range(clients))
        self._run(starts, (WARM_UP + ROUNDS) * clients + LEAST)

    def _run(self, starts: deque[int], requests: int) -> None:
        heap: list[tuple[int, int, Request]] = []
        while len(self.ended) < requests:
            if starts and (not heap or starts[0] <= heap[0][0]):
                self._ask(starts.popleft(), heap)
                continue
            due_ns, number, request = heap[0]
            if request.step():
                heapreplace(heap, (request.due_ns, number, request))
                continue
            heappop(heap)
            self.ended.append(request)
            self.slots.leave(due_ns)
            self._ask(due_ns, heap)

    def _ask(self, now_ns: int, heap: list[tuple[int, int, Request]]) -> None:
        self.slots.admit(Request(self, next(self._number), now_ns), now_ns)
        for one in self.begun:
            heappush(heap, (one.due_ns, next(self._number), one))
        self.begun.clear()


@cache
def measured(clients: int) -> tuple[float, float, float, float]:
    """Return mean TTFT in ms, mean ITL in ms, mean time in s, and requests/s, once it is steady."""
    ramp_s = next(ttft + ANSWER * itl for row, ttft, itl in PUBLISHED if row == clients) / 1e3
    ended = ClosedLoop(clients, ramp_s).ended
    steady = ended[clients * WARM_UP :]
    window_s = (steady[-1].due_ns - ended[clients * WARM_UP - 1].due_ns) / 1e9
    ttft_ms = fmean(one.first_ns - one.asked_ns for one in steady) / 1e6
    itl_ms = fmean(one.due_ns - one.first_ns for one in steady) / (ANSWER - 1) / 1e6
    total_s = fmean(one.due_ns - one.asked_ns for one in steady) / 1e9
    return ttft_ms, itl_ms, total_s, len(steady) / window_s


@pytest.mark.parametrize(("clients", "ttft_ms", "itl_ms"), PUBLISHED)
def test_ttft_and_itl_are_nvidias_within_five_percent(
    clients: int, ttft_ms: float, itl_ms: float
) -> None:
    ttft, itl, _, rate = measured(clients)

    print(
        f"\n{clients:>4} clients: TTFT {ttft:8.0f} ms, published {ttft_ms:6} ({ttft / ttft_ms:.3f})"
        f"   ITL {itl:5.1f} ms, published {itl_ms} ({itl / itl_ms:.3f})   {rate:.3f} requests/s"
    )
    assert ttft == pytest.approx(ttft_ms, rel=0.05)
    assert itl == pytest.approx(itl_ms, rel=0.05)


@pytest.mark.parametrize("clients", [row[0] for row in PUBLISHED])
def test_clients_are_rate_times_time(clients: int) -> None:
    """Little's law: nobody is lost in the queue, and no slot idles."""
    _, _, total_s, rate = measured(clients)

    assert rate * total_s == pytest.approx(clients, rel=0.02)
