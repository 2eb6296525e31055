"""Phases of a running server, seen by those who ask it: the workers agree, and times follow."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.patience import Patience
from tests.processes import wait_until, worker_processes
from tests.requests import chat, chunked, post
from tests.serving import Response, Server, responses, serving
from tests.sharing import lending
from tests.talking import ask, receive, serving_quietly

READY = b"GET /ready HTTP/1.1\r\nHost: m\r\n\r\n"
CHAT = post(chat())
# a phase that is to be met by a first request must not be over when that comes
FIRST = "scenario: {start: first_request}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@contextmanager
def playing(profile: str, *flags: str) -> Iterator[Server]:
    """Lend a server of a profile, of which no file is named."""
    with lending(profile, "-seed", "7", *flags) as server:
        yield server


@contextmanager
def playing_beside(folder: Path, profile: str, *flags: str) -> Iterator[Server]:
    """Run a profile beside others in a folder."""
    (folder / "play.yaml").write_text(profile)
    with serving_quietly("-seed", "7", "-profile", str(folder / "play.yaml"), *flags) as server:
        yield server


def phase(server: Server) -> dict[str, Any]:
    """Return what `/ready` says of the phase."""
    found: dict[str, Any] = json.loads(ask(server, READY).body)["phase"]
    return found


def wait_for(server: Server, name: str, limit_s: float = 20.0) -> dict[str, Any]:
    """Wait until a phase runs."""
    found: dict[str, Any] = {}

    def is_it() -> bool:
        nonlocal found
        found = phase(server)
        return bool(found["name"] == name)

    wait_until(is_it, limit_s)
    return found


def answer_in(server: Server, name: str, limit_s: float = 20.0) -> Response:
    """Ask until an answer is of a phase, which begins a moment later than `/ready` may say."""
    patience = Patience(limit_s)
    while (answer := ask(server, CHAT)).header("x-mock-phase") != name:
        assert not patience.is_over(), answer
    return answer


def took(server: Server, request: bytes = CHAT) -> tuple[str, float]:
    """Ask; return in which phase that was answered, and how long it took."""
    with server.connect() as connection:
        started_s = time.monotonic()
        connection.sendall(request)
        received = receive(connection, timeout_s=30)
        return responses(received)[0].header("x-mock-phase"), time.monotonic() - started_s


# --- what is told -------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["", "latency: 1\n"], ids=["at once", "in time"])
def constant(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with one phase that has no end."""
    profile = f"{request.param}phases: [{{name: all day}}]"
    with playing(profile) as server:
        yield server


@pytest.mark.parametrize("send", [post, chunked], ids=["fast lane", "Sanic lane"])
@pytest.mark.parametrize(
    ("body", "status"), [(chat(), 200), (chat(stream=True), 200), (b"{}", 400)]
)
def test_every_answer_tells_its_phase(
    constant: Server, send: Any, body: bytes, status: int
) -> None:
    answer = ask(constant, send(body))

    assert (answer.status, answer.header("x-mock-phase")) == (status, "all day")


@pytest.mark.parametrize("words", [40_000, 200_000], ids=["on a thread", "in another process"])
def test_a_large_request_is_answered_in_the_same_phase(constant: Server, words: int) -> None:
    answer = ask(constant, post(chat("x " * words)), timeout_s=30)

    assert answer.status == (200 if words < 100_000 else 400)  # too long for the model
    assert answer.header("x-mock-phase") == "all day"


def test_the_servers_own_page_tells_the_phase(constant: Server) -> None:
    page = ask(constant, b"GET / HTTP/1.1\r\nHost: m\r\n\r\n").body

    assert b"\nstatus   ready, phase all day\n" in page


def test_a_profile_without_phases_tells_none() -> None:
    with playing("latency: 1") as server:
        assert ask(server, CHAT).header("x-mock-phase") == ""
        assert "phase" not in json.loads(ask(server, READY).body)


def test_ready_tells_which_phase_runs_since_when_and_what_is_next() -> None:
    text = "phases: [{name: first, for: 100s}, {name: second, for: 1s}]"
    with playing(text) as server:
        found = phase(server)

        assert (found["name"], found["index"], found["next"]) == ("first", 0, "second")
        assert found["since_s"] + found["next_in_s"] == pytest.approx(100, abs=0.01)


