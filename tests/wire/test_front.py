"""What is decided before a body is read: the mode, the key, what browsers may do."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.serving import Response, Server
from tests.talking import ask, serving_quietly
from tests.wire.test_lanes import chat, post

KEY = "Authorization: Bearer sk-right"
HEADLESS = "HTTP/1.1\r\nHost: mock\r\n"


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that checks keys, on either lane."""
    with serving_quietly("-api-keys", "sk-right", module=request.param) as one:
        yield one


def problem(response: Response) -> tuple[int, str, object]:
    """Return status, param and code of an error."""
    error = json.loads(response.body)["error"]
    return response.status, error["param"], error["code"]


def test_a_mode_that_is_none_is_refused(server: Server) -> None:
    found = ask(server, post(chat(), KEY, "x-mock-mode: sloppy"))

    assert problem(found) == (400, "x-mock-mode", "invalid_value")
    assert b"'sloppy' is neither strict nor lenient" in found.body


@pytest.mark.parametrize("mode", ["strict", "lenient"])
def test_a_mode_is_taken_from_the_request(server: Server, mode: str) -> None:
    assert ask(server, post(chat(), KEY, f"x-mock-mode: {mode}")).status == 200


def test_a_key_is_asked_for_before_the_mode(server: Server) -> None:
    assert ask(server, post(chat(), "x-mock-mode: sloppy")).status == 401


def test_operations_refuse_in_the_same_way(server: Server) -> None:
    models = f"GET /v1/models {HEADLESS}"
    missing = ask(server, f"{models}\r\n".encode())
    wrong = ask(server, f"{models}Authorization: Bearer other\r\n\r\n".encode())
    sloppy = ask(server, f"{models}{KEY}\r\nx-mock-mode: sloppy\r\n\r\n".encode())

    assert problem(missing) == (401, None, None)
    assert b'  "error"' in missing.body
    assert b"Missing bearer authentication in header" in missing.body
    assert problem(wrong) == (401, None, "invalid_api_key")
    assert problem(sloppy) == (400, "x-mock-mode", "invalid_value")


def test_who_has_no_key_is_told_nothing_of_an_unknown_path(server: Server) -> None:
    bare = ask(server, f"GET /v1/nowhere {HEADLESS}\r\n".encode())
    known = ask(server, f"GET /v1/nowhere {HEADLESS}{KEY}\r\n\r\n".encode())

    assert (bare.status, bare.body) == (404, b"")
    assert b"Invalid URL (GET /v1/nowhere)" in known.body


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/models", "/v1/nowhere"])
def test_a_browser_is_told_what_it_may_send(server: Server, path: str) -> None:
    asked = "Origin: http://page\r\nAccess-Control-Request-Headers: authorization, x-a\r\n\r\n"
    found = ask(server, f"OPTIONS {path} {HEADLESS}{asked}".encode())

    assert (found.status, found.body) == (200, b"")
    assert found.header("access-control-allow-origin") == "*"
    assert found.header("access-control-allow-methods") == "GET, OPTIONS, POST"
    assert found.header("access-control-allow-headers") == "authorization, x-a"
    assert found.header("access-control-max-age") == "86400"


@pytest.mark.parametrize(
    "request_bytes",
    [
        post(chat(), KEY, "Origin: http://page"),
        post(chat(stream=True), KEY, "Origin: http://page"),
        post(b"{", KEY, "Origin: http://page"),
        f"GET /v1/models {HEADLESS}{KEY}\r\nOrigin: http://page\r\n\r\n".encode(),
        f"GET /v1/nowhere {HEADLESS}Origin: http://page\r\n\r\n".encode(),
    ],
)
def test_a_page_may_read_every_answer(server: Server, request_bytes: bytes) -> None:
    assert ask(server, request_bytes).header("access-control-allow-origin") == "*"


def test_who_is_no_browser_is_not_told(server: Server) -> None:
    assert ask(server, post(chat(), KEY)).header("access-control-allow-origin") == ""
