"""Answers calls of operations, which no model is asked, on a thread where that takes long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import time
from urllib.parse import parse_qs

from sanic_mock.dialects.answer import Events, Feed, Whole
from sanic_mock.dialects.control.vendor import Control
from sanic_mock.dialects.operation import Call, Operation
from sanic_mock.dialects.router import Claim
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Lengthy
from sanic_mock.server.routes import LARGE_BODY, Destination
from sanic_mock.server.thread_work import on_thread, operated
from sanic_mock.server.unread import Unread

# So many operations that wait for other workers are answered at a time; others wait for these.
MOST_WAITING = 8


class OperationWork:
    """The operations of one worker.

    Args:
        unread: has room for what takes long.
        hold: waits until the server answers, or returns why it does not.
    """

    def __init__(self, unread: Unread, hold: Callable[[], Awaitable[Refusal | None]]) -> None:
        self._unread = unread
        self._hold = hold
        self._waiting_room = ThreadPoolExecutor(MOST_WAITING, "sanic-mock-control")

    def close(self) -> None:
        """Begin with none of those that wait."""
        self._waiting_room.shutdown(wait=False, cancel_futures=True)

    async def answer(
        self, there: Destination, claim: Claim, operation: Operation, body: bytes, digest: bytes
    ) -> Whole | Events | Feed:
        """Answer a call; never raises."""
        head = there.head
        vendor, place = claim
        assert place is not None
        if not isinstance(vendor, Control) and (refusal := await self._hold()):
            return operation.error(vendor.refused(refusal), digest, int(time()))
        query = parse_qs(head.query, keep_blank_values=True)
        is_strict = vendor.is_strict(head)
        call = Call(head, place.parts, query, body, digest, time(), is_strict)
        work = partial(operated, there.routes.variant.router.state, vendor, operation, call)
        if operation.waits:
            return await on_thread(work, self._waiting_room)
        if len(body) <= LARGE_BODY:
            try:
                return work()
            except Lengthy:
                pass
        async with self._unread.room():
            return await on_thread(work)
