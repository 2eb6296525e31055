"""What a server tells whom it has no room for."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from sanic_mock.server.routes import LARGE_BODY
from tests.requests import chat, post
from tests.serving import Response, Server, responses
from tests.sharing import lending
from tests.talking import ask, receive, serving_quietly

PROFILE = """
ttft: {{base: 1s}}
load: {{model: slots, slots: 1, queue: 0, on_full: {status}, retry_after: 1500ms}}
"""


def refused(server: Server) -> Response:
    """Return what a second request is told while the first waits."""
    with server.connect() as first:
        first.sendall(post(chat("first")))
        second = ask(server, post(chat("second")))
        receive(first)
    return second


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (429, "requests", "rate_limit_exceeded"),
        (503, "service_unavailable_error", "server_is_overloaded"),
    ],
)
@pytest.mark.parametrize("module", ["sanic_mock", "tests.sanic_only"])
def test_who_finds_no_room_is_told_when_to_come_back(
    tmp_path: Path, status: int, kind: str, code: str, module: str
) -> None:
    profile = tmp_path / "full.yaml"
    profile.write_text(PROFILE.format(status=status))
    with serving_quietly("-profile", str(profile), module=module) as server:
        found = refused(server)
    error = json.loads(found.body)["error"]

    assert (found.status, error["type"], error["code"]) == (status, kind, code)
    assert (found.header("retry-after"), found.header("retry-after-ms")) == ("2", "1500")
    if status == 429:
        assert "Limit 1, Used 1, Requested 1. Please try again in 1.5s." in error["message"]
        assert "for gpt-4o-mini" in error["message"]


def test_no_more_are_let_in_than_there_is_room_for_though_they_are_read_on_threads() -> None:
    with lending(PROFILE.replace("1s", "2s").format(status=503)) as server, ExitStack() as stack:
        clients = [stack.enter_context(server.connect()) for _ in range(10)]
        for client in clients:
            client.sendall(post(chat("a" * 2 * LARGE_BODY)))
        found = [responses(receive(client))[0].status for client in clients]

    assert sorted(found) == [200] + 9 * [503]
