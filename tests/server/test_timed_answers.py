"""Answers that take time, in one call: the response and its time are those of the general way."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.flavours.table import FLAVOURS
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import InTime, ShortWay
from sanic_mock.engine.limits.rule import WORDS
from sanic_mock.errors import Lengthy
from sanic_mock.profile.resolve import resolve
from sanic_mock.server.planned import Planned
from sanic_mock.server.response_bytes import response_bytes
from sanic_mock.server.route import Route
from sanic_mock.server.worker import COUNTED, Worker, shared_state
from sanic_mock.shared.state import make_shared
from tests.dialects.openai.ways import PASSED, some_bodies, stop_clocks, thorough
from tests.requests import chat
from tests.server.virtual import Bench

PATH = "/v1/chat/completions"
PROFILES = {
    "latency": "latency: 50ms\njitter: 20ms",
    "gaps": "latency: 9ms\nitl: {token: {dist: lognormal, median: 5ms, sigma: 1}, request_cv: 1}",
    "least gap": "latency: 1ms\nitl: {token: 5ms, min: 6ms}",
    "by the prompt": "ttft: {base: 20ms, per_prompt_token: 1ms}",
    "stalls": "ttft: {base: 20ms, stall: {p: 0.5, dist: 1s}}",
    "bursts": "itl: {token: 5ms}\nchunking: {mode: clock, clock: 20ms}",
    "silent": "ttft: {base: 20ms, head: 5ms}\nitl: {token: 5ms, stall: {p: 0.5, dist: 2s}}",
    "days": "latency: 50ms\ndrift: {cv: 0.5, period: 1h}",
    "scaled": "latency: 50ms\ntime_scale: 10",
    "large": "latency: 50ms\npayload: big",
    "one model": "latency: 50ms\nmodel: mine",
    "lenient": "latency: 50ms\nmode: lenient",
}
HELD = {
    "limits": "latency: 1ms\nlimits: {rpm: 10}",
    "a network": "network: {rtt: 1ms}",
    "both": "latency: 1ms\nnetwork: {rtt: 1ms}",
    "phases": "latency: 1ms\nphases: [{for: 1m, set: {latency_x: 2}}]",
    "rules": "latency: 1ms\nanswers: [{match: {user: Hello}, text: Hi}]",
    "faults": "latency: 1ms\nerror_rate: 0.000001",
    "a ledger": "latency: 1ms\nobserve: {ledger: 16}",
}
GENERAL = {
    "no time": "latency: 0",
    "lengths that are drawn": "latency: 1ms\ntokens: {output: 20}",
    "a queue": "latency: 1ms\nload: {model: slots, slots: 2}",
    "what is told": "latency: 1ms\ntrace: true",
    "writes": "latency: 1ms\nobserve: {writes: true}",
    "rules with times": "latency: 1ms\nanswers: [{match: {user: Hello}, text: Hi, latency: 2ms}]",
    "rules that count": "latency: 1ms\nanswers: [{match: {user: Hello}, text: [Hi, Ho]}]",
}
BODY = st.fixed_dictionaries(
    {
        "model": st.sampled_from(["gpt-4o-mini", "gpt-4o", "gpt-4", "o3", "my-model", ""]),
        "messages": st.lists(
            st.fixed_dictionaries(
                {
                    "role": st.sampled_from(["user", "system", "nobody"]),
                    "content": st.sampled_from(["Hello", "", "a " * 1030, 'Grüße 😀\n"%d"', "{}"])
                    | st.lists(st.just({"type": "text", "text": "Hello"}), max_size=1),
                }
            ),
            max_size=2,
        ),
    },
    optional={
        "stream": st.booleans(),
        "max_tokens": st.sampled_from([None, 1, 5, 10**6]),
        "n": st.sampled_from([1, 2, 200]),
        "stop": st.sampled_from([None, "."]),
        "temperature": st.sampled_from([1, 9]),
    },
).map(lambda one: json.dumps(one).encode())
Found = tuple[bytes, int] | str


def _route(values: str, path: str = PATH, **fields: str) -> Route:
    """Return who answers a head, as one of a server's workers has it."""
    settings = resolve(values="seed: 7\n" + values)
    worker = Worker(settings, Bench().pacer, shared_state(settings, 1))
    route = worker.routes.route(RequestHead("POST", path, "", fields))
    assert route is not None
    return route


