"""Servers to compare with: `python -m tests.bench.reference floor|sanic|timers FILE`.

`floor` answers every read with the constant bytes of FILE, without looking at the request: the most
that one Python process can do on uvloop. `sanic` is what one would write in five minutes: a route
that answers FILE's fields and body. `timers` streams FILE's writes as one would pace them without a
pacer: absolute deadlines and one timer of the loop per chunk, no task, nothing read or rendered.
Each listens on a free port of 127.0.0.1, prints it, and runs until it is ended.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import uvloop

BACKLOG = 4096


@dataclass(frozen=True, slots=True)
class Paced:
    """What `timers` sends: `writes[k]` is due `ttft_s + k * gap_s` after the request."""

    ttft_s: float
    gap_s: float
    writes: list[bytes]

    def dump(self) -> str:
        """Return it as the text of a file."""
        writes = [write.decode("latin-1") for write in self.writes]
        return json.dumps({"ttft_s": self.ttft_s, "gap_s": self.gap_s, "writes": writes})


def paced(text: str) -> Paced:
    """Read a file of `timers`."""
    fields = json.loads(text)
    writes = [write.encode("latin-1") for write in fields["writes"]]
    return Paced(fields["ttft_s"], fields["gap_s"], writes)


class Constant(asyncio.Protocol):
    """Answers whatever comes with the same bytes."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._write = cast(asyncio.WriteTransport, transport).write

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._write(self._answer)


class Timed(asyncio.Protocol):
    """Starts a stream for whatever comes."""

    def __init__(self, plan: Paced, loop: asyncio.AbstractEventLoop) -> None:
        self._plan = plan
        self._loop = loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        due_s = self._loop.time() + self._plan.ttft_s
        self._loop.call_at(due_s, self._send, 0, due_s)

    def _send(self, place: int, due_s: float) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(self._plan.writes[place])
        if place + 1 < len(self._plan.writes):
            next_s = due_s + self._plan.gap_s
            self._loop.call_at(next_s, self._send, place + 1, next_s)


def listen() -> socket.socket:
    """Return a socket that listens on a free port, and print where."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    listener.setblocking(False)
    print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    return listener


async def _serve(factory: Callable[[], asyncio.Protocol]) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(factory, sock=listen(), backlog=BACKLOG)
    await server.serve_forever()


async def serve_floor(file: Path) -> None:
    """Serve constant bytes."""
    answer = file.read_bytes()
    await _serve(lambda: Constant(answer))


async def serve_timers(file: Path) -> None:
    """Serve paced streams, one timer per chunk."""
    plan, loop = paced(file.read_text()), asyncio.get_running_loop()
    await _serve(lambda: Timed(plan, loop))


def serve_sanic(file: Path) -> None:
    """Serve a plain Sanic route that answers the same bytes."""
    from sanic import HTTPResponse, Request, Sanic

    from tests.serving import responses

    answer = responses(file.read_bytes())[0]
    framing = ("content-length", "connection", "content-type")
    fields = {name: value for name, value in answer.headers if name not in framing}
    content_type = answer.header("content-type")
    app = Sanic("plain", configure_logging=False)

    async def complete(request: Request) -> HTTPResponse:
        return HTTPResponse(answer.body, 200, fields, content_type)

    app.add_route(complete, "/v1/chat/completions", methods=("POST",))
    app.prepare(sock=listen(), single_process=True, access_log=False, motd=False, backlog=BACKLOG)
    Sanic.serve_single(app)


def main(kind: str, file: Path) -> None:
    """Serve until ended."""
    if kind == "sanic":
        serve_sanic(file)
    else:
        uvloop.run({"floor": serve_floor, "timers": serve_timers}[kind](file))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
