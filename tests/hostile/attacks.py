"""The classes of attacks: what is sent, on how many connections, and whether answers are read."""

from __future__ import annotations

import json
import selectors
import socket
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from random import Random
from time import monotonic, sleep

from tests.hostile import bodies, prompts, schemas, vendors
from tests.requests import chat, post

LENIENT = "x-mock-mode: lenient"
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: the next close is a reset
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack of one size.

    Attributes:
        name: its class.
        size: in bytes, or in connections.
        run: does it against a port; returns how often each status was answered.
    """

    name: str
    size: int
    run: Callable[[int], Counter[int]]


def answered(requests: Sequence[bytes], at_once: int = 0) -> Callable[[int], Counter[int]]:
    """Return an attack that sends each request on its own connection, and reads.

    Args:
        requests: whole ones.
        at_once: how many go together, the next ones when those are answered; 0 is all.
    """
    step = at_once or len(requests)
    together = [requests[at : at + step] for at in range(0, len(requests), step)]
    return lambda port: sum((_talk(port, some) for some in together), Counter[int]())


def _talk(port: int, requests: Sequence[bytes]) -> Counter[int]:
    found: Counter[int] = Counter()
    deadline_s = monotonic() + _PATIENCE_S
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        for request in requests:
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10.0))
            connection.setblocking(False)
            both = selectors.EVENT_READ | selectors.EVENT_WRITE
            selector.register(connection, both, _Exchange(connection, request))
        while selector.get_map() and monotonic() < deadline_s:
            for key, events in selector.select(1.0):
                exchange: _Exchange = key.data
                if exchange.go_on(events, selector):
                    selector.unregister(exchange.connection)
                    found[exchange.status] += 1
        found[0] += len(selector.get_map())
    return +found


class _Exchange:
    """A request on its way, and its answer, of which only the beginning and the end are kept."""

    def __init__(self, connection: socket.socket, request: bytes) -> None:
        self.connection = connection
        self._rest = memoryview(request)
        self._begin, self._end, self._size = b"", b"", 0

    @property
    def status(self) -> int:
        """Status of the answer, 0 without one."""
        return int(self._begin.split(b" ", 2)[1]) if self._begin.count(b" ") > 1 else 0

    def go_on(self, events: int, selector: selectors.BaseSelector) -> bool:
        """Send and receive some; return whether all is done."""
        try:
            if events & selectors.EVENT_WRITE:
                self._rest = self._rest[self.connection.send(self._rest[: 1 << 18]) :]
                if not self._rest:
                    selector.modify(self.connection, selectors.EVENT_READ, self)
            return bool(events & selectors.EVENT_READ) and self._receive()
        except BlockingIOError:
            return False
        except OSError:  # refused while it was sent
            return True

    def _receive(self) -> bool:
        data = self.connection.recv(1 << 20)
        self._size += len(data)
        self._begin = (self._begin + data)[:65_536] if len(self._begin) < 65_536 else self._begin
        self._end = (self._end + data)[-5:]
        return not data or self._is_whole()

    def _is_whole(self) -> bool:
        head, end, _ = self._begin.partition(b"\r\n\r\n")
        if not end:
            return False
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                return self._size >= len(head) + 4 + int(line[15:])
        return self._end == b"0\r\n\r\n"


def unread(connections: int, request: bytes) -> Callable[[int], Counter[int]]:
    """Return an attack that asks for much and reads nothing for a while."""

    def run(port: int) -> Counter[int]:
        with ExitStack() as stack:
            for _ in range(connections):
                one = stack.enter_context(socket.create_connection(("127.0.0.1", port), 30.0))
                one.sendall(request)
            sleep(1.0)
        return Counter()

    return run


def aborts(count: int, request: bytes) -> Callable[[int], Counter[int]]:
    """Return an attack that resets each connection at another place of its request."""

    def run(port: int) -> Counter[int]:
        for place in range(count):
            one = socket.create_connection(("127.0.0.1", port), 10.0)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            with suppress(OSError):
                one.sendall(request[: 1 + place * 37 % (len(request) + 1)])
            one.close()
        return Counter()

    return run


def dribbles(connections: int, seconds: float) -> Callable[[int], Counter[int]]:
    """Return an attack that sends a byte now and then on many connections."""

    def run(port: int) -> Counter[int]:
        request, deadline_s = post(chat("slow")), monotonic() + seconds
        with ExitStack() as stack:
            opened = [
                stack.enter_context(socket.create_connection(("127.0.0.1", port), 10.0))
                for _ in range(connections)
            ]
            for place in range(len(request)):
                for one in opened:
                    one.sendall(request[place : place + 1])
                if monotonic() > deadline_s:
                    break
                sleep(seconds / 10)
        return Counter()

    return run


def of_shapes(sizes: Sequence[int], at_once: int = 2) -> Iterator[Attack]:
    """Yield bodies by shape and size, strict and lenient, whole and streamed."""
    for size in sizes:
        for name, (path, shape) in bodies.SHAPES.items():
            body = shape(size)
            streamed = body.replace(b"{", b'{"stream":true,', 1)
            requests = [
                post(body, path=path),
                post(body, LENIENT, path=path),
                post(streamed, LENIENT, path=path),
            ]
            yield Attack(name, size, answered(requests * at_once))


def of_schemas(sizes: Sequence[int], seed: int) -> Iterator[Attack]:
    """Yield schemas by grammar and size, strict and lenient."""
    for size in sizes:
        for name, body in schemas.requests(size, Random(seed)):
            yield Attack(name, size, answered([post(body), post(body, LENIENT)]))


def at_vendors(sizes: Sequence[int], seed: int) -> Iterator[Attack]:
    """Yield schemas by grammar and size, as clients of each vendor send them."""
    for size in sizes:
        for name, grammar in schemas.GRAMMARS.items():
            requests = vendors.sending(grammar(size, Random(seed)))
            yield Attack(f"at vendors: {name}", size, answered(requests))


def of_prompts(sizes: Sequence[int], at_once: int = 3) -> Iterator[Attack]:
    """Yield prompts by what is read of them and by size, as many at once as bodies of a shape."""
    for size in sizes:
        for name, requests in prompts.requests(size):
            yield Attack(name, size, answered(requests, at_once))


def prompts_at_once(size: int) -> Attack:
    """Return prompts of all kinds at once."""
    every = [one for _, requests in prompts.requests(size) for one in requests]
    return Attack("prompts at once", size, answered(every))


def ordinary(count: int) -> Attack:
    """Return what every client does, to compare with."""
    requests = [post(chat(f"Hello {place}", max_tokens=2)) for place in range(count)]
    return Attack("ordinary", count, answered(requests))


def unread_texts(count: int) -> Iterator[Attack]:
    """Yield answers of a profile's own text, which their clients do not read."""
    for name, is_stream in (("unread texts", False), ("unread streams of text", True)):
        yield Attack(name, count, unread(count, post(chat("much", stream=is_stream))))


def of_many_answers() -> bytes:
    """Return a request whose answer is some megabytes of its own."""
    texts = [f"text {place}" for place in range(200)]
    return post(json.dumps({"model": "m", "input": texts}).encode(), path="/v1/embeddings")


def of_connections(count: int) -> Iterator[Attack]:
    """Yield what many connections do together."""
    stream = post(chat("much", stream=True, n=128, max_tokens=5000), LENIENT)
    yield Attack("unread embeddings", count, unread(count, of_many_answers()))
    yield Attack("unread streams", count, unread(count, stream))
    yield Attack("aborts", count * 10, aborts(count * 10, post(chat("x" * 2000))))
    yield Attack("slowloris", count, dribbles(count, 1.0))
