"""Lets one worker be what was published, from its start on.

A bell wakes its loop (`shared.bell`). What is published is compiled on a thread of its own, so that
answers under way are sent on time, and swapped in on the loop between two requests; only then does
the worker say that it follows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import time
from typing import Protocol

from sanic_mock.server.dispatcher import Dispatcher
from sanic_mock.server.published import Published, unpacked
from sanic_mock.settings import Settings
from sanic_mock.shared.bell import Bell
from sanic_mock.shared.config import Config

# Workers remove what has ended one after the other: whoever comes later has nothing to do.
_APART_S = 0.05
# How long what has ended may stay where removing it came too early or failed.
_AGAIN_S = 1.0

log = logging.getLogger("sanic_mock")


class Followed(Protocol):
    """Who is what was published."""

    def prepare(self, settings: Settings, *, is_held: bool = False) -> Dispatcher:
        """Compile settings; called on a thread.

        Args:
            settings: what to answer by.
            is_held: whether no answer is to be sent before all are released.
        """

    def take(self, dispatcher: Dispatcher) -> None:
        """Swap in what was compiled."""

    def look(self) -> None:
        """Look at what was not published with it: which phase runs."""

    def freeze(self) -> None:
        """Let no answer go on, of those that are under way."""

    def release(self) -> None:
        """Let all answers go on."""

    def forget_counts(self) -> None:
        """Count anew."""


class Follower:
    """What one worker follows.

    Args:
        config: what all follow.
        number: the worker's, among all.
        settings: what the server was started with.
        end_due: removes what has ended by now; called on a thread.

    Attributes:
        settings: what to begin with.
    """

    def __init__(
        self, config: Config, number: int, settings: Settings, end_due: Callable[[], None]
    ) -> None:
        self._config = config
        self._end_due = end_due
        self._timer: asyncio.TimerHandle | None = None
        self._number = number
        config.join(number)
        generation, raw = config.read()
        self._generation = self._version = self._resets = 0
        self._is_frozen = False
        self.settings = settings
        if generation:
            published = unpacked(raw)
            self._version, self._resets = published.version, published.resets
            self.settings = published.read_settings()
        self._task: asyncio.Task[None] | None = None
        self._thread: ThreadPoolExecutor | None = None

    def start(self, worker: Followed) -> None:
        """Let a worker follow on the running loop, which is what is to begin with."""
        self._worker = worker
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._bell.fileno(), self._look)
        self._look()

    def close(self) -> None:
        """Follow no more, and hold nobody up."""
        self._config.leave(self._number)
        self._loop.remove_reader(self._bell.fileno())
        self._end_at(0.0)
        if self._task is not None:
            self._task.cancel()
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    @property
    def _bell(self) -> Bell:
        return self._config.bells[self._number]

    def _look(self) -> None:
        """See what was published; where that is being done, it is seen by who does it."""
        self._bell.hear()
        if self._task is None or self._task.done():
            self._task = self._loop.create_task(self._follow())

    async def _follow(self) -> None:
        while self._config.generation != self._generation:
            self._generation, raw = self._config.read()
            try:
                await self._be(unpacked(raw))
            except Exception:  # it answers as before, and whoever waits for it is told so
                log.exception("a worker cannot follow what was changed")
            else:
                self._config.follow(self._number, self._generation)

    async def _be(self, published: Published) -> None:
        worker = self._worker
        if published.is_frozen:
            worker.freeze()
        if (published.version, published.is_frozen) != (self._version, self._is_frozen):
            # those who answer at once do not while it is frozen: others take their place
            work = partial(_prepared, worker, published)
            worker.take(await self._loop.run_in_executor(self._own_thread(), work))
        if not published.is_frozen:
            worker.release()
        if published.resets != self._resets:
            worker.forget_counts()
        worker.look()
        self._version, self._resets = published.version, published.resets
        self._is_frozen = published.is_frozen
        self._end_at(published.ends_s)

    def _end_at(self, ends_s: float) -> None:
        """Have what ends removed then; each worker does so, and the first one is enough."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if ends_s:
            left_s = max(0.0, ends_s - time()) + self._number * _APART_S
            self._timer = self._loop.call_later(left_s, self._end)

    def _end(self) -> None:
        """Remove what has ended, until the next change says that it is done."""
        self._timer = self._loop.call_later(_AGAIN_S, self._end)
        self._loop.run_in_executor(None, self._end_due)

    def _own_thread(self) -> ThreadPoolExecutor:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "sanic-mock-follower")
        return self._thread


def _prepared(worker: Followed, published: Published) -> Dispatcher:
    return worker.prepare(published.read_settings(), is_held=published.is_frozen)
