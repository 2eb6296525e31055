"""`/_mock/report` of a running server: clients of several manners, and what it says of each."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from sanic_mock.report.changes import sent_field
from tests.controlling import control, controlled
from tests.late import LATE, serving_late
from tests.processes import wait_until
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask, reset, serving_quietly

KEY = "sk-client-of-the-report"
# Who closes its sending half has left: that shows at once, and not when it is written to.
SLOW = (
    "late_budget: 10s\nhalf_open: drop\n"
    "ttft: {base: 30ms}\nitl: {token: 10ms}\ntokens: {output: 40}\n"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    path = tmp_path / "slow.yaml"
    path.write_text(SLOW)
    with serving_quietly("-seed", "7", "-ledger", "200", "-profile", str(path)) as running:
        yield running


def reported(server: Server, requests: int) -> Any:
    """Return the report, once so many requests are over."""

    def report() -> Any:
        return controlled(server, "GET", "/report")

    wait_until(lambda: report()["requests"]["count"] >= requests)
    found = report()
    assert found["requests"]["count"] == requests
    return found


def leave(server: Server, content: str, after_s: float, *fields: str) -> None:
    """Ask for a stream, and leave after some time."""
    with server.connect() as connection:
        connection.sendall(post(chat(content, stream=True), *fields))
        time.sleep(after_s)
        reset(connection)


def test_a_client_that_tries_again_is_seen(server: Server) -> None:
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=KEY, max_retries=3) as client:
        client.chat.completions.create(
            model="gpt-4o",
            messages=[{"role": "user", "content": "again"}],
            extra_headers={"x-mock-fault": "status;code=503;first=2;per=case;retry_after=20ms"},
        )
    report = reported(server, 3)

    retries = report["retries"]
    assert (retries["count"], retries["most"], retries["amplification"]) == (2, 3, 3.0)
    assert retries["wait_min_ms"] > 0
    assert report["requests"]["errors"] == report["requests"]["faulted"] == 2
    (key,) = report["keys"]
    assert (key["key"], key["retries"]) == ("sk-***port", 2)


def test_a_client_that_waits_as_it_is_asked_to_is_told_from_one_that_does_not(
    server: Server,
) -> None:
    fault = "status;code=429;first=1;per=case;retry_after="
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=KEY, max_retries=1) as client:
        client.chat.completions.create(
            model="gpt-4o",
            messages=[{"role": "user", "content": "patient"}],
            extra_headers={"x-mock-fault": f"{fault}300ms"},
        )
    for _ in range(2):
        ask(server, post(chat("hasty"), f"x-mock-fault: {fault}1m"))
    retries = reported(server, 4)["retries"]

    assert retries["count"] == 2
    assert (retries["obeyed_retry_after"], retries["ignored_retry_after"]) == (1, 1)


def test_connections_and_what_a_gateway_adds_are_seen(server: Server) -> None:
    with httpx.Client(base_url=server.url) as client:
        for n in range(3):
            client.post("/v1/chat/completions", content=chat(f"{n}"))
    ask(server, post(chat("by proxy"), "Via: 1.1 gate", "X-Forwarded-For: 10.0.0.1"))
    report = reported(server, 4)

    assert report["connections"] == {"count": 2, "reused": 0.5}
    assert report["headers"] == {"proxied": 1, "leaked": 1}
    fields = {one["name"]: one["requests"] for one in report["fields"]}
    assert (fields["host"], fields["user-agent"], fields["via"]) == (4, 3, 1)
    assert "10.0.0.1" not in json.dumps(report)


@pytest.mark.parametrize("way", [(), ("Connection: close",)])
def test_what_a_gateway_drops_adds_and_changes_is_seen(
    tmp_path: Path, way: tuple[str, ...]
) -> None:
    """By both lanes; what a client says that it sent changes no answer."""
    path = tmp_path / "keeping.yaml"
    path.write_text("late_budget: 10s\nseed: 7\nobserve: {keep_bodies: true}\n")
    sent = {**json.loads(chat("sent")), "temperature": 0.5, "seed": 1, "stop": ["x"]}
    arrives = {**sent, "temperature": 1.0, "user": "gateway"}
    del arrives["stop"]
    field = f"X-Mock-Sent: {sent_field(sent)}"
    with serving_quietly("-profile", str(path)) as server:
        plain, same, changed = (
            ask(server, post(json.dumps(body).encode(), *fields, *way))
            for body, fields in ((sent, ()), (sent, (field,)), (arrives, (field,)))
        )
        report = reported(server, 3)
    assert (plain.status, same.status, changed.status) == (200, 200, 200)
    assert report["changes"] == {"compared": 2, "dropped": 1, "added": 1, "changed": 1}
    assert report["parameters"] == [
        {"name": "stop", "dropped": 1, "added": 0, "changed": 0},
        {"name": "temperature", "dropped": 0, "added": 0, "changed": 1},
        {"name": "user", "dropped": 0, "added": 1, "changed": 0},
    ]


def test_a_client_that_leaves_is_seen_and_sent_no_more(server: Server) -> None:
    leave(server, "left", 0.15)
    report = reported(server, 1)

    aborts = report["aborts"]
    assert (aborts["count"], aborts["unseen"]) == (1, 0)
    (one,) = controlled(server, "GET", "/requests")["requests"]
    assert one["pieces"] == 40
    assert aborts["unsent"] == 40 - one["sent_pieces"] > 0
    assert report["tokens"]["aborted"] == one["completion_tokens"]
    (bill,) = controlled(server, "GET", "/usage")["usage"]
    assert bill["aborted_requests"] == 1
    assert bill["aborted_completion_tokens"] == one["completion_tokens"]
    assert bill["aborted_sent_pieces"] == one["sent_pieces"]


def test_the_time_out_of_a_client_is_guessed(server: Server) -> None:
    waited_s = []
    for n in range(4):
        began_s = time.monotonic()
        hasty = openai.OpenAI(base_url=f"{server.url}/v1", api_key=KEY, max_retries=0, timeout=0.2)
        with hasty as client, pytest.raises(openai.APITimeoutError):
            client.chat.completions.create(
                model="gpt-4o", messages=[{"role": "user", "content": f"late {n}"}]
            )
        waited_s.append(time.monotonic() - began_s)
    report = reported(server, 4)

    (guess,) = report["timeouts"]
    assert guess["key"] == "sk-***port"
    assert 0.18 < guess["timeout_ms"] / 1000 < max(waited_s)
    assert report["aborts"]["timeouts"] == guess["answers"] >= 3


def test_a_hedged_pair_is_seen(server: Server) -> None:
    both = [threading.Thread(target=ask, args=(server, post(chat("hedged")))) for _ in range(2)]
    for one in both:
        one.start()
        time.sleep(0.1)
    for one in both:
        one.join()
    report = reported(server, 2)

    assert (report["hedges"]["count"], report["retries"]["count"]) == (1, 0)
    assert (report["inflight"]["max"], report["inflight"]["key_max"]) == (2, 2)


def test_a_body_that_is_sent_twice_is_seen(server: Server) -> None:
    for _ in range(2):
        ask(server, post(chat("twice")))
    assert reported(server, 2)["repeats"]["count"] == 1


def test_who_is_asked_too_much_is_seen_by_key_and_model(server: Server) -> None:
    def load(key: str, model: str) -> None:
        own = f"Authorization: Bearer {key}-of-many-letters"
        ask(server, post(chat(f"{key} {threading.get_ident()}", model=model), own))

    rows = [("sk-a", "gpt-4o")] * 3 + [("sk-b", "gpt-5")]
    threads = [threading.Thread(target=load, args=row) for row in rows]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    report = reported(server, 4)

    inflight = report["inflight"]
    assert 2 <= max(inflight["key_max"], inflight["model_max"]) <= inflight["max"] <= 4
    assert {one["model"]: one["requests"] for one in report["models"]} == {"gpt-4o": 3, "gpt-5": 1}
    assert sum(one["prompt_tokens"] for one in report["keys"]) == report["tokens"]["prompt"]


def test_what_nobody_recorded_is_said(server: Server) -> None:
    unknown = controlled(server, "GET", "/report")["unknown"]
    assert {"changes.dropped", "connections.count", "ttft.p99"} <= unknown.keys()


def test_a_mock_that_was_late_says_so(tmp_path: Path) -> None:
    with serving_late(tmp_path) as server:
        report = controlled(server, "GET", "/report")
    assert (report["trusted"], "the mock was the bottleneck" in report["doubt"]) == (False, True)
    assert report["lateness"]["late"] == LATE
    assert report["lateness"]["workers"] == 1


@pytest.mark.parametrize("path", ["/report", "/usage"])
def test_a_server_that_counts_nothing_says_how_it_would(path: str) -> None:
    with serving_quietly() as server:
        answer = control(server, "GET", path)
    assert (answer.status, b"start with -" in answer.body) == (404, True)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/report?key=x", "nothing to choose"),
        ("/usage?fromat=csv", "nearest is format"),
        ("/usage?format=xml", "json, csv"),
    ],
)
def test_a_query_that_cannot_be_says_why(server: Server, path: str, words: str) -> None:
    answer = control(server, "GET", path)
    assert (answer.status, words in answer.body.decode()) == (400, True)


def test_usage_is_csv_for_who_prefers_that(server: Server) -> None:
    ask(server, post(chat("billed"), f"Authorization: Bearer {KEY}"))
    bodies = {
        httpx.get(f"{server.url}/_mock/usage", headers={"accept": "text/csv"}).text,
        httpx.get(f"{server.url}/_mock/usage?format=csv").text,
    }
    (text,) = bodies
    head, row = text.splitlines()
    assert head.startswith("key,model,requests,errors,prompt_tokens,")
    assert row.startswith("sk-***port,gpt-4o-mini,1,0,")
    told = json.loads(httpx.get(f"{server.url}/_mock/usage").text)
    assert told["total"]["total_tokens"] == told["usage"][0]["total_tokens"] > 0
