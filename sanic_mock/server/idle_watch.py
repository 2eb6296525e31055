"""Looks at all connections of a process for those that idle too long, with one timer for them.

A timer for each would be a fifth of what a connection holds. Each is looked at twice in the time
that it may idle, some at a time: thousands at once would hold up whoever is to be answered then.
Those on which Sanic's task has begun are Sanic's to look at.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Collection

from sanic_mock.server.http1_protocol import Http1Protocol

LEAST_S = 0.1
AT_ONCE, APART_S = 64, 0.001


class IdleWatch:
    """Looks at connections from time to time, as long as their loop runs.

    Args:
        connections: those that are open, whichever they are by then.
        limit_s: how long one may idle.
    """

    def __init__(self, connections: Collection[Http1Protocol], limit_s: float) -> None:
        self._connections = connections
        self._every_s = max(LEAST_S, limit_s / 2)
        self._left: list[Http1Protocol] = []  # to be looked at this time

    def start(self, loop: AbstractEventLoop) -> None:
        """Begin."""
        self._loop = loop
        self._wait()

    def _wait(self) -> None:
        self._loop.call_later(self._every_s, self._look)

    def _look(self) -> None:
        self._left += self._connections
        self._look_at_some()

    def _look_at_some(self) -> None:
        some = self._left[-AT_ONCE:]
        del self._left[-AT_ONCE:]
        for one in some:
            one.check_idle()
        if self._left:
            self._loop.call_later(APART_S, self._look_at_some)
        else:
            self._wait()
