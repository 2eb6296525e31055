"""What is decided before a body is read: the mode, the key, what browsers may do."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.holes import settled
from tests.requests import chat, post
from tests.serving import Response, Server, exchange
from tests.sharing import sharing
from tests.talking import ask

KEY = "Authorization: Bearer sk-right"
HEADLESS = "HTTP/1.1\r\nHost: mock\r\n"


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that checks keys, on either lane."""
    with sharing("-api-keys", "sk-right", module=request.param) as one:
        yield one


def problem(response: Response) -> tuple[int, object, object]:
    """Return status, param and code of an error."""
    error = json.loads(response.body)["error"]
    return response.status, error["param"], error["code"]


def test_a_mode_that_is_none_is_refused(server: Server) -> None:
    found = ask(server, post(chat(), KEY, "x-mock-mode: sloppy"))

    assert problem(found) == (400, "x-mock-mode", "invalid_value")
    assert b"x-mock-mode: 'sloppy' is not known; want strict, lenient." in found.body


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


EXPOSED = ["access-control-expose-headers"] * 2
OLDER = ["vary", "x-openai-proxy-wasm", *EXPOSED]
NEWER = ["www-authenticate", *EXPOSED, EXPOSED[0], "openai-processing-ms", "openai-version"]


@pytest.mark.parametrize(
    ("request_bytes", "gateway"),
    [
        (post(chat()), OLDER),
        (post(chat(), "Authorization: Bearer other"), OLDER),
        (post(b"{}", path="/v1/embeddings"), OLDER),
        (f"GET /v1/models {HEADLESS}\r\n".encode(), OLDER),
        (post(b"{}", path="/v1/responses"), NEWER),
        (f"GET /v1/chat/completions {HEADLESS}\r\n".encode(), OLDER[1:]),
    ],
)
def test_who_is_not_let_in_is_told_so_by_the_gateway(
    server: Server, request_bytes: bytes, gateway: list[str]
) -> None:
    found = ask(server, request_bytes)

    assert [name for name, _ in found.headers] == [
        "date",
        "content-type",
        *gateway,
        "x-request-id",
        "content-length",
        "connection",
    ]
    assert found.status == 401


def test_who_has_no_key_is_told_nothing_of_an_unknown_path(server: Server) -> None:
    bare = ask(server, f"GET /v1/nowhere {HEADLESS}\r\n".encode())
    known = ask(server, f"GET /v1/nowhere {HEADLESS}{KEY}\r\n\r\n".encode())

    assert (bare.status, bare.body) == (404, b"")
    assert [name for name, _ in bare.headers] == [
        "date",
        "x-request-id",
        "content-length",
        "connection",
    ]
    assert b"Invalid URL (GET /v1/nowhere)" in known.body


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/models", "/v1/nowhere"])
def test_a_browser_is_told_what_it_may_send(server: Server, path: str) -> None:
    asked = "Origin: http://page\r\nAccess-Control-Request-Headers: authorization, x-a\r\n\r\n"
    found = ask(server, f"OPTIONS {path} {HEADLESS}{asked}".encode())

    assert (found.status, found.body) == (200, b"")
    assert "content-type" not in dict(found.headers)  # there is no content
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


@pytest.mark.parametrize(
    "path", ["/v1/models", "/v1/models/gpt-4o", "/v1/models/none", "/v1/chat/completions", "/ready"]
)
def test_a_head_is_what_a_get_would_have(server: Server, path: str) -> None:
    got, wanted = (
        exchange(server, [f"{method} {path} {HEADLESS}{KEY}\r\n\r\n".encode()])[0]
        for method in ("GET", "HEAD")
    )

    head, _, content = settled(wanted).partition(b"\r\n\r\n")
    assert content == b""
    assert head == settled(got).partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    ("name", "status", "kind", "code", "text"),
    [
        ("rate_limit_requests", 429, "requests", "rate_limit_exceeded", "try again in 6ms."),
        ("rate_limit_tokens", 429, "tokens", "rate_limit_exceeded", "try again in 60ms."),
        ("request_too_large", 429, "tokens", "rate_limit_exceeded", "Request too large for gpt-4o"),
        ("insufficient_quota", 429, "insufficient_quota", "insufficient_quota", "current quota"),
        ("server_error", 500, "server_error", None, "include the request ID req_"),
        ("overloaded", 503, "service_unavailable_error", "server_is_overloaded", "overloaded"),
    ],
)
def test_a_request_gets_the_error_that_it_asks_for(
    server: Server, name: str, status: int, kind: str, code: str | None, text: str
) -> None:
    found = ask(server, post(chat(), KEY, f"X-Mock-Error: {name}"))
    error = json.loads(found.body)["error"]

    assert (found.status, error["type"], error["code"], error["param"]) == (
        status,
        kind,
        code,
        None,
    )
    assert text in error["message"]


def test_a_limit_tells_when_to_come_back(server: Server) -> None:
    found = ask(server, post(chat(), KEY, "X-Mock-Error: rate_limit_tokens"))

    assert (found.header("retry-after"), found.header("retry-after-ms")) == ("1", "60")
    assert found.header("x-ratelimit-remaining-tokens") == "40000"
    assert found.header("x-ratelimit-reset-tokens") == "60ms"
    assert b"for gpt-4o-mini in organization org-" in found.body


def test_a_failure_names_the_request_it_failed(server: Server) -> None:
    found = ask(server, post(chat(), KEY, "X-Mock-Error: server_error"))

    assert found.header("x-request-id") in json.loads(found.body)["error"]["message"]


def test_an_error_that_is_none_is_refused(server: Server) -> None:
    found = ask(server, post(chat(), KEY, "X-Mock-Error: rate_limit"))

    assert problem(found) == (400, "x-mock-error", "invalid_value")


def test_operations_give_the_error_that_is_asked_for(server: Server) -> None:
    asked = f"GET /v1/models {HEADLESS}{KEY}\r\nX-Mock-Error: overloaded\r\n\r\n"

    assert problem(ask(server, asked.encode())) == (503, None, "server_is_overloaded")


def test_a_key_is_asked_for_before_an_error_is_given(server: Server) -> None:
    assert ask(server, post(chat(), "X-Mock-Error: overloaded")).status == 401
