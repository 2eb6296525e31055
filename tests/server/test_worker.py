"""One worker whose profile is swapped: what it loads, and what is answered meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.json_answer import answer, error
from sanic_mock.dialects.control.vendor import Control
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.router import Claim
from sanic_mock.distributions import Constant
from sanic_mock.engine.limits.rule import WORDS
from sanic_mock.errors import Problem
from sanic_mock.server.routes import LARGE_BODY, Destination
from sanic_mock.server.worker import COUNTED, Worker
from sanic_mock.settings import ColdStart, Settings, Ttft
from sanic_mock.shared.state import make_shared
from tests.requests import chat
from tests.server.virtual import Bench

FIRST = Settings("first", seed=7)
HEAD = RequestHead("GET", "/health")


@pytest.fixture
def worker() -> Worker:
    return Worker(FIRST, Bench().pacer, make_shared(1, COUNTED, WORDS))


def test_a_profile_that_takes_time_loads_every_tokenizer_when_it_is_swapped_in(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the first embedding loads one, and all streams wait for that."""
    loaded: list[bool] = []
    monkeypatch.setattr(
        "sanic_mock.server.course_maker.load", lambda *, is_every: loaded.append(is_every)
    )

    worker.swap(replace(FIRST, ttft=Ttft(Constant(0.1))))

    assert loaded == [True]


def test_a_profile_that_is_still_cold_when_it_is_swapped_in_refuses() -> None:
    bench, shared = Bench(), make_shared(1, COUNTED, WORDS)
    bench.now_ns = 10**9
    shared.ready.set(bench.now_ns)
    worker = Worker(FIRST, bench.pacer, shared)

    async def swap() -> None:
        worker.swap(replace(FIRST, profile="cold", start=ColdStart(5.0)))
        worker.close()

    asyncio.run(swap())

    route = worker.routes.route(RequestHead("POST", "/v1/chat/completions"))
    assert route is not None
    problem = route.refused(chat())
    assert problem is not None
    assert problem.status == 503


@pytest.mark.parametrize("size", [0, LARGE_BODY + 1], ids=["on the loop", "on a thread"])
def test_an_operation_is_answered_by_the_profile_that_it_was_asked_of(
    worker: Worker, size: int
) -> None:
    class Swapping(Control):
        """A vendor during whose check another profile is swapped in."""

        def refusal(self, head: RequestHead, operation: Operation) -> Problem | None:
            """See Vendor."""
            worker.swap(replace(FIRST, profile="second"))
            return None

    def profile(state: State, call: Call) -> Whole:
        return answer({"profile": state.settings.profile})

    operation = Operation("GET", "/health", profile, error, lambda: Problem(401, ""))
    place = worker.router.find(HEAD).place
    found = Claim(Swapping(worker.router.state), place)

    there = Destination(worker.routes, HEAD)

    made = asyncio.run(worker.operations.answer(there, found, operation, b" " * size, bytes(64)))

    assert made == answer({"profile": "first"})
    assert worker.variant.settings.profile == "second"
