"""Where counts cannot be kept just now, requests are answered all the same, and counted once."""

from __future__ import annotations

import asyncio

import pytest

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import HeldError, Lengthy
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.server.response_bytes import response_bytes
from sanic_mock.server.route import Route
from sanic_mock.server.routes import Routes
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.thread_work import attempted
from sanic_mock.server.variant import compile_variant
from sanic_mock.shared.attempts import Attempts
from sanic_mock.shared.store import Store
from tests.requests import chat
from tests.server.virtual import Bench
from tests.stopped_clock import stop_clock

BODY = chat("Hello")


class HeldAttempts(Attempts):
    """Counts, but for those that are to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: list[Exception | None] = []

    def count(self, mark: bytes) -> int:
        """See Attempts."""
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        return super().count(mark)


class Way:
    """One server's route, whose faults are counted."""

    def __init__(self, faults: str) -> None:
        flags = {"seed": Given("7", "-seed"), "faults": Given(faults, "-faults")}
        state = State(resolve(flags, {}), Store(1 << 18))
        self.attempts = HeldAttempts()
        self.variant = compile_variant(ServedProfile(state, Bench().pacer, attempts=self.attempts))
        route = Routes(self.variant).route(RequestHead("POST", "/v1/chat/completions", "", {}))
        assert route is not None
        self.route: Route = route

    def at_once(self) -> bytes:
        """Answer as the fast lane does."""
        assert self.route.answer_now is not None
        return self.route.answer_now(BODY)

    def in_steps(self) -> bytes:
        """Answer as Sanic's lane does."""
        return response_bytes(self.variant.answer(self.route, BODY).answer)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, lambda: 1_800_000_000.5)


@pytest.mark.parametrize("way", [Way.at_once, Way.in_steps], ids=["fast lane", "Sanic lane"])
@pytest.mark.parametrize("place", [0, 1], ids=["of the chance", "of the fault"])
def test_a_request_is_answered_while_nobody_can_count(way: object, place: int) -> None:
    server = Way("status;code=503;after_requests=1")
    server.attempts.failures = [None] * place + [HeldError("held")]

    assert way(server).startswith(b"HTTP/1.1 200 OK\r\n")  # type: ignore[operator]


@pytest.mark.parametrize("way", [Way.at_once, Way.in_steps], ids=["fast lane", "Sanic lane"])
@pytest.mark.parametrize("place", [0, 1], ids=["of the chance", "of the fault"])
def test_a_request_that_another_thread_is_to_count_was_not_counted(way: object, place: int) -> None:
    server, other = Way("status;code=503;after_requests=1"), Way("status;code=503;after_requests=1")
    server.attempts.failures = [None] * place + [Lengthy()]

    with pytest.raises(Lengthy):
        way(server)  # type: ignore[operator]

    answers = [[way(one) for _ in range(3)] for one in (server, other)]  # type: ignore[operator]
    assert answers[0] == answers[1]


def test_who_counts_on_a_loop_lets_a_thread_wait() -> None:
    """A large request is counted on the loop; its client is not told that another worker counts."""
    server = Way("status;code=503;after_requests=1")
    server.attempts.failures = [Lengthy()]
    chance = server.variant.chance

    found = asyncio.run(attempted(chance, BODY))

    assert found == chance.hash(BODY)
    assert chance.draw(BODY) != found
