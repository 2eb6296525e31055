"""Prefixes of paths that a profile leaves closed: who uses one learns what opens it."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.requests import chat, post
from tests.serving import Server, serving
from tests.talking import ask

CHAT = "/v1/chat/completions"
TENANTS = "sanic_mock: the prefix /t is off; a profile with `tenants: true` has it on."
VERSION = "anthropic-version: 2023-06-01"
PREFIXES = "is off; a profile with `steering.prefixes: true` has it on."


def got(server: Server, path: str) -> tuple[int, str]:
    response = ask(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return response.status, response.body.decode()


@pytest.mark.parametrize("module", ["sanic_mock", "tests.sanic_only"])
def test_a_closed_prefix_is_a_404_that_names_its_key(module: str) -> None:
    with serving(module=module) as server:
        refused = ask(server, post(chat(), path=f"/t/alice{CHAT}"))
        assert refused.status == 404
        error = json.loads(refused.body)["error"]
        assert (error["message"], error["code"]) == (TENANTS, "prefix_off")
        for path in ("/t/alice/v1/models", "/t/alice/_mock/answers", "/p/fast/t/alice/v1/models"):
            status, body = got(server, path)
            assert (status, TENANTS in body) == (404, True), path
        assert got(server, "/t/alice/v1/nowhere")[0] == 404


def test_the_server_says_so_once_and_its_log_what_was_asked_for() -> None:
    with serving("-access-log", "text") as server:
        for _ in range(3):
            assert ask(server, post(chat(), path=f"/t/alice-of-wonderland{CHAT}")).status == 404
        assert server.stop(signal.SIGTERM) == 0
        assert server.process.stdout is not None
        assert server.process.stderr is not None
        lines, said = server.process.stdout.read(), server.process.stderr.read()
    assert lines.count(f"404 POST /t/ali***land{CHAT}") == 3
    assert said.count("a request has the prefix /t, which is off; `tenants: true` has it on") == 1


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/v1/messages", ("error", "message")),
        ("/v1beta/models/gemini-2.5-flash:generateContent", ("error", "message")),
        ("/model/us.amazon.nova-lite-v1:0/converse", ("message",)),
    ],
)
def test_it_is_told_in_the_envelope_of_whom_the_path_is(path: str, place: tuple[str, ...]) -> None:
    with serving() as server:
        refused = ask(server, post(b"{}", VERSION, path=f"/t/alice{path}"))
    assert refused.status == 404
    told = json.loads(refused.body)
    for name in place:
        told = told[name]
    assert TENANTS in told


def test_so_are_those_that_a_profile_closes(tmp_path: Path) -> None:
    path = tmp_path / "closed.yaml"
    path.write_text("tenants: true\nsteering: {prefixes: false}\nbackends: 2\n")
    with serving("-profile", str(path)) as server:
        for prefix in ("/p/fast", "/b/1", "/t/alice/b/1"):
            refused = ask(server, post(chat(), path=prefix + CHAT))
            assert (refused.status, PREFIXES in refused.body.decode()) == (404, True)
        assert ask(server, post(chat(), path=f"/t/alice{CHAT}")).status == 200
