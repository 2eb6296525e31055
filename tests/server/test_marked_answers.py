"""Answers in one call that tell their phase are those that are planned in steps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.ledger.reader import LedgerReader
from sanic_mock.profile.resolve import resolve
from sanic_mock.server.worker import Worker, shared_state
from tests.holes import settled
from tests.requests import chat, chunked, post
from tests.server.virtual import MS, Bench
from tests.serving import Server, responses
from tests.talking import ask, ask_bytes, serving_quietly

BODIES = [
    *(chat(f"Case {number}", user=str(number)) for number in range(12)),
    chat("Hi", stream=True),
    chat("x-mock\r\ncontent-length: 3"),
    b"{}",
]
PROFILES = {
    "plain": "phases: [{name: all day}]\n",
    "errors": "phases: [{name: all day, set: {error_rate: 0.5, error_status: 429}}]\n",
    "faults": "faults: [{type: malformed, what: json, p: 0.3}]\n"
    "phases: [{name: all day, set: {faults_x: 2}}]\n",
    "limits": "limits: {concurrency: 4}\nphases: [{name: all day, set: {limits_x: 0.5}}]\n",
    "counted": "observe: {ledger: 16}\nphases: [{name: all day}]\n",
}


@pytest.fixture(params=PROFILES)
def servers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    profile = tmp_path / "phases.yaml"
    profile.write_text(f"seed: 7\n{PROFILES[request.param]}")
    flags = "-profile", str(profile)
    with serving_quietly(*flags) as at_once, serving_quietly(*flags) as in_steps:
        yield at_once, in_steps


def test_both_ways_give_one_answer_and_tell_the_phase(servers: tuple[Server, Server]) -> None:
    at_once, in_steps = servers
    for body in BODIES:
        ((answer,), (other,)) = (
            responses(settled(ask_bytes(server, send(body))))
            for server, send in ((at_once, post), (in_steps, chunked))
        )
        assert answer == other
        assert answer.header("x-mock-phase") == "all day"


def test_the_first_request_begins_the_phases_that_it_is_told(tmp_path: Path) -> None:
    profile = tmp_path / "first.yaml"
    profile.write_text("phases: [{name: begun}]\nscenario: {start: first_request}\n")
    with serving_quietly("-profile", str(profile)) as server:
        told = [ask(server, post(chat())).header("x-mock-phase") for _ in range(2)]
    assert told == ["begun", "begun"]


def test_an_answer_is_counted_under_the_phase_that_it_tells() -> None:
    values = "observe: {ledger: 16, callers: false}\nphases: [{name: one, for: 1s}, {name: two}]\n"
    settings, bench = resolve(values=values), Bench()
    shared = shared_state(settings, 1)
    shared.ready.set(MS)
    worker = Worker(settings, bench.pacer, shared)
    route = worker.routes.route(RequestHead("POST", "/v1/chat/completions", "", {}))
    assert route is not None
    assert route.answer_now is not None
    assert shared.ledger is not None
    for time_s in (0.5, 1.5):
        bench.now_ns = int(time_s * 1000) * MS
        worker.look()
        route.answer_now(chat())
    newest_first = LedgerReader(shared.ledger).recent(2)
    assert [entry.series.phase for entry in newest_first] == ["two", "one"]
