"""The profile of a running server, changed over the network: by one worker, and by four."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator

import pytest

from tests.controlling import PATIENCE_S, answered, control, controlled, insist
from tests.large import LARGE
from tests.processes import serving_apart, wait_until, worker_processes
from tests.requests import post
from tests.serving import Server
from tests.talking import ask, serving_quietly

FLAGS = ("-profile", "fast", "-latency", "1", "-seed", "7")


@pytest.fixture(scope="module", params=["1", "4"], ids=["1 worker", "4 workers"])
def started(request: pytest.FixtureRequest) -> Iterator[Server]:
    with serving_quietly(*FLAGS, "-workers", request.param) as one:
        yield one


@pytest.fixture
def server(started: Server) -> Server:
    controlled(started, "PUT", "/profile", {"extends": "fast"})
    return started


def test_a_changed_profile_answers_at_once_whichever_worker_is_asked(server: Server) -> None:
    for name in ("one", "two"):
        controlled(server, "PATCH", "/profile", {"model": name})
        assert {answered(server)["model"] for _ in range(12)} == {name}


def test_what_is_said_later_goes_over_what_was_said_before(server: Server) -> None:
    controlled(server, "PATCH", "/profile", {"ttft": {"base": "5ms"}, "model": "one"})
    controlled(server, "PATCH", "/profile", {"latency": "2ms", "itl.token": 0})

    said = controlled(server, "GET", "/profile")

    assert (said["latency"], said["model"], said["itl"]) == ("2ms", "one", {"token": 0})
    assert "ttft" not in said


def test_null_lets_what_the_server_was_started_with_count_again(server: Server) -> None:
    controlled(server, "PATCH", "/profile", {"latency": "2ms", "tokens": {"output": 5}})

    said = controlled(server, "PATCH", "/profile", {"latency": None, "tokens": None})

    assert said["latency"] == 1
    assert "tokens" not in said


def test_an_origin_says_who_said_a_value(server: Server) -> None:
    controlled(server, "PATCH", "/profile", {"model": "one"})

    origins = controlled(server, "GET", "/origins")

    told = {name: origins[name] for name in ("model", "latency", "jitter", "mode")}
    assert told == {
        "model": "control",
        "latency": "flag -latency",
        "jitter": "profiles/fast.yaml:5",
        "mode": "default",
    }


def test_another_profile_takes_the_place_of_what_was_said(server: Server) -> None:
    controlled(server, "PATCH", "/profile", {"model": "one"})

    said = controlled(server, "PUT", "/profile", {"extends": "outage", "seed": 3})

    assert "model" not in said
    assert said["seed"] == 3
    assert said["latency"] == 1  # as its flags say
    assert json.loads(ask(server, b"GET /ready HTTP/1.1\r\nHost: x\r\n\r\n").body)["profile"] == (
        "outage"
    )


def test_what_was_said_can_be_said_again(server: Server) -> None:
    controlled(server, "PUT", "/profile", {"extends": "chaos", "network": {"preset": "lte"}})
    said = controlled(server, "GET", "/profile")

    assert controlled(server, "PUT", "/profile", said) == said


def test_all_that_is_wrong_is_said_at_once_and_nothing_changes(server: Server) -> None:
    before = controlled(server, "GET", "/profile")

    response = control(
        server, "PATCH", "/profile", '{"latncy": 5,\n "tokens": {"output": -1},\n "model": "x"}'
    )

    assert response.status == 400
    problems = json.loads(response.body)["error"]["problems"]
    assert [(one["line"], one["key"]) for one in problems] == [(1, "latncy"), (2, "tokens.output")]
    assert problems[0]["message"] == "unknown key; nearest is latency"
    assert controlled(server, "GET", "/profile") == before


@pytest.mark.parametrize(
    ("method", "content", "why"),
    [
        ("PATCH", "{", "control:1: not JSON: Expecting property name enclosed in double quotes"),
        ("PATCH", "[]", "control:1: a list is not a mapping of keys"),
        ("PATCH", '{"latency": NaN}', "control: not JSON: NaN is no number"),
        ("PATCH", '{"port": 1}', "control:1: port: cannot be changed while the server runs"),
        (
            "PATCH",
            '{"extends": "fast"}',
            "control:1: extends: names another profile, which takes the place of this one: PUT it",
        ),
        ("PUT", '{"extends": "/etc/passwd.yaml"}', "which only a profile's file may name"),
        ("PATCH", '{"answers": "rules.yaml"}', "which only a profile's file may name"),
        ("PATCH", '{"load": {"slots": 3}}', "load.slots"),
        ("PATCH", '{"latency": "1s", "latency": "2s"}', "given twice"),
        ("PATCH", '{"itl.token": 1, "itl": {"token": 2}}', "given twice"),
    ],
)
def test_what_cannot_be_had_is_refused(server: Server, method: str, content: str, why: str) -> None:
    response = control(server, method, "/profile", content)

    assert response.status == 400
    assert why in json.loads(response.body)["error"]["message"]


def test_a_body_that_is_too_large_is_refused(server: Server) -> None:
    response = control(server, "PATCH", "/profile", " " * (4 * 2**20 + 1))

    assert response.status == 413


def test_large_requests_follow_too(server: Server) -> None:
    """They are answered by a process of their own, which has to be told as well."""
    for name in ("one", "two"):
        controlled(server, "PATCH", "/profile", {"model": name})
        answer = json.loads(ask(server, LARGE, 60.0).body)
        assert answer["model"] == name


def test_an_answer_under_way_keeps_its_profile(server: Server) -> None:
    controlled(server, "PATCH", "/profile", {"latency": "700ms", "model": "before"})
    with server.connect(30.0) as connection:
        connection.sendall(post(b'{"model":"gpt-4o","messages":[{"role":"user","content":"x"}]}'))
        controlled(server, "PATCH", "/profile", {"latency": "0ms", "model": "after"})
        assert answered(server)["model"] == "after"
        assert b'"model": "before"' in connection.recv(65_536).replace(b'":"', b'": "')


def test_a_worker_that_is_started_anew_is_what_the_others_are() -> None:
    with serving_apart(*FLAGS, "-workers", "2") as server:
        controlled(server, "PATCH", "/profile", {"model": "kept"})
        for victim in worker_processes(server.process.pid):
            os.kill(victim, signal.SIGKILL)
            controlled(server, "PATCH", "/profile", {"latency": "2ms"})  # nobody waits for the dead
            wait_until(lambda: len(worker_processes(server.process.pid)) == 2)
        assert {answered(server)["model"] for _ in range(6)} == {"kept"}


def behind(server: Server) -> list[str]:
    """Return who does not follow a change in time: on a busy machine, others may not either."""
    response = control(server, "PATCH", "/profile", {"model": "new"})
    assert response.status == 504
    named: list[str] = json.loads(response.body)["error"]["behind"]
    assert "worker 1" in named
    return named


def test_a_worker_that_does_not_go_on_is_named() -> None:
    with serving_apart(*FLAGS, "-workers", "2") as server:
        victim = worker_processes(server.process.pid)[1]
        os.kill(victim, signal.SIGSTOP)
        wait_until(lambda: behind(server) == ["worker 1"], PATIENCE_S)

        os.kill(victim, signal.SIGCONT)
        insist(server, "PATCH", "/profile", {"latency": "2ms"})
        assert {answered(server)["model"] for _ in range(6)} == {"new"}
