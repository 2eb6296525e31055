"""A worker's fast lane on time that a test turns by hand: what it writes when, and what is kept."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic_ns
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sanic.models.server_types import ConnInfo, Signal

from sanic_mock.profile.resolve import resolve
from sanic_mock.server import variant
from sanic_mock.server.app import create_app
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.server.planned import Planned
from sanic_mock.server.worker import Worker, shared_state
from sanic_mock.settings import Settings
from tests.server.virtual import MS, Bench
from tests.stopped_clock import stop_clock

SECOND = 1_790_000_000
Written = tuple[int, int, bytes]


class _Transport:
    """A transport that a test reads; see asyncio.Transport."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self.write = write
        self._is_closing = False

    def is_closing(self) -> bool:
        """See Transport."""
        return self._is_closing

    def close(self) -> None:
        """See Transport; that it was is written down."""
        self._is_closing = True
        self.write(b"(closed)")

    abort = write_eof = close

    def get_extra_info(self, name: str) -> None:
        """Nothing is known of a client that is not there."""

    def get_write_buffer_size(self) -> int:
        """See Transport."""
        return 0

    def pause_reading(self) -> None:
        """Nothing is read."""

    resume_reading = pause_reading


class _Lane(FastLane):
    """A lane that passes on nothing, but says so."""

    def is_waiting(self) -> bool:
        """Return whether an answer is under way."""
        return self._is_waiting()

    def _pass_on(self, data: bytes, why: type | None = None) -> None:
        self.transport.write(b"(passed on)")  # type: ignore[union-attr]


class VirtualLanes:
    """A worker with some connections.

    Args:
        settings: the profile.
        connections: how many.
        bench: its time.

    Attributes:
        bench: likewise.
        written: when something was written, to which connection, and what.
        shared: what the worker shares with others.
    """

    def __init__(self, settings: Settings, connections: int, bench: Bench) -> None:
        self.bench = bench
        self.shared = shared_state(settings, 1)
        self.shared.ready.set(MS)
        self.written: list[Written] = []
        app = _app()
        app.ctx.worker = self.worker = Worker(settings, self.bench.pacer, self.shared)
        self.worker.start()
        self._lanes = [self._connected(app, number) for number in range(connections)]

    def _connected(self, app: Any, number: int) -> _Lane:
        loop, signal = asyncio.get_running_loop(), Signal()
        lane = _Lane(loop=loop, app=app, signal=signal, connections=set(), state={}, unix=None)

        def write(content: bytes) -> None:
            self.written.append((self.bench.now_ns, number, content))

        lane.conn_info = cast(ConnInfo, SimpleNamespace(lost=bool))
        lane.transport = _Transport(write)  # type: ignore[assignment]  # all that it needs of one
        return lane

    def ask(self, number: int, request: bytes) -> None:
        """Let a request come."""
        self._lanes[number].data_received(request)

    def block(self, number: int) -> None:
        """Let a client read nothing of the answer that is under way, if there is any."""
        if self._lanes[number].is_waiting():
            self._lanes[number].pause_writing()

    def unblock(self, number: int) -> None:
        """Let it read again."""
        self._lanes[number].resume_writing()

    def leave(self, number: int) -> None:
        """Let a client leave."""
        self._lanes[number].connection_lost(None)

    def pass_ms(self, ms: int) -> None:
        """Let time pass, a millisecond at a time."""
        for _ in range(ms):
            self.bench.wake(self.bench.now_ns + MS)

    def end(self) -> None:
        """Let all answers leave."""
        self.bench.run()
        self.worker.close()

    def kept(self) -> list[bytes]:
        """Return all that is kept of answers, and of what they have taken, as it is in memory."""
        memory = [self.shared.buckets.words.tobytes(), *self._levels()]
        if (ledger := self.shared.ledger) is not None:
            memory += (bytes(ledger.records.rings[0].raw), bytes(ledger.annexes[0].raw))
        return memory

    def _levels(self) -> Iterator[bytes]:
        for name in ("inflight", "queued", "inflight_peak"):
            yield b"%d" % self.shared.counters.total(name)


_APPS: list[Any] = []


def _app() -> Any:
    """Return an app for all workers of a test's process, one after the other."""
    if not _APPS:
        _APPS.append(create_app(resolve(), name="sanic-mock-virtual"))
    return _APPS[0]


@contextmanager
def stopped(bench: Bench) -> Iterator[None]:
    """Let all that serves read a bench's clock, and a time of day that goes with it."""
    bench.now_ns = MS
    with pytest.MonkeyPatch.context() as patch:
        stop_clock(patch, lambda: SECOND + bench.now_ns / 1e9)
        for name, module in list(sys.modules.items()):
            if not name.startswith("sanic_mock."):
                continue
            if getattr(module, "monotonic_ns", None) is monotonic_ns:
                patch.setattr(module, "monotonic_ns", lambda: bench.now_ns)
        yield


@contextmanager
def in_steps() -> Iterator[None]:
    """Let nothing be held: neither what profiles answer that are compiled meanwhile, nor errors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Planned, "is_held", False)
        patch.setattr(variant, "timed_answers", lambda *given: None)
        yield
