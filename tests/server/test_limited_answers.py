"""Under limits, too, a request is answered alike in one go and in steps, and charged once."""

from __future__ import annotations

import json

import pytest

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.engine.limits.rule import WORDS
from sanic_mock.errors import Lengthy
from sanic_mock.server.limiter import Limiter
from sanic_mock.server.response_bytes import response_bytes
from sanic_mock.server.route import Route
from sanic_mock.server.routes import Routes
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.variant import compile_variant
from sanic_mock.settings import Limit, Settings
from sanic_mock.shared.buckets import Buckets
from sanic_mock.shared.store import Store
from tests.requests import chat
from tests.server.virtual import Bench
from tests.stopped_clock import stop_clock

CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"
# They tell of limits in OpenAI's fields, in their own, and not at all.
SERVICES = ("/groq/openai/v1", "/mistral/v1", "/vllm/v1")
ASKED = [
    (CHAT, chat("Hello")),
    (CHAT, chat("Hello", max_tokens=20)),
    (CHAT, chat("Hello", stream=True)),
    (CHAT, chat("Hello", n=3, max_tokens=30)),
    (CHAT, chat("Hello", model="gpt-5")),
    (RESPONSES, b'{"model":"gpt-4o","input":"Hello"}'),
    (RESPONSES, b'{"model":"gpt-4o","input":"Hello","max_output_tokens":200}'),
    (RESPONSES, b'{"model":"gpt-4o","input":"Hello","stream":true}'),
    *((f"{base}/chat/completions", chat("Hello")) for base in SERVICES),
    (f"{SERVICES[0]}/chat/completions", chat("Hello", max_tokens=20)),
]
LIMITS = (Limit(rpm=50, tpm=20_000), Limit(rpd=1000, per="model", budget_tokens=10**6))


class Way:
    """One server's routes, and what its clients have used."""

    def __init__(self, *limits: Limit, **further: object) -> None:
        settings = Settings("limited", seed=7, limits=limits, **further)  # type: ignore[arg-type]
        self.buckets = Buckets(WORDS, 2)
        self.buckets.start_ns = 0
        limiter = Limiter(settings, self.buckets, 0)
        state = State(settings, Store(1 << 18))
        self.variant = compile_variant(ServedProfile(state, Bench().pacer, limiter=limiter))
        self._routes = Routes(self.variant)

    def route(self, path: str, key: str = "sk-a") -> Route:
        fields = {"authorization": f"Bearer {key}"}
        found = self._routes.route(RequestHead("POST", path, "", fields))
        assert found is not None
        return found

    def at_once(self, path: str, body: bytes) -> bytes:
        """Answer as the fast lane does."""
        answer_now = self.route(path).answer_now
        assert answer_now is not None
        return answer_now(body)

    def in_steps(self, path: str, body: bytes) -> bytes:
        """Answer as Sanic's lane does."""
        return response_bytes(self.variant.answer(self.route(path), body).answer)


@pytest.fixture(autouse=True)
def clocks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Stop all clocks; returns that of limits."""
    now_ns = [10**9]
    for module in ("limiter", "limit_group"):
        monkeypatch.setattr(f"sanic_mock.server.{module}.monotonic_ns", lambda: now_ns[0])
    stop_clock(monkeypatch, lambda: 1_800_000_000.5)
    return now_ns


@pytest.mark.parametrize(("path", "body"), ASKED)
def test_both_ways_answer_alike_and_charge_alike(path: str, body: bytes) -> None:
    short, general = Way(*LIMITS), Way(*LIMITS)

    for _ in range(60):  # the last ones are refused
        assert short.at_once(path, body) == general.in_steps(path, body)


def left(answer: bytes, unit: str = "requests") -> int:
    """Return what an answer says is left."""
    name = b"x-ratelimit-remaining-%b: " % unit.encode()
    return int(answer.partition(name)[2].partition(b"\r\n")[0])


def test_a_rehearsal_counts_for_nothing() -> None:
    way = Way(Limit(rpd=10, per="server"))
    way.variant.rehearse()

    assert left(way.at_once(CHAT, chat())) == 9


def test_what_is_to_be_made_elsewhere_is_not_charged_here() -> None:
    """A stream too long to be sent at once goes to the Sanic lane, which lets it in again."""
    way = Way(Limit(rpd=10), payload="1MiB", payload_bytes=1 << 20)
    for ask in (way.at_once, way.in_steps):
        with pytest.raises(Lengthy):
            ask(CHAT, chat(stream=True))
    body = chat("Hello", max_tokens=5)

    assert left(way.at_once(CHAT, body)) == 9
    assert left(way.at_once(CHAT, body)) == 8


def test_a_refusal_names_its_model() -> None:
    way = Way(Limit(rpd=1))
    way.at_once(CHAT, chat(model="gpt-4.1-nano"))

    for ask in (way.at_once, way.in_steps):
        body = ask(CHAT, chat(model="gpt-4.1-nano")).partition(b"\r\n\r\n")[2]
        assert "reached for gpt-4.1-nano in" in json.loads(body)["error"]["message"]


def test_time_brings_back_what_was_used(clocks: list[int]) -> None:
    way = Way(Limit(rpm=60))
    answers = [way.at_once(CHAT, chat(f"{number}")) for number in range(61)]
    assert [one.startswith(b"HTTP/1.1 200") for one in answers] == [True] * 60 + [False]

    clocks[0] += 10**9

    assert way.at_once(CHAT, chat()).startswith(b"HTTP/1.1 200")
    assert way.at_once(CHAT, chat()).startswith(b"HTTP/1.1 429")
