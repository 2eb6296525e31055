"""Memory is shared with those who sleep, and what large requests took is given back."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.hostile.attacks import answered
from tests.large import LARGE, spare
from tests.processes import descendants, mapped_bytes, memory_bytes, own_bytes, wait_until
from tests.requests import chat, post
from tests.serving import Server, responses
from tests.talking import ask, receive, serving_quietly

# whose large requests are answered on threads
SLOTS = "load:\n  model: slots\n  slots: 64\n"
BODIES = [
    post(chat("word " * 2_000_000)),
    post(chat("Hi", max_tokens=4, user="x" * 8_000_000)),
    post(
        b'{"model":"gpt-4o-mini","input":[' + b'{"role":"user","content":"Hi"},' * 250_000 + b"]}"
    ),
]
MARGIN_BYTES = 40_000_000
# of some 90 MB; 3 when it is ready
SHARED_BUT_BYTES = 8_000_000
# of libraries; 17 where what start alone has read of them stays, 5 when it does not
MAPPED_BYTES = 10_000_000
CONNECTIONS, TEXTS = 800, 3_000
# 2,300 where only the fast lane is asked; what Sanic's task asks for takes some 2,800 more
CONNECTION_BYTES = 4_800


def memory(server: Server) -> int:
    """Return the memory of all processes of a server."""
    pid = server.process.pid
    return sum(map(memory_bytes, [pid, *descendants(pid)]))


@pytest.mark.parametrize("load", [SLOTS, ""], ids=["threads", "process"])
def test_memory_of_large_requests_is_given_back(load: str, tmp_path: Path) -> None:
    profile = tmp_path / "slots.yaml"
    profile.write_text(load or "payload: small\n")
    with serving_quietly("-profile", str(profile), is_forked=False) as server:
        ask(server, LARGE)
        before = memory(server)
        for request in BODIES:
            assert 0 not in answered([request] * 4)(server.port)
        wait_until(lambda: memory(server) < before + MARGIN_BYTES)


def test_what_start_has_made_is_shared_with_those_who_sleep() -> None:
    with serving_quietly(is_forked=False) as server:
        wait_until(lambda: spare(server))
        assert own_bytes(server.process.pid) < SHARED_BUT_BYTES


def test_what_start_alone_has_read_of_libraries_is_let_go() -> None:
    with serving_quietly(is_forked=False) as server:
        assert ask(server, post(chat())).status == 200
        assert mapped_bytes(server.process.pid) < MAPPED_BYTES


def test_a_connection_holds_nothing_for_the_lane_that_is_not_asked() -> None:
    request = post(chat())
    with serving_quietly(is_forked=False) as server, ExitStack() as opened:

        def held() -> int:
            for _ in range(CONNECTIONS):
                connection = opened.enter_context(server.connect())
                connection.sendall(request)
                assert responses(receive(connection))[0].status == 200
            return own_bytes(server.process.pid)

        first = opened.enter_context(server.connect())
        for _ in range(TEXTS):  # they are shared with those who sleep until they are sent
            first.sendall(request)
            assert responses(receive(first))[0].status == 200
        before = held()  # what all of them share is made
        assert (held() - before) / CONNECTIONS < CONNECTION_BYTES
