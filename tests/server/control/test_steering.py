"""A running server as a whole: begun anew, in another phase, frozen and released."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from select import select

import pytest

from tests.controlling import answered, control, controlled
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask, receive, serving_quietly

PHASES = """\
phases:
  - {name: calm, for: 1h}
  - {name: storm, for: 1h, set: {error_rate: 1}}
  - {name: after}
"""


@pytest.fixture(scope="module", params=["1", "4"], ids=["1 worker", "4 workers"])
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("profiles")
    (folder / "weather.yaml").write_text(PHASES)
    (folder / "own.yaml").write_text("description: of mine\nmodel: own\n")
    flags = ("-profile", str(folder / "weather.yaml"), "-seed", "7", "-workers", request.param)
    with serving_quietly(*flags) as one:
        yield one


@pytest.fixture
def server(started: Server) -> Server:
    controlled(started, "POST", "/release")
    controlled(started, "POST", "/reset")
    return started


def phases(server: Server) -> set[str | None]:
    """Return the names of the phases that answers tell of, on many connections."""
    request = post(chat())
    return {ask(server, request).header("x-mock-phase") for _ in range(12)}


# Begun anew


def test_what_was_said_is_forgotten(server: Server) -> None:
    controlled(server, "PATCH", "/profile", {"model": "other"})

    said = controlled(server, "POST", "/reset")

    assert "model" not in said
    assert answered(server)["model"] != "other"


def test_what_was_counted_is_forgotten(server: Server) -> None:
    fault = {"type": "status", "code": 503, "first": 1}
    rules = {"faults": [fault], "answers": [{"text": "no. {{ count }}"}]}
    controlled(server, "PATCH", "/profile", rules)

    def asked() -> list[int]:
        return [ask(server, post(chat())).status for _ in range(3)]

    assert asked() == [503, 200, 200]
    assert asked() == [200, 200, 200]
    controlled(server, "POST", "/reset")
    controlled(server, "PATCH", "/profile", rules)
    assert asked() == [503, 200, 200]
    assert answered(server)["choices"][0]["message"]["content"] == "no. 3"


def test_what_was_used_of_limits_is_forgotten(server: Server) -> None:
    limits = {"limits": [{"rpm": 1}]}
    controlled(server, "PATCH", "/profile", limits)
    assert [ask(server, post(chat())).status for _ in range(2)] == [200, 429]
    controlled(server, "PATCH", "/profile", {"model": "x"})
    assert ask(server, post(chat())).status == 429

    controlled(server, "POST", "/reset")
    controlled(server, "PATCH", "/profile", limits)

    assert ask(server, post(chat())).status == 200


def test_what_was_kept_is_forgotten(server: Server) -> None:
    kept = answered(server, store=True)["id"]
    path = f"GET /v1/chat/completions/{kept} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    assert ask(server, path).status == 200

    controlled(server, "POST", "/reset")

    assert ask(server, path).status == 404


def test_what_was_observed_is_known_on() -> None:
    """Counters that somebody scrapes only rise as long as a server runs."""
    with serving_quietly("-metrics", "-ledger", "64", "-workers", "2") as server:
        answered(server)
        before = [one["id"] for one in controlled(server, "GET", "/requests")["requests"]]
        controlled(server, "POST", "/reset")
        assert answers_counted(server) == 1
        answered(server)
        after = [one["id"] for one in controlled(server, "GET", "/requests")["requests"]]

        assert answers_counted(server) == 2
        assert len(after) == 2
        assert set(before) < set(after)


def answers_counted(server: Server) -> int:
    """Return how many chats the metrics tell of."""
    page = ask(server, b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").body.decode()
    name = "sanic_mock_requests_total{"
    lines = (one for one in page.splitlines() if one.startswith(name) and "/chat/" in one)
    return sum(int(float(one.rsplit(" ", 1)[1])) for one in lines)


def test_a_scenario_begins_anew(server: Server) -> None:
    controlled(server, "POST", "/phase", {"skip": True})
    assert phases(server) == {"storm"}

    controlled(server, "POST", "/reset")

    assert phases(server) == {"calm"}


# Phases


def test_a_phase_is_skipped_named_and_begun_again_by_all_workers(server: Server) -> None:
    for content, name in (
        ({"skip": True}, "storm"),
        ({"skip": True}, "after"),
        ({"phase": "storm"}, "storm"),
        ({"begin": True}, "calm"),
    ):
        phase = controlled(server, "POST", "/phase", content)["phase"]
        assert phase["name"] == name
        assert phases(server) == {name}
        assert controlled(server, "GET", "/phase")["phase"]["name"] == name


def test_another_scenario_begins_at_its_beginning(server: Server) -> None:
    controlled(server, "POST", "/phase", {"skip": True})

    controlled(server, "PATCH", "/profile", {"phases": [{"name": "new", "for": "1h"}]})

    assert phases(server) == {"new"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"phase": "strom"}, "'strom' is no phase; nearest is storm"),
        ({"skip": 1.5}, "is not known; want"),
        ({}, "is not known; want"),
        ({"begin": True, "skip": True}, "is not known; want"),
        ("[]", "want {"),
        ("{", "want {"),
    ],
)
def test_a_phase_that_cannot_be_had_is_refused(server: Server, content: object, why: str) -> None:
    response = control(server, "POST", "/phase", content)

    assert response.status == 400
    assert why in json.loads(response.body)["error"]["message"]


def test_nothing_follows_the_last_phase_and_no_phase_is_in_a_profile_without(
    server: Server,
) -> None:
    controlled(server, "POST", "/phase", {"phase": "after"})
    assert control(server, "POST", "/phase", {"skip": True}).status == 400

    controlled(server, "PUT", "/profile", {"extends": "fast"})
    assert control(server, "POST", "/phase", {"begin": True}).status == 400
    assert controlled(server, "GET", "/phase") == {"phase": None}


# Frozen


def are_silent(*connections: socket.socket) -> bool:
    """Return whether nothing comes on any of them for a while."""
    return select(connections, [], [], 0.3)[0] == []


@pytest.mark.parametrize("latency", ["0ms", "20ms"])
@pytest.mark.parametrize("stream", [False, True])
def test_a_frozen_server_answers_when_it_is_released(
    server: Server, latency: str, stream: bool
) -> None:
    controlled(server, "PATCH", "/profile", {"latency": latency})
    assert controlled(server, "POST", "/freeze") == {"frozen": True}
    connections = [server.connect(30.0) for _ in range(6)]
    for one in connections:
        one.sendall(post(chat(stream=stream)))

    assert are_silent(*connections)
    assert controlled(server, "POST", "/release") == {"frozen": False}

    for one in connections:
        assert b" 200 OK" in receive(one)
        one.close()


def test_a_stream_under_way_stops_and_goes_on(server: Server) -> None:
    values = {"itl": {"token": "50ms"}, "tokens": {"output": 20}}
    controlled(server, "PATCH", "/profile", values)
    with server.connect(30.0) as connection:
        connection.sendall(post(chat(stream=True)))
        received = connection.recv(65_536)
        controlled(server, "POST", "/freeze")
        connection.settimeout(0.3)
        with suppress(TimeoutError):
            received += connection.recv(1_000_000)
        assert b"[DONE]" not in received
        assert are_silent(connection)

        controlled(server, "POST", "/release")
        connection.settimeout(30.0)
        while b"[DONE]" not in received:
            more = connection.recv(65_536)
            assert more
            received += more


def test_what_is_no_model_answers_and_says_that_others_wait(server: Server) -> None:
    controlled(server, "POST", "/freeze")

    ready = ask(server, b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n")

    assert json.loads(ready.body)["status"] == "degraded"
    assert "frozen" in json.loads(ready.body)["why"]


def test_a_profile_that_is_changed_while_it_is_frozen_waits_too(server: Server) -> None:
    controlled(server, "POST", "/freeze")
    controlled(server, "PATCH", "/profile", {"model": "changed"})
    with server.connect(30.0) as connection:
        connection.sendall(post(chat()))
        assert are_silent(connection)
        controlled(server, "POST", "/release")
        assert b'"changed"' in receive(connection)


def test_a_frozen_server_that_is_stopped_answers_first() -> None:
    with serving_quietly("-profile", "fast") as server:
        controlled(server, "POST", "/freeze")
        with server.connect(30.0) as connection:
            connection.sendall(post(chat()))
            assert are_silent(connection)
            server.process.send_signal(signal.SIGTERM)
            assert b" 200 OK" in receive(connection)


# Profiles


def test_profiles_are_listed_and_can_be_run_by_their_names(server: Server) -> None:
    listed = controlled(server, "GET", "/profiles")
    rows = {one["name"]: one for one in listed["profiles"]}

    assert listed["running"] == "weather"
    assert rows["fast"]["origin"] == "shipped"
    assert rows["own"]["description"] == "of mine"
    controlled(server, "PUT", "/profile", {"extends": "own"})
    assert answered(server)["model"] == "own"
