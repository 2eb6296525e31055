"""What of a stream leaves before its first token: its head, and signs that its model thinks.

It stands beside the clock of the tokens, which knows nothing of it. A client that does not read
misses signs, as nobody waits for it before there is a token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from sanic_mock.dialects.answer import EarlyEvents, Renderer
from sanic_mock.engine.silent_timeline import EarlyRelease
from sanic_mock.server.delivery import Clock, Delivery
from sanic_mock.server.pacer import Pacer

# Makes what leaves early, as the load is when an answer begins, of so many parts of a summary.
EarlyTimes = Callable[[int | None], Iterator[EarlyRelease]]


class Queue(Protocol):
    """Where answers wait that have not begun; see engine.load.slots.Slots."""

    def withdraw(self, job: Clock) -> None:
        """Let one of them go."""


class EarlyClock:
    """The clock of a stream that begins before its first token; see delivery.Clock.

    Args:
        delivery: whose clock it is.
        clock: of its tokens.
        times: says when something leaves early.
        renderer: of its events.
        sign: shows that there is thought; None where its summary does.
        pacer: who wakes.
        queue: where it may wait before it begins; None for nowhere.
    """

    __slots__ = (
        "_clock",
        "_delivery",
        "_early",
        "_events",
        "_following",
        "_is_open",
        "_pacer",
        "_queue",
        "_sign",
        "_start_ns",
        "_times",
    )

    def __init__(
        self,
        delivery: Delivery,
        clock: Clock,
        times: EarlyTimes,
        renderer: Renderer,
        sign: bytes | None,
        pacer: Pacer,
        queue: Queue | None,
    ) -> None:
        self._delivery = delivery
        self._clock = clock
        self._times = times
        self._events = renderer if isinstance(renderer, EarlyEvents) else None
        self._sign = sign
        self._pacer = pacer
        self._queue = queue
        self._early: Iterator[EarlyRelease] | None = None
        self._following: EarlyRelease | None = None
        self._start_ns = 0
        self._is_open = False

    def begin(self, start_ns: int) -> None:
        """See delivery.Clock."""
        parts = 0 if self._events is None else self._events.signs()
        self._early = self._times(None if self._sign is not None else parts)
        self._start_ns = start_ns
        if self._advance():
            self._pacer.add(self._due_ns(), self)
        self._clock.begin(start_ns)

    def resume(self) -> None:
        """See delivery.Clock."""
        self._clock.resume()

    def leave(self) -> None:
        """See delivery.Clock."""
        if self._early is not None:
            self._clock.leave()
        elif self._queue is not None:
            self._queue.withdraw(self)

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        while (following := self._following) is not None:
            if self._due_ns() > now_ns:
                return self._due_ns()
            sink = self._delivery.sink
            if sink is None:
                return 0
            if not sink.is_blocked():
                self._send(is_sign=following[1])
            self._advance()
        return 0

    def fail(self) -> None:
        """See pacer.Sender."""
        self._delivery.fail(self._pacer.now_ns())

    def _send(self, *, is_sign: bool) -> None:
        delivery, events = self._delivery, self._events
        content = b"" if self._is_open or events is None else events.greeting()
        if is_sign:
            content += self._sign or (b"" if events is None else events.sign())
        if content:
            delivery.write(delivery.progress.insert(content))
        elif not self._is_open:
            delivery.open()
        self._is_open = True

    def _advance(self) -> bool:
        """Look at what leaves next; return whether anything does."""
        assert self._early is not None
        self._following = next(self._early, None)
        return self._following is not None

    def _due_ns(self) -> int:
        assert self._following is not None
        return self._start_ns + self._following[0]
