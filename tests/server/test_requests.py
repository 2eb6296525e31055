"""`/_mock/requests` of a running server: what became of the last requests, one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sanic_mock.server.routes import LARGE_BODY
from tests.requests import chat, post
from tests.serving import Response, Server
from tests.talking import ask, serving_quietly


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving_quietly("-seed", "7", "-ledger", "60") as running:
        yield running


def get(server: Server, target: str) -> Response:
    """Ask for a path of the server's own."""
    return ask(server, f"GET /_mock/{target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())


def listed(server: Server, query: str = "") -> list[dict[str, Any]]:
    """Return requests that are remembered."""
    answer = get(server, f"requests{query}")
    assert answer.status == 200, answer
    found: list[dict[str, Any]] = json.loads(answer.body)["requests"]
    return found


def test_the_last_requests_are_told_newest_first(server: Server) -> None:
    answers = [ask(server, post(chat(f"told {n}"))) for n in range(3)]

    found = listed(server, "?limit=3")

    usages = [json.loads(one.body)["usage"] for one in reversed(answers)]
    assert [one["prompt_tokens"] for one in found] == [one["prompt_tokens"] for one in usages]
    assert [one["content_bytes"] for one in found] == [len(one.body) for one in reversed(answers)]
    assert found[0]["endpoint"] == "/v1/chat/completions"
    assert (found[0]["model"], found[0]["status"], found[0]["ending"]) == (
        *("gpt-4o-mini", 200),
        "completed",
    )
    times = [one["time"] for one in found]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1/responses"])
@pytest.mark.parametrize("words", [1, LARGE_BODY])
def test_however_long_a_request_is_it_is_told_what_it_bills(
    server: Server, path: str, words: int, stream: bool
) -> None:
    messages = [{"role": "user", "content": "a " * words}]
    asked: dict[str, Any] = (
        {"input": messages} if path == "/v1/responses" else {"messages": messages}
    )
    model = "gpt-4.1-mini"
    if path == "/v1/messages":
        model, asked = "claude-sonnet-4-5", {**asked, "max_tokens": 50}
    body = json.dumps({"model": model, "stream": stream, **asked}).encode()
    ask(server, post(body, "anthropic-version: 2023-06-01", path=path))

    (told,) = listed(server, "?limit=1")

    assert told["endpoint"] == path
    assert told["model"].startswith(model)
    assert told["prompt_tokens"] >= words
    assert told["completion_tokens"] > 0


def test_no_more_are_remembered_than_there_is_room_for(server: Server) -> None:
    for n in range(150):
        ask(server, post(chat(f"many {n}")))
    assert len(listed(server, "?limit=100000")) == 60


def test_one_request_is_had_by_its_id(server: Server) -> None:
    ask(server, post(chat("by its id")))
    (newest,) = listed(server, "?limit=1")

    answer = get(server, f"requests/{newest['id']}")

    assert json.loads(answer.body) == newest
    assert get(server, "requests/0-999999999").status == 404


def test_a_body_that_comes_again_is_a_further_attempt(server: Server) -> None:
    for _ in range(3):
        ask(server, post(chat("again and again")))
    assert [one["attempt"] for one in listed(server, "?limit=3")] == [3, 2, 1]


@pytest.mark.parametrize(
    ("query", "statuses"), [("?status=404", {404}), ("?status=200&status=404", {200, 404})]
)
def test_requests_are_chosen_by_what_they_are_counted_under(
    server: Server, query: str, statuses: set[int]
) -> None:
    ask(server, post(chat("fine")))
    ask(server, b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert {one["status"] for one in listed(server, query)} == statuses


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?staus=1", "nearest is status"),
        ("?limit=0", "1 to 100000"),
        ("?format=xml", "json, ndjson"),
        ("?after=x", "no cursor"),
        ("?after=99999999-99999999", "no cursor"),
        ("?status=4xx", "no HTTP status"),
    ],
)
def test_a_query_that_cannot_be_says_why(server: Server, query: str, words: str) -> None:
    answer = get(server, f"requests{query}")
    assert (answer.status, words in answer.body.decode()) == (400, True), answer


def test_who_follows_gets_each_request_once_oldest_first(server: Server) -> None:
    cursor = json.loads(get(server, "requests").body)["cursor"]
    told: list[str] = []
    for n in range(6):
        ask(server, post(chat(f"followed {n}")))
        if n % 2:
            page = json.loads(get(server, f"requests?after={cursor}").body)
            told += [one["id"] for one in page["requests"]]
            cursor = page["cursor"]
    newest = [one["id"] for one in listed(server, "?limit=6")]
    assert told == newest[::-1]


def test_a_line_each_is_json(server: Server) -> None:
    ask(server, post(chat("line")))
    answer = get(server, "requests?format=ndjson&limit=2")
    assert answer.header("content-type") == "application/x-ndjson"
    assert [json.loads(line)["worker"] for line in answer.body.splitlines()] == [0, 0]


def test_no_key_is_told(server: Server) -> None:
    ask(server, post(chat("secret"), "Authorization: Bearer sk-abcdefghijklmnopqrstuvwx"))
    (newest,) = listed(server, "?limit=1")
    assert newest["key"] == "sk-***uvwx"
    assert b"mnopqr" not in get(server, "requests?limit=100000").body


def test_a_timed_answer_has_its_planned_and_actual_times(tmp_path: Path) -> None:
    profile = tmp_path / "slow.yaml"
    profile.write_text("ttft: {base: 20ms}\nitl: {token: 1ms}\ntokens: {output: 10}\n")
    with serving_quietly("-seed", "7", "-ledger", "60", "-profile", str(profile)) as server:
        ask(server, post(chat("stream", stream=True)))
        ask(server, post(chat("whole")))
        whole, stream = listed(server)

    assert (stream["stream"], whole["stream"]) == (True, False)
    assert 20 <= stream["first_planned_ms"] <= stream["first_ms"]
    assert stream["planned_ms"] <= stream["actual_ms"]
    assert stream["worst_late_ms"] >= 0
    assert stream["sent_pieces"] == whole["sent_pieces"] == 10


def test_all_workers_requests_are_told(tmp_path: Path) -> None:
    with serving_quietly("-seed", "7", "-ledger", "60", "-workers", "2") as server:
        for n in range(20):
            ask(server, post(chat(f"{n}")))
        found = listed(server)
    assert len(found) == 20
    assert {one["worker"] for one in found} == {0, 1}


def test_a_server_without_a_ledger_says_how_one_is_had() -> None:
    with serving_quietly("-metrics") as server:
        answer = get(server, "requests")
    assert (answer.status, b"-ledger" in answer.body) == (404, True)


@pytest.mark.parametrize(("flags", "status"), [(("-admin-token", "let-me-in"), 401), ((), 404)])
def test_who_is_elsewhere_and_has_no_token_is_told_nothing(
    flags: tuple[str, ...], status: int
) -> None:
    head = b"GET /_mock/requests HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n"
    with serving_quietly("-ledger", "60", *flags) as server:
        answer = ask(server, head)
    assert (answer.status, b"cursor" in answer.body) == (status, False)
