"""Clients that leave in the middle of a stream, and what the server's ledger has of each."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from tests.processes import wait_until
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask

PROFILE = """
ttft: {base: 50ms}
itl: {token: 20ms}
tokens: {output: 400}
observe: {ledger: 10000}
"""
_TEXT = b'"delta":{"content":"'
_AT_ONCE = 100


class Leaving(NamedTuple):
    """One client that has left.

    Attributes:
        name: its request's `x-client-request-id`.
        tokens: how many it had received by then.
        left_s: when it closed its connection, unix seconds.
    """

    name: str
    tokens: int
    left_s: float


class WitnessedLeaving(NamedTuple):
    """One client that has left, and what the ledger says of it.

    Attributes:
        client: the client.
        entry: the ledger's.
    """

    client: Leaving
    entry: dict[str, Any]

    @property
    def seen_s(self) -> float:
        """How long after its leaving that was seen."""
        seen: float = self.entry["time"] + self.entry["actual_ms"] / 1000
        return seen - self.client.left_s

    @property
    def unread(self) -> int:
        """Tokens that were sent, and not received before it left."""
        sent: int = self.entry["sent_pieces"]
        return sent - self.client.tokens


async def leave(port: int, number: int, tokens: int) -> Leaving:
    """Ask for a stream, and close the connection when so many of its tokens are there."""
    name = f"leaving-{number}"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = chat(f"client {number} will not stay", stream=True)
    writer.write(post(body, f"X-Client-Request-Id: {name}"))
    received = b""
    while (found := received.count(_TEXT)) < tokens:
        more = await reader.read(65536)
        assert more, f"the server closed after {found} tokens"
        received += more
    left_s = time.time()
    writer.close()
    return Leaving(name, found, left_s)


async def leave_all(port: int, many: int) -> list[Leaving]:
    """Return clients, each of which left after another number of tokens, up to twenty."""
    chance, room = Random(7), asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> Leaving:
        async with room:
            return await leave(port, number, chance.randint(1, 20))

    return await asyncio.gather(*(one(number) for number in range(many)))


def witnessed(server: Server, clients: Sequence[Leaving]) -> list[WitnessedLeaving]:
    """Return what the ledger has of clients; waits until it has all of them.

    Raises:
        AssertionError: it has not.
    """
    names = {one.name for one in clients}
    wait_until(lambda: names <= _left(server).keys())
    entries = _left(server)
    return [WitnessedLeaving(one, entries[one.name]) for one in clients]


def _left(server: Server) -> dict[str, dict[str, Any]]:
    target = "/_mock/requests?limit=100000&ending=left"
    answer = ask(server, f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    listed = json.loads(answer.body)["requests"]
    return {one["client_request_id"]: one for one in listed}
