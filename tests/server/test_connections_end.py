"""What a connection held is free once it has ended, without a collection of garbage."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import uvloop
from sanic import Sanic
from sanic.models.server_types import Signal
from sanic.server import AsyncioServer

from sanic_mock.server.app import create_app
from sanic_mock.server.body_watch import BodyWatch
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.server.http1 import Http1
from sanic_mock.settings import Settings
from tests.requests import chat, chunked, post

REQUEST = post(chat())
HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
ASKED = [(REQUEST,), (REQUEST[:-9], REQUEST[-9:]), (HEALTH,), (HEALTH[:9], HEALTH[9:])]
ASKED += [(chunked(chat()),), (post(chat(), "Connection: close"),), (b"what?\r\n\r\n",)]


@pytest.fixture
def no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive() -> list[Any]:
    return [one for one in gc.get_objects() if isinstance(one, FastLane | Http1 | BodyWatch)]


async def talk(port: int, pieces: tuple[bytes, ...]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.01)
    assert await reader.read(12)
    writer.close()
    await writer.wait_closed()


async def serve(loop: asyncio.AbstractEventLoop) -> list[Any]:
    """Serve a connection for each way of asking, and return what is left of all."""
    app = create_app(Settings("test"))
    app.prepare(protocol=FastLane, motd=False, access_log=False, single_process=True)
    connections: set[Any] = set()
    server = AsyncioServer(app, loop, None, connections)
    await server.startup()  # type: ignore[no-untyped-call]
    await server.before_start()  # type: ignore[no-untyped-call]
    protocol = partial(FastLane, app=app, connections=connections, signal=Signal(), loop=loop)
    listener = await loop.create_server(protocol, "127.0.0.1", 0)
    for pieces in ASKED:
        await talk(listener.sockets[0].getsockname()[1], pieces)
    for _ in range(100):
        if not connections:
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.05)
    left = alive()
    listener.close()
    await server.after_stop()  # type: ignore[no-untyped-call]
    Sanic.unregister_app(app)
    return left


def test_no_connection_outlives_its_end(no_collection: None) -> None:
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        assert loop.run_until_complete(serve(loop)) == []
    finally:
        asyncio.set_event_loop(None)
        loop.close()
