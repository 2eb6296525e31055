"""What rules lead to, in the course of time: phases of their own, in one worker by a clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.engine.limits.rule import WORDS
from sanic_mock.server.route import Route
from sanic_mock.server.worker import COUNTED, Worker
from sanic_mock.shared.state import make_shared
from tests.profile.resolving import resolved
from tests.requests import chat, post
from tests.server.virtual import Bench
from tests.talking import ask, serving_quietly

S = 1_000_000_000
CHAT = "/v1/chat/completions"
STEPS = "phases: [{name: one, for: 10s}, {name: two, for: 10s, profile: fast}]"


class Watched:
    """A worker whose time is turned by hand.

    Attributes:
        shared: what it shares with others.
        worker: likewise.
    """

    def __init__(self, folder: Path, text: str) -> None:
        self.shared = make_shared(1, COUNTED, WORDS)
        self.shared.ready.set(S)
        self.bench = Bench()
        self.bench.now_ns = S
        self.worker = Worker(resolved(folder, text), self.bench.pacer, self.shared)

    def route(self, key: str) -> Route:
        """Return who answers a chat with a key just now."""
        head = RequestHead("POST", CHAT, "", {"authorization": f"Bearer {key}"})
        route = self.worker.routes.route(head)
        assert route is not None
        return route

    def phase(self, key: str) -> str:
        """Return the phase that it is answered in, "" for none."""
        report = self.route(key).variant.router.state.phase()
        return "" if report is None else report.name

    def look(self, seconds: float) -> None:
        """Let it be so many seconds after the server was ready, and the worker look."""
        self.bench.now_ns = S + int(seconds * S)
        self.worker.look()


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def running(watched: Watched, steps: Callable[[], None]) -> None:
    async def run() -> None:
        watched.worker.start()
        steps()
        watched.worker.close()

    asyncio.run(run())


def test_a_rule_has_phases_of_its_own_and_leads_to_whoever_they_name(tmp_path: Path) -> None:
    watched = Watched(tmp_path, f"latency: 1ms\nmatch: [{{key: k, values: {{{STEPS}}}}}]")
    found: list[tuple[str, str, str]] = []

    def steps() -> None:
        for seconds in (5, 15, 25):
            watched.look(seconds)
            profile = watched.route("k").variant.settings.profile
            found.append((watched.phase("k"), profile, watched.phase("other")))

    running(watched, steps)

    assert found == [("one", "my", ""), ("two", "fast", ""), ("over", "my", "")]


def test_phases_of_a_rule_begin_with_its_own_first_request(tmp_path: Path) -> None:
    begin = "scenario: {start: first_request}"
    rule = f"{{key: k, values: {{phases: [{{name: a}}], {begin}}}}}"
    text = f"{STEPS}\n{begin}\nmatch: [{rule}]\n"
    watched = Watched(tmp_path, text)
    found: list[tuple[str, str]] = []

    def steps() -> None:
        for key in ("", "k"):
            watched.look(5)
            watched.route(key).variant.served.note_request()
            found.append((watched.phase(""), watched.phase("k")))

    running(watched, steps)

    assert found == [("one", "waiting"), ("one", "a")]


def test_phases_that_a_rule_inherits_are_those_of_the_server(tmp_path: Path) -> None:
    text = f"{STEPS}\nmatch: [{{key: k, values: {{latency: 3ms}}}}]\nbackends: 1"
    watched = Watched(tmp_path, text)
    found: list[tuple[str, str]] = []

    def steps() -> None:
        watched.look(5)
        watched.shared.begun.set(watched.bench.now_ns - 15 * S)
        watched.look(5)
        found.append((watched.phase("k"), watched.phase("")))

    running(watched, steps)

    assert found == [("two", "two")]
    assert watched.shared.own_begun.of("//match line 2").ns == 0


def test_answers_tell_the_phase_of_their_rule(tmp_path: Path, way: tuple[str, ...]) -> None:
    phases = "phases: [{name: apart, for: 1m, set: {ttft_x: 2}}]"
    text = f"latency: 5ms\nmatch: [{{key: k, values: {{{phases}}}}}]\n"
    (tmp_path / "my.yaml").write_text(text)
    with serving_quietly("-profile", str(tmp_path / "my.yaml"), "-trace") as server:
        ruled = ask(server, post(chat(), "Authorization: Bearer k", *way))
        other = ask(server, post(chat(), *way))

    assert (ruled.header("x-mock-phase"), ruled.header("x-mock-ttft-ms")) == ("apart", "10.000")
    assert (other.header("x-mock-phase"), other.header("x-mock-ttft-ms")) == ("", "5.000")
