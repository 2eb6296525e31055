"""Requests that are refused before anybody looks at who answers them are kept like all others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.server.request_head import MAX_HEAD
from tests.controlling import controlled
from tests.serving import Server
from tests.talking import ask, serving_quietly

CHAT = "/v1/chat/completions"
KEY = "sk-refused-0123456789"
HEAD = f"POST {CHAT} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KEY}\r\n"
CHUNKED = f"{HEAD}Transfer-Encoding: chunked\r\n\r\n"

ROWS = {
    "a body that is announced too large": (f"{HEAD}Content-Length: 3000\r\n\r\n", 413, CHAT),
    "a body that gets too large": (f"{CHUNKED}bb8\r\n" + "x" * 3000, 413, CHAT),
    "a length that is none": (f"{HEAD}Content-Length: abc\r\n\r\n", 400, "others"),
    "a chunk without a length": (f"{CHUNKED}zz\r\n", 400, CHAT),
    "an expectation": (f"{HEAD}Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{{}}", 417, "others"),
    "an unknown method": (HEAD.replace("POST", "BREW") + "\r\n", 405, CHAT),
    "no HTTP": ("GARBAGE\r\n\r\n", 400, "others"),
    "a head that is too long": (HEAD + f"X-Long: {'x' * MAX_HEAD}\r\n\r\n", 431, "others"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    flags = ("-seed", "7", "-ledger", "60", "-metrics", "-max-body", "2000B")
    with serving_quietly(*flags) as running:
        yield running


def listed(server: Server) -> list[dict[str, Any]]:
    """Return all requests that are remembered, the newest first."""
    found: list[dict[str, Any]] = controlled(server, "GET", "/requests")["requests"]
    return found


@pytest.mark.parametrize("row", ROWS)
def test_what_is_refused_early_is_kept_once(server: Server, row: str) -> None:
    request, status, endpoint = ROWS[row]
    before = len(listed(server))

    answer = ask(server, request.encode())

    newest, *others = listed(server)
    assert len(others) == before
    assert (answer.status, newest["status"], newest["endpoint"]) == (status, status, endpoint)
    assert newest["content_bytes"] == len(answer.body)
    assert KEY not in json.dumps(newest)


def test_what_is_refused_early_is_counted(server: Server) -> None:
    ask(server, ROWS["no HTTP"][0].encode())
    metrics = ask(server, b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").body
    assert b'endpoint="others",model="",profile="default",rule="",phase="",status="400"' in metrics


def test_who_asked_what_no_model_answers_is_known(server: Server) -> None:
    ask(server, HEAD.replace(f"POST {CHAT}", "GET /v1/models").encode() + b"\r\n")
    assert listed(server)[0]["key"] == "sk-***6789"


@pytest.mark.parametrize(
    ("body", "model"),
    [("{bad", ""), ('{"messages":[]}', ""), ('{"model":"gpt-4o","messages":', "gpt-4o")],
)
def test_an_error_is_counted_under_the_model_that_is_named(
    server: Server, body: str, model: str
) -> None:
    ask(server, f"{HEAD}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    assert (listed(server)[0]["status"], listed(server)[0]["model"]) == (400, model)


@pytest.mark.parametrize("row", ["a body that gets too large", "an unknown method"])
def test_what_is_refused_early_is_counted_for_the_profile_that_is_named(
    server: Server, row: str
) -> None:
    ask(server, ROWS[row][0].replace(CHAT, f"/p/fast{CHAT}").encode())

    assert listed(server)[0]["profile"] == "fast"
