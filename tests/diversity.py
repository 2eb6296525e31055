"""Requests no two of which have anything in common: keys, models and paths by the thousand."""

from __future__ import annotations

from collections.abc import Iterator

from tests.requests import chat, post
from tests.serving import Server
from tests.talking import receive

_PIPELINED = 25


def different(first: int, many: int) -> Iterator[bytes]:
    """Yield requests, each with a key, a model and every fourth with a path of its own."""
    for n in range(first, first + many):
        key = f"Authorization: Bearer sk-different-client-{n:08d}-{n * 7919:08d}"
        body = chat("Hello", model=f"model-{n}")
        path = f"/v1/no/such/path/{n}" if n % 4 == 3 else "/v1/chat/completions"
        yield post(body, key, path=path)


def ask_differently(server: Server, first: int, many: int) -> None:
    """Send so many of them, on one connection."""
    requests = list(different(first, many))
    with server.connect() as connection:
        for at in range(0, many, _PIPELINED):
            some = requests[at : at + _PIPELINED]
            connection.sendall(b"".join(some))
            receive(connection, len(some))
