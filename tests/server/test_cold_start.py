"""A server that is cold for a while: `/ready` says so, and requests are refused, or wait."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import openai
import pytest

from sanic_mock.profile.sections.phases import ColdStart
from sanic_mock.server.warmup import Warmup
from sanic_mock.settings import Settings
from sanic_mock.shared.moment import Moment
from tests.processes import wait_until
from tests.requests import chat, chunked, post
from tests.serving import Server, responses
from tests.talking import ask, receive, serving_quietly

READY = b"GET /ready HTTP/1.1\r\nHost: m\r\n\r\n"
HEALTH = b"GET /health HTTP/1.1\r\nHost: m\r\n\r\n"
PAGE = b"GET / HTTP/1.1\r\nHost: m\r\n\r\n"
MODELS = b"GET /v1/models HTTP/1.1\r\nHost: m\r\n\r\n"
CHAT = post(chat())
MS = 1_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@contextmanager
def starting(folder: Path, profile: str, *flags: str) -> Iterator[Server]:
    """Run a profile; it is cold when the block begins."""
    (folder / "cold.yaml").write_text(profile)
    with serving_quietly("-seed", "7", "-profile", str(folder / "cold.yaml"), *flags) as server:
        yield server


def state(server: Server) -> tuple[int, dict[str, Any]]:
    """Return the status of `/ready`, and what it says."""
    answer = ask(server, READY)
    return answer.status, json.loads(answer.body)


def ready_at_s(server: Server) -> float:
    """Return before when the server is cold, of the clock that is monotonic here."""
    asked_s = time.monotonic()
    status, said = state(server)
    assert status == 503
    return asked_s + float(said["ready_in_s"]) - 0.001  # which is rounded


def wait_ready(server: Server) -> None:
    """Wait until the server is no longer cold."""
    wait_until(lambda: state(server)[0] == 200)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_cold_server_lives_and_is_not_ready(folder: Path, workers: int) -> None:
    with starting(folder, "start: {delay: 4s}", "-workers", str(workers)) as server:
        status, said = state(server)
        assert (status, said["status"], said["profile"]) == (503, "starting", "cold")
        assert 0 < said["ready_in_s"] <= 4
        assert 0 < int(ask(server, READY).header("retry-after")) <= 4
        assert ask(server, HEALTH).status == 200
        assert b"\nstatus   cold, ready in " in ask(server, PAGE).body

        wait_ready(server)

        assert state(server)[1]["status"] == "ready"
        assert "ready_in_s" not in state(server)[1]


@pytest.mark.parametrize("profile", ["", "latency: 1\n"], ids=["at once", "in time"])
def test_a_cold_server_refuses_and_says_for_how_long(folder: Path, profile: str) -> None:
    with (
        starting(folder, f"{profile}start: {{delay: 4s}}") as server,
        server.connect() as fast,
        server.connect() as slow,
    ):
        waits_ms = [refused_for_ms(fast, CHAT), refused_for_ms(slow, chunked(chat()))]
        assert all(0 < wait_ms <= 4000 for wait_ms in waits_ms)
        assert ask(server, MODELS).status == 503

        time.sleep(max(waits_ms) / 1e3)  # who waits what it was told succeeds
        for connection, request in ((fast, CHAT), (slow, chunked(chat()))):
            connection.sendall(request)
            assert responses(receive(connection))[0].status == 200
        assert ask(server, MODELS).status == 200


def refused_for_ms(connection: socket.socket, request: bytes) -> int:
    """Ask; return for how long the refusal says to wait."""
    connection.sendall(request)
    answer = responses(receive(connection))[0]
    assert answer.status == 503
    assert json.loads(answer.body)["error"]["type"] == "service_unavailable_error"
    return int(answer.header("retry-after-ms"))


@pytest.mark.parametrize("workers", [1, 2])
def test_what_waits_is_answered_when_the_server_is_ready(folder: Path, workers: int) -> None:
    requests = [CHAT, MODELS, post(chat(stream=True)), chunked(chat())]
    text = "start: {delay: 3s, requests: wait}"
    with starting(folder, text, "-workers", str(workers)) as server, ExitStack() as stack:
        earliest_s = ready_at_s(server)
        connections = [stack.enter_context(server.connect()) for _ in requests]
        for connection, request in zip(connections, requests, strict=True):
            connection.sendall(request)
        for connection in connections:
            assert responses(receive(connection))[0].status == 200
            assert time.monotonic() >= earliest_s


def test_an_answer_that_waited_takes_its_time_from_then_on(folder: Path) -> None:
    text = "latency: 300\nstart: {delay: 3s, requests: wait}"
    with starting(folder, text) as server:
        earliest_s = ready_at_s(server) + 0.3

        assert ask(server, CHAT).status == 200
        assert time.monotonic() >= earliest_s


def test_time_scale_is_of_the_start_too(folder: Path) -> None:
    with starting(folder, "time_scale: 100\nstart: {delay: 3m}") as server:
        assert 0 < state(server)[1]["ready_in_s"] <= 1.8


def test_phases_begin_when_the_server_is_ready(folder: Path) -> None:
    text = "start: {delay: 3s}\nphases: [{name: a, for: 100s}]"
    with starting(folder, text) as server:
        status, said = state(server)
        assert (status, said["phase"]["name"]) == (503, "waiting")

        wait_ready(server)

        said = state(server)[1]["phase"]
        assert (said["name"], said["index"]) == ("a", 0)
        assert ask(server, CHAT).header("x-mock-phase") == "a"


@pytest.mark.parametrize("begins", ["server", "first_request"])
@pytest.mark.parametrize("requests", ["refuse", "wait"])
def test_no_request_to_a_cold_server_begins_anything(
    folder: Path, requests: str, begins: str
) -> None:
    text = (
        f"start: {{delay: 4s, requests: {requests}}}\nphases: [{{name: a, for: 100s}}]\n"
        f"scenario: {{start: {begins}}}"
    )
    with starting(folder, text) as server, ExitStack() as stack:
        earliest_s = ready_at_s(server)
        connections = [stack.enter_context(server.connect()) for _ in range(3)]
        for connection in connections:
            connection.sendall(CHAT)
            time.sleep(0.02)
        assert state(server)[1]["phase"]["name"] == "waiting"
        answers = [responses(receive(connection))[0] for connection in connections]
        if requests == "wait":
            assert time.monotonic() >= earliest_s
        assert {one.status for one in answers} == {503 if requests == "refuse" else 200}
        assert {one.header("x-mock-phase") for one in answers} <= {"", "waiting"}

        wait_ready(server)

        assert ask(server, CHAT).header("x-mock-phase") == "a"


@pytest.mark.parametrize("requests", ["refuse", "wait"])
def test_a_client_of_openais_gets_through_a_cold_start(folder: Path, requests: str) -> None:
    """It waits what it is told, and asks again."""
    text = f"start: {{delay: 3s, requests: {requests}}}"
    with (
        starting(folder, text, "-workers", "2") as server,
        openai.OpenAI(base_url=f"{server.url}/v1", api_key="k", max_retries=3) as client,
    ):
        answer = client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}]
        )

        assert answer.choices[0].message.content


# --- how long it takes yet ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ready_ms", "now_ms", "left_ms"),
    [(0, 0, 500), (0, 9999, 500), (1000, 1000, 500), (1000, 1499, 1), (1000, 1500, 0), (1, 9e9, 0)],
)
def test_a_cold_start_counts_from_when_the_server_was_ready_to_listen(
    ready_ms: int, now_ms: float, left_ms: int
) -> None:
    ready = Moment()
    ready.set(ready_ms * MS)
    warmup = Warmup(Settings("test", start=ColdStart(0.5)), ready, lambda: int(now_ms * MS))

    assert warmup.left_ns() == left_ms * MS
    refusal = warmup.refusal()
    assert (None if refusal is None else refusal.retry_s) == (left_ms / 1e3 or None)
