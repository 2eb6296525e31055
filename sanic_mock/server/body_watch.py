"""Ends a body that takes too long to arrive, by one timer for many bodies of a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import inf


def _nothing() -> None:
    return


class BodyWatch:
    """Watches the bodies of one connection, one after the other.

    Most bodies that come in two parts are whole a moment later: to begin and to end costs them no
    timer of their own. One that runs looks, when it is due, at what is to be watched then.

    Args:
        loop: the loop that runs.
        give_up: called once a body has taken too long.
    """

    __slots__ = ("_due_s", "_give_up", "_loop", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, give_up: Callable[[], None]) -> None:
        self._loop = loop
        self._give_up = give_up
        self._due_s = inf
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, limit_s: float) -> None:
        """Watch a body from here on; 0 is no limit."""
        if not limit_s:
            return
        self._due_s = self._loop.time() + limit_s
        if self._timer is None:
            self._timer = self._loop.call_at(self._due_s, self._look)

    def end(self) -> None:
        """Leave the body alone: it is whole."""
        self._due_s = inf

    def close(self) -> None:
        """Forget the connection."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        self._give_up = _nothing  # its owner, which is then garbage without a collection

    def _look(self) -> None:
        self._timer = None
        if self._due_s <= self._loop.time():
            self._due_s = inf
            self._give_up()
        elif self._due_s < inf:
            self._timer = self._loop.call_at(self._due_s, self._look)
