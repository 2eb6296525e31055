"""Paths as clients with another base URL write them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from sanic_mock.dialects.paths import usual_path
from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

WRITTEN = (
    "//v1/chat/completions",
    "/v1//chat/completions",
    "/v1/chat/completions/",
    "/api/v1/chat/completions",
    "/compatible-mode/v1/chat/completions",
    "//chat/completions//",
)


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server, on either lane."""
    with sharing(module=request.param) as one:
        yield one


@pytest.mark.parametrize("path", WRITTEN)
def test_a_lenient_path_may_be_written_in_other_ways(server: Server, path: str) -> None:
    assert ask(server, post(chat(), "x-mock-mode: lenient", path=path)).status == 200
    assert ask(server, post(chat(), path=path)).status == 404


@pytest.mark.parametrize("path", ["/v1/models/", "//v1/models", "/api/v1/models/gpt-4o/"])
def test_what_is_listed_likewise(server: Server, path: str) -> None:
    get = f"GET {path} HTTP/1.1\r\nHost: mock\r\nAuthorization: Bearer k\r\n"
    assert ask(server, f"{get}x-mock-mode: lenient\r\n\r\n".encode()).status == 200
    assert ask(server, f"{get}\r\n".encode()).status == 404


@pytest.mark.parametrize(
    ("path", "usual"),
    [
        ("/", "/"),
        ("//", "/"),
        ("/v1/models", "/v1/models"),
        ("/apiv1/models", "/apiv1/models"),
        ("/api/v10/models", "/api/v10/models"),
        ("/v1/api/v1/models", "/v1/api/v1/models"),
        ("/api/v1/", "/v1"),
    ],
)
def test_only_what_stands_around_a_path_is_dropped(path: str, usual: str) -> None:
    assert usual_path(path) == usual


@pytest.mark.parametrize("path", ["/health", "/healthz", "/livez", "/ready", "/readyz"])
def test_probes_find_what_they_are_used_to(server: Server, path: str) -> None:
    found = ask(server, f"GET {path} HTTP/1.1\r\nHost: mock\r\n\r\n".encode())
    assert found.status == 200
    assert json.loads(found.body)["status"] in {"ok", "ready"}
