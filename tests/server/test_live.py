"""The page of a server, and what it is told for as long as somebody looks at it."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.patience import within
from tests.requests import chat
from tests.serving import Server, serving

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"content-type": "application/json"}
SOON_S = 5.0


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of two workers that counts."""
    with serving("-workers", "2", "-metrics") as running:
        yield running


class Listener:
    """One who listens to a feed.

    Args:
        server: whose.
    """

    def __init__(self, server: Server) -> None:
        self.connection = server.connect(SOON_S)
        self.connection.sendall(b"GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.file = self.connection.makefile("rb")
        self.head = b"".join(iter(self.file.readline, b"\r\n")).decode()

    def event(self) -> tuple[str, Any]:
        """Return the next event's name and data."""
        name = ""
        for line in self.file:
            text = line.decode().strip()
            if text.startswith("event: "):
                name = text.removeprefix("event: ")
            elif text.startswith("data: "):
                return name, json.loads(text.removeprefix("data: "))
            elif text == "0":  # the last chunk
                break
        raise EOFError

    def rest(self) -> None:
        """Listen until an end, which raises EOFError."""
        while True:
            self.event()

    def now(self) -> dict[str, Any]:
        """Return the next figures."""
        while True:
            name, data = self.event()
            if name == "now":
                return dict(data)


@contextmanager
def listening(server: Server) -> Iterator[Listener]:
    """Listen to a server until the block ends."""
    listener = Listener(server)
    try:
        yield listener
    finally:
        listener.file.close()
        listener.connection.close()


def test_a_browser_gets_the_page_and_a_terminal_text(server: Server) -> None:
    page, text = httpx.get(server.url, headers=BROWSER), httpx.get(server.url)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.headers["vary"] == text.headers["vary"] == "Accept"
    assert text.text.startswith("sanic-mock: ")


def test_the_page_needs_nothing_from_elsewhere(server: Server) -> None:
    page = httpx.get(server.url, headers=BROWSER)
    loaded = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"'\s)>]+)""", page.text)
    assert [one for one in loaded if not one.startswith(("data:", "/", "#", "$"))] == []
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "{style}" not in page.text
    assert "{script}" not in page.text


def test_a_page_is_told_what_the_server_is_and_then_how_it_does(server: Server) -> None:
    with listening(server) as listener:
        assert "content-type: text/event-stream" in listener.head.lower()
        name, about = listener.event()
        assert (name, about["profile"], about["workers"]) == ("about", "default", 2)
        before = listener.now()
        for _ in range(20):  # new connections, so that both workers answer
            httpx.post(f"{server.url}/v1/chat/completions", content=chat(), headers=JSON)
        # on a busy machine they took longer than the first figures that wait to be read
        told = (listener.now() for _ in range(30))
        after = next(one for one in told if one["answers"] - before["answers"] >= 20)
    assert after["answers"] - before["answers"] == 20
    assert after["statuses"]["200"] - before["statuses"].get("200", 0) == 20
    assert after["tokens"] > before["tokens"]


def test_a_feed_ends_when_the_server_becomes_another_and_then_tells_of_that() -> None:
    with serving() as server, listening(server) as listener:
        assert listener.event()[1]["configured"] is None
        httpx.patch(f"{server.url}/_mock/profile", content=b'{"latency":"30ms"}', headers=JSON)
        with pytest.raises(EOFError):
            listener.rest()
        with listening(server) as again:
            assert sum(again.event()[1]["configured"]["ttft"]) == pytest.approx(1)


def test_a_stop_waits_for_no_listener() -> None:
    with serving() as server, listening(server) as listener:
        listener.event()
        with within(SOON_S):
            assert server.stop() == 0


def test_no_key_is_told(server: Server) -> None:
    key = "sk-very-secret-key-of-somebody"
    fields = {**JSON, "authorization": f"Bearer {key}"}
    httpx.post(f"{server.url}/v1/chat/completions", content=chat(), headers=fields)
    with listening(server) as listener:
        told = json.dumps([listener.event(), listener.event()])
    assert "secret" not in told


def test_who_asks_for_the_head_alone_gets_that(server: Server) -> None:
    answer = httpx.head(f"{server.url}/live")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_listeners_who_leave_are_forgotten(server: Server) -> None:
    with listening(server) as listener:
        listener.event()
    for _ in range(50):
        with listening(server) as listener:
            listener.connection.shutdown(socket.SHUT_RDWR)
    with listening(server) as listener:
        assert listener.now()["in_flight"] == 0
