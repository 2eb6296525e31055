"""Sends what has no end of its own: until its client leaves, or the server stops or is another.

A page asks again by itself, and is told then what the server is from there on.
"""

from __future__ import annotations

import asyncio
from time import time
from typing import cast

from sanic import Request
from sanic.http import Http

from sanic_mock.dialects.answer import Feed
from sanic_mock.server.http1_protocol import Http1Protocol
from sanic_mock.server.sending import open_response
from sanic_mock.server.worker import Worker

# A stop waits for answers under way, and so for the next look at whether there is one.
LOOK_S = 0.1


async def send_feed(request: Request, feed: Feed, worker: Worker) -> None:
    """Send events as they are due; one who does not read gets none meanwhile."""
    response = await open_response(request, feed)
    protocol = cast(Http, response.stream).protocol
    assert isinstance(protocol, Http1Protocol)
    variant = worker.variant
    while not protocol.signal.stopped and worker.variant is variant:
        await response.send(feed.tell(time()))
        await protocol.writable()
        await _pause(protocol, feed.every_s)
    await response.eof()  # type: ignore[no-untyped-call]


async def _pause(protocol: Http1Protocol, pause_s: float) -> None:
    loop = asyncio.get_running_loop()
    end_s = loop.time() + pause_s
    while not protocol.signal.stopped and (left_s := end_s - loop.time()) > 0:
        await asyncio.sleep(min(left_s, LOOK_S))
