"""What clients have not read of their answers: counted, told, and bounded for large answers.

A connection may hold 64 KiB that its client does not read, as asyncio's transports do; what is more
is counted here, from when writing is paused until it is resumed or the client leaves. So are large
bodies of one client's own until they are written. Beyond `max_unread` nothing large is made: a
stream, or a whole answer that shares its text, goes on in short slices, for it holds no more than
one of them; any other large answer waits for room, in the order in which they came, and is late by
that.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic, time

from sanic_mock.shared.counters import Counters

RECENT_S = 10
# Names of sanic_mock.shared.counters: bytes just now, and the most there were at once; answers that
# wait for room just now, and the unix second in which one last had to.
LEVELS = ("unread_bytes", "waiting_for_room")
COUNTED = (*LEVELS, "most_unread_bytes", "waited_for_room_s")


class Unread:
    """One worker's count.

    Args:
        limit: bytes beyond which nothing large is made.
        counters: where each worker notes it.
        number: which worker this is.
        late: is told the waits of answers that had to wait, ns.
    """

    def __init__(
        self, limit: int, counters: Counters, number: int, late: Callable[[Iterable[int]], object]
    ) -> None:
        self._limit = limit
        self._counters = counters
        self._row = counters.row(number)
        for name in LEVELS:  # of the worker whose place it took
            self._row.set(name, 0)
        self._late = late
        self._bytes = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def is_full(self) -> bool:
        """Whether nothing large is to be made."""
        return self._bytes >= self._limit

    def hold(self, size: int) -> None:
        """Count bytes that wait for a client, until `free` is called with as many."""
        self._count(size)

    def free(self, size: int) -> None:
        """Count bytes no more: they were read, or their client left."""
        self._count(-size)
        if self._waiting and not self.is_full:
            self._let_in()

    @contextmanager
    def holding(self, size: int) -> Iterator[None]:
        """Count bytes that wait for a client while this runs."""
        self.hold(size)
        try:
            yield
        finally:
            self.free(size)

    @asynccontextmanager
    async def room(self) -> AsyncIterator[None]:
        """Make a large answer once there is room for it, which mostly is at once."""
        if self.is_full or self._waiting:
            await self._turn()
        try:
            yield
        finally:
            if not self.is_full:
                self._let_in()

    def forget(self) -> None:
        """Remember no more than what waits just now."""
        self._row.set("most_unread_bytes", self._bytes)
        self._row.set("waited_for_room_s", 0)

    def total(self) -> tuple[int, int]:
        """Return the bytes of all workers just now, and the most that one had at once."""
        return self._counters.total("unread_bytes"), max(self._counters.each("most_unread_bytes"))

    def trouble(self) -> str:
        """Return why large answers have to wait, or had to just now; "" where they did not."""
        last_s = max(self._counters.each("waited_for_room_s"))
        if not self._counters.total("waiting_for_room") and time() - last_s > RECENT_S:
            return ""
        return (
            f"clients do not read: {self.total()[0]:,} bytes wait for them, and large answers wait "
            f"until it is less than max_unread, {self._limit:,}"
        )

    def _count(self, size: int) -> None:
        self._bytes += size
        self._row.set("unread_bytes", self._bytes)
        if self._bytes > self._row["most_unread_bytes"]:
            self._row.set("most_unread_bytes", self._bytes)

    async def _turn(self) -> None:
        began_s = monotonic()
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._row.add("waiting_for_room")
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was let in just now
                self._let_in()
            raise
        finally:
            self._row.add("waiting_for_room", -1)
            self._row.set("waited_for_room_s", int(time()))
            self._late((int((monotonic() - began_s) * 1e9),))

    def _let_in(self) -> None:
        """Let one in, who lets in the next once its answer is made and counted."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
