"""Who asked, as `/_mock/requests` of a running server tells: connection, ids, seed, retries."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from sanic_mock.server.caller import retry_ms_in
from tests.requests import chat, post
from tests.serving import Response, Server, responses
from tests.talking import ask, receive, serving_quietly

SLOW = "ttft: {base: 5ms}\ntokens: {output: 3}\n"
REFUSED = "faults: [{{type: status, code: 429, first: 1, retry_after: {}}}]\n"
HTTP10 = b"HTTP/1.0"
LIMITED = "limits: [{rpm: 1}]\n"
GEMINI = "/v1beta/models/gemini-2.5-flash:generateContent"
PROMPT = b'{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}'


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving_quietly("-seed", "7", "-ledger", "60") as running:
        yield running


@pytest.fixture(scope="module", params=["at once", "in time"])
def either(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    profile = tmp_path_factory.mktemp("profile") / "one.yaml"
    profile.write_text(SLOW if request.param == "in time" else "tokens: {output: 3}\n")
    flags = ("-seed", "11", "-ledger", "60", "-profile", str(profile))
    with serving_quietly(*flags) as running:
        yield running


def listed(server: Server, limit: int) -> list[dict[str, Any]]:
    """Return the last requests, the oldest first."""
    target = f"GET /_mock/requests?limit={limit} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    found: list[dict[str, Any]] = json.loads(ask(server, target.encode()).body)["requests"]
    return found[::-1]


def on_one_connection(server: Server, *requests: bytes) -> list[Response]:
    """Return the answers to requests, each sent when the one before is answered."""
    answers = []
    with server.connect(timeout_s=10) as connection:
        for one in requests:
            connection.sendall(one)
            answers += responses(receive(connection))
    return answers


@pytest.mark.parametrize("stream", [False, True])
def test_a_request_has_the_id_that_its_answer_told(either: Server, stream: bool) -> None:
    answer = ask(either, post(chat("an id", stream=stream)))
    (told,) = listed(either, 1)
    assert told["request_id"] == answer.header("x-request-id")
    assert told["request_id"].startswith("req_")
    assert (told["seed"], told["http"]) == (11, "1.1")


def test_what_a_body_says_is_no_id_of_its_answer(server: Server) -> None:
    body = chat("an id", model="request-id: mine", stream=False)
    request = post(body, path="/api/chat")
    for _ in range(3):
        assert b'"model":"request-id: mine"' in ask(server, request).body
    assert [one["request_id"] for one in listed(server, 3)] == [None] * 3


def test_a_connection_that_is_used_again_is_told(either: Server) -> None:
    on_one_connection(either, *(post(chat(f"again {n}")) for n in range(3)))
    ask(either, post(chat("elsewhere")))
    *reused, new = listed(either, 4)
    assert [one["connection_request"] for one in reused] == [1, 2, 3]
    assert len({one["connection"] for one in reused}) == 1
    assert new["connection_request"] == 1
    assert new["connection"] not in {one["connection"] for one in reused}


def test_requests_that_come_together_are_told_apart(server: Server) -> None:
    with server.connect(timeout_s=10) as connection:
        connection.sendall(post(chat("first of two")) + post(chat("second of two")))
        answers = responses(receive(connection, 2))
    told = listed(server, 2)
    ids = [one.header("x-request-id") for one in answers]
    assert [one["request_id"] for one in told] == ids
    assert [one["connection_request"] for one in told] == [1, 2]


def test_who_asks_early_is_not_taken_for_those_between_whose_requests_it_is_answered(
    tmp_path: Path,
) -> None:
    """What is due is sent between requests that come at once, and lets further ones be answered."""
    profile = tmp_path / "paced.yaml"
    profile.write_text("ttft: {base: 2ms}\nitl: {token: 2ms}\ntokens: {output: 2}\n")
    patient = [f"patient {number}" for number in range(20)]
    costly = [f"of many: return JSON with keys {n} " + "key one of a, " * 200 for n in range(40)]
    with ExitStack() as stack:
        server = stack.enter_context(serving_quietly("-ledger", "90", "-profile", str(profile)))
        first, *others = (
            stack.enter_context(server.connect(timeout_s=10)) for _ in range(1 + len(costly))
        )
        first.sendall(b"".join(post(chat(text)) for text in patient))
        for connection, text in zip(others, costly, strict=True):
            connection.sendall(post(chat(text, response_format={"type": "json_object"})))
        for connection, count in ((first, len(patient)), *((one, 1) for one in others)):
            receive(connection, count)
        told = listed(server, 60)
    asked = Counter(one["connection"] for one in told)
    assert sorted(asked.values()) == [1] * len(costly) + [len(patient)]
    for connection, count in asked.items():
        numbers = [one["connection_request"] for one in told if one["connection"] == connection]
        assert sorted(numbers) == [*range(1, count + 1)]


def test_what_a_client_said_of_itself_is_told(server: Server) -> None:
    fields = "X-Client-Request-Id: mine-1\r\ntraceparent: 00-ab-cd-01\r\nUser-Agent: a/1"
    ask(server, post(chat("of itself"), fields))
    (told,) = listed(server, 1)
    assert (told["client_request_id"], told["traceparent"]) == ("mine-1", "00-ab-cd-01")
    assert (told["user_agent"], told["case"], told["sdk_retry"]) == ("a/1", None, None)


def test_the_case_that_decides_chance_is_told(server: Server) -> None:
    ask(server, post(chat("of a case"), "x-mock-case: seventh"))
    (told,) = listed(server, 1)
    assert told["case"] == "seventh"


def test_both_lanes_tell_of_the_same_connection(server: Server) -> None:
    get = b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n"
    on_one_connection(server, post(chat("fast")), get)
    told = listed(server, 2)
    assert [one["connection_request"] for one in told] == [1, 2]
    assert told[0]["connection"] == told[1]["connection"]


def test_an_older_http_is_told(server: Server) -> None:
    request = post(chat("older")).replace(b"HTTP/1.1", HTTP10)
    ask(server, request)
    (told,) = listed(server, 1)
    assert (told["http"], told["status"]) == ("1.0", 200)


def test_what_no_model_answers_has_its_caller_too(server: Server) -> None:
    answer = ask(server, b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nUser-Agent: b/2\r\n\r\n")
    (told,) = listed(server, 1)
    assert (told["request_id"], told["user_agent"]) == (answer.header("x-request-id"), "b/2")


def test_how_often_a_body_came_is_told(server: Server) -> None:
    for _ in range(3):
        ask(server, post(chat("thrice")))
    told = listed(server, 3)
    assert [one["came_before"] for one in told] == [0, 1, 2]
    assert [one.get("came_again_as") for one in told] == [None, "repeat", "repeat"]
    assert told[2]["retry_of"] == told[1]["id"]


def test_a_body_of_another_key_is_another_clients(server: Server) -> None:
    for key in ("sk-one-of-two-clients-aaaa", "sk-one-of-two-clients-bbbb"):
        ask(server, post(chat("shared"), f"Authorization: Bearer {key}"))
    assert [one["came_before"] for one in listed(server, 2)] == [0, 0]


def test_how_often_a_body_came_is_told_over_all_workers() -> None:
    with serving_quietly("-seed", "7", "-ledger", "60", "-workers", "2") as server:
        for _ in range(12):
            ask(server, post(chat("anywhere")))
        told = listed(server, 12)
    assert {one["worker"] for one in told} == {0, 1}
    assert [one["came_before"] for one in told] == [*range(12)]


@pytest.mark.parametrize(
    ("asked", "wait_s", "has_waited"), [("1m", 0.0, False), ("200ms", 0.25, True)]
)
def test_a_retry_tells_whether_it_waited_as_it_was_asked(
    tmp_path: Path, asked: str, wait_s: float, has_waited: bool
) -> None:
    profile = tmp_path / "limited.yaml"
    profile.write_text(REFUSED.format(asked))
    with serving_quietly("-ledger", "60", "-profile", str(profile)) as server:
        refused = ask(server, post(chat("too soon")))
        sleep(wait_s)
        ask(server, post(chat("too soon")))
        first, second = listed(server, 2)
    assert refused.status == 429
    assert first["retry_after_ms"] == int(refused.header("retry-after-ms") or 0) > 0
    assert second["retry_of"] == first["id"]
    assert second["waited_ms"] >= wait_s * 1000
    assert second["has_waited"] is has_waited


@pytest.mark.parametrize(
    ("fields", "wait_ms"),
    [
        (b"retry-after: 2", 2000),
        (b"Retry-After: 1.5 ", 1500),
        (b"retry-after: 1\r\nretry-after-ms: 40", 40),
        (b"retry-after-ms: 40\r\nretry-after: 1", 40),
        (b"x-amz-retry-after: 250", 250),
        (b"retry-after: Thu, 01 Jan 1970 00:00:13 GMT", 3000),
        (b"retry-after: Thu, 01 Jan 1970 00:00:09 GMT", 0),
        (b"retry-after: soon", 0),
        (b"x-retry-after: 2", 0),
        (b'x-told: "retryDelay": "7s"', 0),
        (b"", 0),
        (b'\r\n"retryDelay": "37s"', 37_000),
        (b'\r\n{"retryDelay":"0.25s"}', 250),
        (b'\r\n"retryDelay": "soon"', 0),
        (b'retry-after: 2\r\n\r\n"retryDelay": "37s"', 2000),
    ],
)
def test_a_wait_is_read_as_its_field_tells_it(fields: bytes, wait_ms: int) -> None:
    head = b"HTTP/1.1 429 Too Many Requests\r\nDate: x\r\n%b\r\n\r\nretry-after: 9" % fields
    assert retry_ms_in(head, now_s=10.0) == wait_ms


@pytest.mark.parametrize("timing", ["", "ttft: {base: 5ms}\n", "network: {preset: edge}\n"])
@pytest.mark.parametrize("way", [(), ("Connection: close",)], ids=["fast lane", "Sanic lane"])
def test_a_wait_that_only_a_body_tells_is_known(
    tmp_path: Path, timing: str, way: tuple[str, ...]
) -> None:
    profile = tmp_path / "limited.yaml"
    profile.write_text(timing + LIMITED)
    key = "x-goog-api-key: any"
    fault = "x-mock-fault: status;code=503;retry_after=7s"
    with serving_quietly("-ledger", "60", "-profile", str(profile)) as server:
        faulted = ask(server, post(PROMPT, key, fault, *way, path=GEMINI))
        ask(server, post(PROMPT, key, *way, path=GEMINI))
        limited = ask(server, post(PROMPT, key, *way, path=GEMINI))
        told = listed(server, 3)
    delay = re.search(rb'"retryDelay": "(\d+)s"', limited.body)
    assert (faulted.status, limited.status) == (503, 429)
    assert delay is not None
    assert told[0]["retry_after_ms"] == 7000
    assert told[2]["retry_after_ms"] == int(delay[1]) * 1000


def test_a_wait_until_a_date_is_one_that_retries_may_ignore() -> None:
    fault = "x-mock-fault: status;code=429;retry_after=30s;retry_fields=date;first=1;per=case"
    with serving_quietly("-ledger", "60") as server:
        for _ in range(2):
            ask(server, post(chat("until a date"), fault))
        first, second = listed(server, 2)
    assert 29_000 < first["retry_after_ms"] <= 31_000
    assert second["has_waited"] is False


def test_who_asked_is_not_kept_where_nobody_wants_to_know(tmp_path: Path) -> None:
    profile = tmp_path / "uncalled.yaml"
    profile.write_text("observe: {ledger: 60, callers: false}\n")
    with serving_quietly("-profile", str(profile)) as server:
        ask(server, post(chat("nobody")))
        (told,) = listed(server, 1)
    assert "connection" not in told
    assert "request_id" not in told


def test_no_key_is_among_what_is_told(server: Server) -> None:
    ask(server, post(chat("secret"), "Authorization: Bearer sk-abcdefghijklmnopqrstuvwx"))
    assert "mnopqr" not in json.dumps(listed(server, 60))
