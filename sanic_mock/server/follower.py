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

from sanic_mock.server.dispatcher import Dispatcher
from sanic_mock.server.published import Published, unpacked
from sanic_mock.settings import Settings
from sanic_mock.shared.bell import Bell
from sanic_mock.shared.config import Config

log = logging.getLogger("sanic_mock")

# Compiles settings, on a thread.
Prepare = Callable[[Settings], Dispatcher]
# Swaps in what was compiled, on the loop.
Take = Callable[[Dispatcher], None]


class Follower:
    """What one worker follows.

    Args:
        config: what all follow.
        number: the worker's, among all.
        settings: what the server was started with.

    Attributes:
        settings: what to begin with.
    """

    def __init__(self, config: Config, number: int, settings: Settings) -> None:
        self._config = config
        self._number = number
        config.join(number)
        self._generation, raw = config.read()
        self._version = 0
        self.settings = settings
        if self._generation:
            published = unpacked(raw)
            self._version, self.settings = published.version, published.read_settings()
        self._task: asyncio.Task[None] | None = None
        self._thread: ThreadPoolExecutor | None = None

    def start(self, prepare: Prepare, take: Take) -> None:
        """Follow on the running loop from here on, now that it is what it began with."""
        self._prepare, self._take = prepare, take
        self._loop = asyncio.get_running_loop()
        self._config.follow(self._number, self._generation)
        self._loop.add_reader(self._bell.fileno(), self._look)
        self._look()

    def close(self) -> None:
        """Follow no more, and hold nobody up."""
        self._config.leave(self._number)
        self._loop.remove_reader(self._bell.fileno())
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
        if published.version != self._version:
            dispatcher = await self._on_thread(lambda: self._prepare(published.read_settings()))
            self._take(dispatcher)
            self._version = published.version

    async def _on_thread(self, work: Callable[[], Dispatcher]) -> Dispatcher:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "sanic-mock-follower")
        return await self._loop.run_in_executor(self._thread, work)
