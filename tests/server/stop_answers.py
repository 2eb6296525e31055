"""Clients of a server that is stopped: answers under way, of which none may be lost."""

from __future__ import annotations

import random
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tests.requests import chat, post

# paced, so that most are under way when the stop comes
PROFILE = "ttft:\n  base: 30ms\nitl:\n  token: 10ms\n"
MOST_TOKENS = 40
END_OF_STREAM = b"data: [DONE]\n\n\r\n0\r\n\r\n"
PADDING = "x" * 300_000


def request() -> bytes:
    """Return the bytes of a request: a stream mostly, a timed answer, or a large body."""
    kind = random.random()
    further: dict[str, Any] = {"max_tokens": random.randint(1, MOST_TOKENS)}
    if kind < 0.8:
        further["stream"] = True
    elif kind > 0.95:
        further["user"] = PADDING
    return post(chat(**further))


class Client:
    """One connection that asks once.

    Args:
        port: the server's, on 127.0.0.1.
    """

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)
        self._to_send = request()
        self._received = bytearray()
        self.is_whole = False

    @property
    def is_sent(self) -> bool:
        """Whether all of the request is on its way."""
        return not self._to_send

    def turn(self) -> bool:
        """Send and receive what can be; return whether that was all."""
        with suppress(BlockingIOError):
            if self._to_send:
                self._to_send = self._to_send[self.socket.send(self._to_send) :]
        try:
            received = self.socket.recv(1 << 20)
        except BlockingIOError:
            return False
        except OSError:
            return True
        self._received += received
        self.is_whole = _is_whole(bytes(self._received))
        return self.is_whole or not received


def _is_whole(received: bytes) -> bool:
    head, _, body = received.partition(b"\r\n\r\n")
    if b" 200 " not in head:
        return False
    if b"chunked" in head:
        return body.endswith(END_OF_STREAM)
    length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
    return len(body) == int(length)


def cut_by(port: int, count: int, stop_after_s: float, stop: Callable[[], None]) -> int:
    """Ask, stop the server meanwhile, and return how many answers were not whole.

    Args:
        port: the server's.
        count: how many ask, all before the stop.
        stop_after_s: when it is stopped, from when they ask.
        stop: does it.
    """
    clients = [Client(port) for _ in range(count)]
    at_s = time.monotonic() + stop_after_s
    _serve(clients, at_s)
    stop()
    _serve(clients, at_s + 20.0)
    return sum(not one.is_whole for one in clients)


def _serve(clients: list[Client], until_s: float) -> None:
    with selectors.DefaultSelector() as selector:
        waiting = [one for one in clients if not one.is_whole]
        for one in waiting:
            selector.register(one.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, one)
        while selector.get_map() and (left_s := until_s - time.monotonic()) > 0:
            for key, events in selector.select(left_s):
                _turn(selector, key.data, events)


def _turn(selector: selectors.BaseSelector, client: Client, events: int) -> None:
    if client.turn():
        selector.unregister(client.socket)
        client.socket.close()
    elif events & selectors.EVENT_WRITE and client.is_sent:
        selector.modify(client.socket, selectors.EVENT_READ, client)
