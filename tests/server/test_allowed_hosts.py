"""What a server on loopback answers to, and what pages of other sites may not ask."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.server.allowed_hosts import AllowedHosts
from sanic_mock.settings import Settings
from tests.requests import chat
from tests.serving import Response, Server, responses
from tests.sharing import sharing
from tests.talking import ask, receive, serving_quietly

CHAT = "/v1/chat/completions"
AZURE = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
HERE = ["localhost", "LocalHost:8000", "mock.localhost", "localhost.", "127.0.0.1", "127.0.0.1:1"]
HERE += ["127.8.9.10:80", "127.1", "[::1]", "[::1]:8000", "x", "mock:8000", "notlocalhost"]
ELSEWHERE = [
    "evil.test",
    "evil.test:8000",
    "127.0.0.1.evil.test",
    "localhost.evil.test",
    "mock.lan",
]
ELSEWHERE += ["192.168.1.5", "0.0.0.0", "[::2]", "user@localhost", "localhost:8:8"]
PAGES = ["https://evil.test", "null", "http://localhost.evil.test", "chrome-extension://abc", "x"]


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing("-hosts", "allowed.test,Other.Test", module=request.param) as one:
        yield one


def asked(
    server: Server, host: str | None, method: str = "GET", path: str = "/health", **fields: str
) -> Response:
    body = chat() if method == "POST" else b""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    lines += [f"Content-Length: {len(body)}"] + ([] if host is None else [f"Host: {host}"])
    return ask(server, "\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def refusal(response: Response) -> str:
    assert response.status == 403
    error = json.loads(response.body)["error"]
    assert error["code"] == "host_not_allowed"
    return str(error["message"])


@pytest.mark.parametrize("host", [*HERE, "allowed.test:99", "other.test", "", None])
def test_who_asks_by_a_name_that_means_here_is_answered(server: Server, host: str | None) -> None:
    assert asked(server, host).status == 200
    assert asked(server, host, "POST", CHAT).status == 200


@pytest.mark.parametrize("host", ELSEWHERE)
def test_who_asks_by_another_name_is_not(server: Server, host: str) -> None:
    for method, path in [
        ("POST", CHAT),
        ("POST", AZURE),
        ("GET", "/health"),
        ("GET", "/v1/models"),
        ("GET", "/v1/responses/resp_1"),
        ("DELETE", CHAT),
        ("OPTIONS", CHAT),
        ("GET", "/nowhere"),
    ]:
        assert asked(server, host, method, path).status == 403, (method, path)


@pytest.mark.parametrize("others", [("evil.test",), ("localhost",), ("", "localhost"), ("a", "b")])
def test_who_asks_by_two_names_is_not_understood(server: Server, others: tuple[str, ...]) -> None:
    names = "".join(f"\r\nhOst: {name}" for name in others)
    for method, path in (("POST", CHAT), ("GET", "/v1/models")):
        response = asked(server, f"localhost{names}", method, path)
        assert response.status == 400
        assert b"Bad host: there is more than one" in response.body


def test_the_refusal_says_how_to_allow_it(server: Server) -> None:
    for response in (asked(server, "evil.test:80"), asked(server, "evil.test:80", "POST", CHAT)):
        message = refusal(response)
        assert message.startswith("sanic_mock: the host 'evil.test:80' does not mean this machine")
        assert "-hosts evil.test (key hosts of a profile)" in message


def test_each_request_of_a_connection_is_looked_at(server: Server) -> None:
    """Heads that differ in their host alone are not taken for each other."""
    body = chat()
    heads = [
        b"POST %b HTTP/1.1\r\nHost: %b\r\nContent-Length: %d\r\n\r\n"
        % (CHAT.encode(), host, len(body))
        for host in (b"localhost", b"evil.test", b"localhost", b"evil.tess")
    ]
    with server.connect() as connection:
        statuses = []
        for head in heads * 3:
            connection.sendall(head + body)
            statuses.append(responses(receive(connection))[0].status)
    assert statuses == [200, 403, 200, 403] * 3


@pytest.mark.parametrize(
    ("hosts", "host"), [((), "0.0.0.0"), ((), "::"), ((), "192.168.1.5"), (("*",), "127.0.0.1")]
)
def test_a_server_that_others_reach_answers_to_any_name(hosts: tuple[str, ...], host: str) -> None:
    allowed = AllowedHosts(Settings("test", host=host, hosts=hosts))
    assert allowed.refusal(RequestHead("GET", "/health", "", {"host": "mock"})) is None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "::1", "unix:/tmp/x", "a.localhost"])
def test_a_server_on_loopback_does_not(host: str) -> None:
    allowed = AllowedHosts(Settings("test", host=host))
    assert allowed.refusal(RequestHead("GET", "/health", "", {"host": "mock.test"})) is not None


def test_a_server_answers_to_the_name_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one that /etc/hosts leads to loopback."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.1.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)
    allowed = AllowedHosts(Settings("test", host="Desk"))
    assert allowed.refusal(RequestHead("GET", "/", "", {"host": "desk:8000"})) is None
    assert allowed.refusal(RequestHead("GET", "/", "", {"host": "mock.test"})) is not None


# --- pages ------------------------------------------------------------------------------------

KEPT = [
    ("GET", "/"),
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", CHAT),
    ("GET", f"{CHAT}/chatcmpl-1/messages"),
    ("GET", "/v1/responses/resp_1"),
    ("GET", "/v1/responses/resp_1/input_items"),
    ("DELETE", "/v1/responses/resp_1"),
    ("POST", "/v1/conversations"),
    ("GET", "/v1/conversations/conv_1/items"),
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_another_site_gets_nothing_that_is_kept(server: Server, page: str) -> None:
    for method, path in KEPT:
        message = refusal(asked(server, "localhost", method, path, Origin=page))
        assert f"pages of '{page}' may not call" in message


@pytest.mark.parametrize(
    "page", ["http://localhost:3000", "http://127.0.0.1", "https://other.test"]
)
def test_a_page_of_this_machine_may_call_all(server: Server, page: str) -> None:
    for method, path in KEPT:
        assert asked(server, "localhost", method, path, Origin=page).status != 403, path


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_any_site_may_ask_a_model(server: Server, page: str) -> None:
    for method, path in [("POST", CHAT), ("GET", "/v1/models"), ("GET", "/v1/models/gpt-4o")]:
        response = asked(server, "localhost", method, path, Origin=page)
        assert (response.status, response.header("access-control-allow-origin")) == (200, "*")


def test_nothing_kept_is_for_pages_of_others_on_any_address() -> None:
    with serving_quietly("-host", "0.0.0.0", "-hosts", "allowed.test") as everywhere:
        assert asked(everywhere, "mock").status == 200
        assert asked(everywhere, "mock", Origin="http://mock").status == 200
        assert "may not call /health" in refusal(asked(everywhere, "mock", Origin="http://page"))