def test_time_scale_is_of_phases_too() -> None:
    text = "time_scale: 3600\nphases: [{name: first, for: 100h}, {name: second}]"
    with playing(text) as server:
        found = phase(server)

        assert found["since_s"] + found["next_in_s"] == pytest.approx(100, abs=0.01)


# --- all workers are one server -----------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
def test_all_workers_agree_when_the_scenario_began(workers: int) -> None:
    """Each says how long ago; the moments of all have one in common."""
    with (
        playing("phases: [{for: 100s}]", "-workers", str(workers)) as server,
        ExitStack() as stack,
    ):
        connections = [stack.enter_context(server.connect()) for _ in range(8)]
        least_s, most_s = 0.0, float("inf")
        for connection in connections:
            asked_s = time.monotonic()
            connection.sendall(READY)
            answer = responses(receive(connection))[0]
            since_s = json.loads(answer.body)["phase"]["since_s"]
            least_s = max(least_s, asked_s - since_s - 0.001)
            most_s = min(most_s, time.monotonic() - since_s + 0.001)

        assert least_s <= most_s


@pytest.mark.parametrize("start", ["server", "first_request"])
def test_a_worker_that_is_started_anew_joins_where_the_others_are(folder: Path, start: str) -> None:
    text = f"phases: [{{name: a, for: 1s}}, {{name: b}}]\nscenario: {{start: {start}}}"
    (folder / "play.yaml").write_text(text)
    with serving("-profile", str(folder / "play.yaml"), "-workers", "2") as server:
        ask(server, CHAT)
        wait_for(server, "b")
        for pid in worker_processes(server.process.pid):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)

        answer_in(server, "b")
        assert phase(server)["since_s"] > 0


# --- when it begins -----------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_request_begins_the_scenario_for_all(workers: int) -> None:
    text = "phases: [{name: a, for: 100s}]\nscenario: {start: first_request}"
    with playing(text, "-workers", str(workers)) as server:
        time.sleep(0.2)
        assert phase(server) == {"name": "waiting", "index": None, "since_s": 0.0, "next": "a"}

        assert took(server)[0] == "a"
        with ExitStack() as stack:
            for _ in range(6):
                connection = stack.enter_context(server.connect())
                connection.sendall(CHAT)
                answer = responses(receive(connection))[0]
                assert answer.header("x-mock-phase") == "a"


def test_a_scenario_that_waits_to_be_told_waits() -> None:
    text = "latency: 5\nphases: [{name: a, set: {latency_x: 50}}]\nscenario: {start: control}"
    with playing(text) as server:
        assert took(server)[0] == "waiting"
        assert phase(server)["name"] == "waiting"


# --- what it does -------------------------------------------------------------------------------


def test_a_step_and_the_recovery_from_it() -> None:
    text = (
        "latency: 100\nphases:\n- {name: slow, for: 1s, set: {latency_x: 4}}\n"
        f"- {{name: quick, set: {{ttft_x: 0}}}}\n{FIRST}"
    )
    with playing(text) as server:
        name, slow_s = took(server)
        assert name == "slow"
        assert slow_s >= 0.4

        answer_in(server, "quick")
        assert min(took(server)[1] for _ in range(5)) < 0.1


def test_a_ramp_raises_the_time_to_the_first_token() -> None:
    """Never early: no answer takes less than the ramp had at its beginning."""
    text = "latency: 50\nphases: [{name: up, for: 3s, shape: ramp, set: {ttft_x: 11}}, {name: top}]"
    with playing(text) as server:
        patience = Patience(20.0)
        while not patience.is_over():
            found = phase(server)
            name, took_s = took(server)
            if found["name"] == name == "up":
                # as it was set at most a step before: a twentieth of a second
                least_s = 0.05 * (1 + 10 * max(0.0, found["since_s"] - 0.1) / 3)
                assert took_s >= least_s
            if name == "top":
                break
        assert name == "top"


