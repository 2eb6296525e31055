"""Tells when the other end of a connection is gone, though nothing is read from it any more.

A loop that has read a client's end reads no more, and so learns of a reset at its next write but
one. The kernel tells it at once (epoll(7), EPOLLHUP and EPOLLERR, which need not be asked for).
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Callable


class Hangups:
    """One worker's watch; it has a descriptor once something is watched. Linux alone has it."""

    def __init__(self) -> None:
        self._watched: dict[int, Callable[[], None]] = {}
        self._epoll: select.epoll | None = None

    def watch(self, descriptor: int, tell: Callable[[], None]) -> None:
        """Call `tell` once the other end is gone, or both halves are closed; at most once."""
        if not hasattr(select, "epoll"):
            return
        if self._epoll is None:
            self._epoll = select.epoll()
            asyncio.get_running_loop().add_reader(self._epoll.fileno(), self._look)
        self._watched[descriptor] = tell
        self._epoll.register(descriptor, 0)

    def forget(self, descriptor: int) -> None:
        """Watch a connection no more, before its descriptor is closed."""
        if self._epoll is not None and self._watched.pop(descriptor, None) is not None:
            self._epoll.unregister(descriptor)

    def _look(self) -> None:
        assert self._epoll is not None
        for descriptor, _ in self._epoll.poll(0):
            tell = self._watched[descriptor]
            self.forget(descriptor)
            tell()
