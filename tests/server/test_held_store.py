"""A server whose store is held by a process that was stopped goes on without it, and says so."""

from __future__ import annotations

import os
import signal

from tests.processes import descendants, named, state, wait_until
from tests.requests import chat, post
from tests.serving import Server, errors_in, serving
from tests.talking import ask


def stopped(server: Server) -> list[int]:
    """Return the processes below a server that a signal has stopped."""
    return [one for one in descendants(server.process.pid) if state(one) == "T"]


def test_it_answers_without_keeping_until_the_store_is_free() -> None:
    with serving(module="tests.holding") as server:
        server.process.send_signal(signal.SIGUSR1)
        wait_until(lambda: stopped(server))
        (holder,) = stopped(server)
        try:
            assert ask(server, post(chat(store=True))).status == 200
            ready = ask(server, b"GET /ready HTTP/1.1\r\nHost: m\r\n\r\n").body
            listed = b"GET /v1/chat/completions/chatcmpl-1 HTTP/1.1\r\nHost: m\r\n\r\n"
            assert ask(server, listed).status == 503
            assert ask(server, post(chat())).status == 200
        finally:
            os.kill(holder, signal.SIGCONT)
        assert b"nothing is kept" in ready

        wait_until(lambda: named(holder) == "")
        assert ask(server, listed).status == 404
        assert b'"ready"' in ask(server, b"GET /ready HTTP/1.1\r\nHost: m\r\n\r\n").body
        assert server.stop() == 0
        assert server.process.stderr is not None
        assert errors_in(server.process.stderr.read()).count("nothing is kept") == 1