def _found(route: Route, planned: Planned) -> Found:
    """Return an answer's bytes, and when the last of it is due; 0 for at once."""
    timeline, plan = route.variant.served.compiled.timeline, planned.plan
    due_ns = 0 if timeline is None or plan is None else timeline.last(plan, planned.tokens)
    return response_bytes(planned.answer), due_ns


def _quickly(route: Route, body: bytes) -> Found:
    assert route.in_time is not None
    try:
        answer = route.in_time(body)
    except Lengthy as why:
        return type(why).__name__
    return answer[:2] if isinstance(answer, tuple) else _found(route, answer)


def _in_steps(route: Route, body: bytes) -> Found:
    try:
        return _found(route, route.variant.answer(route, body))
    except Lengthy as why:
        return type(why).__name__


def _path_of(service: str) -> str:
    return f"/{service}{FLAVOURS[service].bases[0]}/chat/completions"


def _hold_alike(
    both: tuple[Route, Route],
    monkeypatch: pytest.MonkeyPatch,
    bodies: list[bytes],
    passed: list[int],
) -> None:
    """Hold both ways to the same answers at the same times, in whatever second."""
    quick, general = both
    with monkeypatch.context() as patched:
        clock = stop_clocks(patched)
        for seconds in passed:
            clock[0] += seconds
            for body in (*bodies, bodies[0]):
                assert _quickly(quick, body) == _in_steps(general, body)


@pytest.fixture(scope="module", params=PROFILES)
def both(request: pytest.FixtureRequest) -> tuple[Route, Route]:
    return _route(PROFILES[request.param]), _route(PROFILES[request.param])


@thorough
@given(bodies=some_bodies(BODY), passed=PASSED)
def test_both_ways_say_the_same_at_the_same_time(
    both: tuple[Route, Route],
    monkeypatch: pytest.MonkeyPatch,
    bodies: list[bytes],
    passed: list[int],
) -> None:
    _hold_alike(both, monkeypatch, bodies, passed)


@pytest.fixture(scope="module", params=FLAVOURS)
def of_services(request: pytest.FixtureRequest) -> tuple[Route, Route]:
    """One service, twice."""
    values = "ttft: {base: 20ms, per_prompt_token: 1ms}\nitl: {token: 5ms}"
    path = _path_of(request.param)
    return _route(values, path), _route(values, path)


@thorough
@given(bodies=some_bodies(BODY), passed=PASSED)
def test_services_say_the_same_at_the_same_time(
    of_services: tuple[Route, Route],
    monkeypatch: pytest.MonkeyPatch,
    bodies: list[bytes],
    passed: list[int],
) -> None:
    _hold_alike(of_services, monkeypatch, bodies, passed)


@pytest.mark.parametrize("values", [*PROFILES.values(), *HELD.values()], ids=[*PROFILES, *HELD])
def test_a_plain_request_needs_no_steps(values: str) -> None:
    route = _route(values)
    assert route.in_time is not None
    assert isinstance(route.in_time(chat("Hello")), tuple)


@pytest.mark.parametrize("values", [HELD["both"], HELD["limits"], HELD["a ledger"]])
@pytest.mark.parametrize("service", FLAVOURS)
def test_a_services_plain_request_needs_no_steps(service: str, values: str) -> None:
    route = _route(values, _path_of(service))
    assert route.in_time is not None
    assert isinstance(route.in_time(chat("Hello")), tuple)


def test_heads_share_what_is_made_for_a_dialect(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    in_time = Chat.in_time

    def counted(self: Chat, wanted: ShortWay) -> InTime | None:
        made.append(self)
        return in_time(self, wanted)

    monkeypatch.setattr(Chat, "in_time", counted)
    settings = resolve(values="seed: 7\n" + PROFILES["latency"])
    worker = Worker(settings, Bench().pacer, make_shared(1, COUNTED, WORDS))
    for key in "abc":
        head = RequestHead("POST", PATH, "", {"authorization": f"Bearer sk-{key}"})
        route = worker.routes.route(head)
        assert route is not None
        assert route.in_time is not None

    assert len(made) == 1


@pytest.mark.parametrize("profile", GENERAL)
def test_what_more_decides_goes_in_steps(profile: str) -> None:
    assert _route(GENERAL[profile]).in_time is None


@pytest.mark.parametrize("fields", [{"x-mock-error": "429"}, {"x-mock-ttft": "1s"}])
def test_who_asks_for_something_is_answered_in_steps(fields: dict[str, str]) -> None:
    assert _route(PROFILES["latency"], **fields).in_time is None


def test_who_is_refused_is_answered_in_steps() -> None:
    assert _route("latency: 50ms\napi_keys: [right]").in_time is None