def test_gaps_are_multiplied() -> None:
    text = "itl: {token: 20}\ntokens: {output: 11}\nphases: [{set: {itl_x: 3}}]"
    with playing(text) as server:
        assert took(server, post(chat(stream=True)))[1] >= 10 * 0.06
        assert took(server)[1] >= 10 * 0.06


def test_an_engines_steps_are_multiplied() -> None:
    text = (
        "load: {model: step, step: {base: 10ms}}\ntokens: {output: 10}\nphases: [{set: {itl_x: 5}}]"
    )
    with playing(text) as server:
        assert took(server)[1] >= 9 * 0.05


@pytest.mark.parametrize(
    ("profile", "phase", "least_s"),
    [("down", "{bandwidth_x: 0.25}", 0.4), ("server_down", "{bandwidth_x: 0.5}", 0.2)],
)
def test_rates_of_the_network_are_multiplied(
    folder: Path, profile: str, phase: str, least_s: float
) -> None:
    """100 kB at a megabyte a second, or so much less."""
    text = f"payload: 100kB\nnetwork: {{{profile}: 8mbps}}\nphases: [{{set: {phase}}}]"
    with playing_beside(folder, text) as server:
        assert took(server)[1] >= least_s * 0.99


def test_a_spike_meets_some_requests() -> None:
    text = "latency: 5\nphases: [{shape: spike, p: 0.3, set: {latency_x: 40}}]"
    with playing(text) as server:
        times_s = [took(server, post(chat(f"{number}")))[1] for number in range(20)]

        assert 0 < sum(one >= 0.2 for one in times_s) < 20


@pytest.mark.parametrize(("slots_x", "together"), [(0.5, 1), (1, 2), (2, 4)])
def test_slots_are_multiplied(slots_x: float, together: int) -> None:
    """Of four requests at once, some wait for those before them."""
    text = (
        "latency: 200\nload: {model: slots, slots: 2}\n"
        f"phases: [{{name: now, set: {{slots_x: {slots_x}}}}}]"
    )
    with playing(text) as server, ExitStack() as stack:
        connections = [stack.enter_context(server.connect()) for _ in range(4)]
        started_s = time.monotonic()
        for connection in connections:
            connection.sendall(CHAT)
        for connection in connections:
            receive(connection, timeout_s=20)

        assert time.monotonic() - started_s >= 0.2 * 4 / together


def test_what_waits_for_a_slot_begins_when_the_phase_that_took_it_is_over() -> None:
    text = (
        "latency: 3000\nload: {model: slots, slots: 4, on_full: wait}\n"
        f"phases: [{{name: few, for: 3s, set: {{slots_x: 0.25}}}}, {{name: all}}]\n{FIRST}"
    )
    with playing(text) as server, ExitStack() as stack:
        connections = [stack.enter_context(server.connect()) for _ in range(4)]
        for connection in connections:
            connection.sendall(CHAT)
        wait_for(server, "all")
        phases = [
            responses(receive(connection, timeout_s=20))[0].header("x-mock-phase")
            for connection in connections
        ]

        assert phases == ["few"] * 4


def test_an_outage_and_the_recovery_from_it() -> None:
    text = (
        "phases:\n- {name: out, for: 1s, set: {error_rate: 1, error_status: 503}}\n"
        f"- {{name: well}}\n{FIRST}"
    )
    with playing(text, "-workers", "2") as server:
        answers = [ask(server, post(chat(f"{number}"))) for number in range(20)]
        found = {(one.status, one.header("x-mock-phase")) for one in answers}
        assert found <= {(503, "out"), (200, "well")}
        assert (answers[0].status, answers[0].header("x-mock-phase")) == (503, "out")

        assert answer_in(server, "well").status == 200
        answers = [ask(server, post(chat(f"{number}"))) for number in range(20)]
        found = {(one.status, one.header("x-mock-phase")) for one in answers}
        assert found <= {(503, "out"), (200, "well")}


def test_a_brown_out_is_of_some_requests_and_the_same_again() -> None:
    text = "error_rate: 0.9\nphases: [{set: {error_rate: 0.3}}]"
    found = []
    for workers in ("1", "2"):
        with playing(text, "-workers", workers) as server:
            found.append([ask(server, post(chat(f"{one}"))).status for one in range(60)])

    assert found[0] == found[1]
    assert 5 <= found[0].count(500) <= 35


def test_faults_are_multiplied() -> None:
    text = (
        "faults: [{type: status, code: 429, p: 0.25}, {type: status, code: 503, first: 1}]\n"
        "phases: [{name: none, for: 1s, set: {faults_x: 0}}, {name: all, set: {faults_x: 4}}]\n"
        f"{FIRST}"
    )
    with playing(text) as server:
        answers = [ask(server, post(chat(f"{number}"))) for number in range(10)]
        assert {one.status for one in answers if one.header("x-mock-phase") == "none"} == {200}

        answer_in(server, "all")
        answers = [ask(server, post(chat(f"{number}"))) for number in range(10)]
        assert {one.status for one in answers} == {429}


@pytest.mark.parametrize("workers", [1, 2])
def test_limits_are_multiplied(workers: int) -> None:
    text = (
        "limits: [{rpm: 8, per: server}]\n"
        f"phases: [{{name: few, for: 2s, set: {{limits_x: 0.5}}}}, {{name: many}}]\n{FIRST}"
    )
    with playing(text, "-workers", str(workers)) as server:
        answers = [ask(server, post(chat(f"{number}"))) for number in range(8)]
        if answers[-1].header("x-mock-phase") == "few":  # else it took them too long
            assert [one.status for one in answers] == [200] * 4 + [429] * 4
            assert answers[0].header("x-ratelimit-limit-requests") == "4"

        assert answer_in(server, "many").header("x-ratelimit-limit-requests") == "8"


def test_phases_repeat() -> None:
    text = "phases: [{name: a, for: 300}, {name: b, for: 300}]\nscenario: {repeat: true}"
    with playing(text) as server:
        for name in ("b", "a", "b", "a"):
            assert wait_for(server, name)["next"] == ("a" if name == "b" else "b")


def test_phases_that_are_over_leave_the_profile_as_it_says() -> None:
    text = "latency: 5\nphases: [{name: a, for: 500, set: {latency_x: 100}}]"
    with playing(text) as server:
        answer_in(server, "over")

        assert min(took(server)[1] for _ in range(5)) < 0.25
        assert took(server)[0] == "over"


@pytest.mark.parametrize("workers", [1, 2])
def test_another_profile_answers_and_open_connections_follow(folder: Path, workers: int) -> None:
    (folder / "other.yaml").write_text("model: gpt-4o\nmax_body: 1KiB")
    text = (
        "model: gpt-4o-mini\nphases:\n- {name: own, for: 1s}\n"
        f"- {{name: others, for: 4s, profile: other.yaml}}\n- {{name: again}}\n{FIRST}"
    )
    with (
        playing_beside(folder, text, "-workers", str(workers)) as server,
        server.connect() as connection,
    ):

        def model_in(name: str) -> str:
            """Ask on one connection until an answer is of a phase."""
            patience = Patience(20.0)
            while not patience.is_over():
                connection.sendall(CHAT)
                answer = responses(receive(connection))[0]
                if answer.header("x-mock-phase") == name:
                    return str(json.loads(answer.body)["model"])
            raise AssertionError(f"{name} did not begin")

        assert model_in("own") == "gpt-4o-mini-2024-07-18"
        assert model_in("others") == "gpt-4o-2024-08-06"
        assert phase(server)["profile"] == "other.yaml"
        assert model_in("again") == "gpt-4o-mini-2024-07-18"


def test_an_answer_under_way_keeps_the_phase_in_which_it_was_planned() -> None:
    text = (
        "latency: 400\nphases: [{name: a, for: 500, set: {latency_x: 2}}, "
        f"{{name: b, set: {{latency_x: 0}}}}]\n{FIRST}"
    )
    with playing(text) as server, server.connect() as connection:
        connection.sendall(CHAT)
        answer_in(server, "b")
        assert responses(receive(connection))[0].header("x-mock-phase") == "a"
