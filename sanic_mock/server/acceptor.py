"""The parent's part of several workers: it accepts, and hands each connection to one of them.

The one with the fewest connections is next, and of several such the one whose turn is longest ago.
So a pool that is opened at once is shared exactly, and what ends, or a worker that is started anew,
evens out. While connections end, the counts are not to be relied on: a worker needs a moment to
notice. Then they take turns, unless one has many more than another. What no worker can take just
now waits: in the kernel's queue, or, where it has been accepted or taken back, here.
"""

from __future__ import annotations

import errno
import selectors
import socket
from collections import deque
from collections.abc import Collection
from math import inf
from time import monotonic, monotonic_ns

from sanic_mock.server.channel import Channel
from sanic_mock.server.handover import Pipe
from sanic_mock.server.shortage import CAUSES, RETRY_S, Shortage, limit

BURST = 512
FULL_S = 0.01
# so many connections may have ended that a worker has not counted yet, until none has for so long
UNCOUNTED = 64
SETTLED_NS = 100_000_000
STUCK_S = 0.5
# what a worker opens for itself: loop, timers, channel, standard files, a thread's reading
OWN_DESCRIPTORS = 64


class Acceptor:
    """Accepts for all workers that are ready.

    Args:
        listener: a listening socket that does not block.
        selector: says when something comes; `data` of its keys is what is then called.
        shortage: is told when descriptors run out.
    """

    def __init__(
        self, listener: socket.socket, selector: selectors.BaseSelector, shortage: Shortage
    ) -> None:
        self._listener = listener
        self._selector = selector
        self._shortage = shortage
        self._channels: list[Channel] = []
        self._leaving: list[Channel] = []
        self._paused_pipes: list[Pipe] = []
        self._waiting: deque[socket.socket] = deque()
        self._turns = 0
        self._most = max(1, limit() - OWN_DESCRIPTORS)
        self._is_listening = self._is_draining = self._is_over = self._is_closed = False
        self._resume_s = self._look_s = inf

    @property
    def due_s(self) -> float:
        """When `tend` is to be called at the latest, in monotonic seconds."""
        return min(self._resume_s, self._look_s)

    def add(self, channel: Channel) -> None:
        """Hand connections to this worker, too."""
        self._channels.append(channel)
        self._resume()

    def remove(self, channel: Channel) -> None:
        """Take back what a worker that has ended did not receive, for the others, and close it."""
        if channel in self._channels:
            self._channels.remove(channel)
        self._leaving.append(channel)
        self._close_leaving()
        if self._waiting:
            self._resume()

    def listen_to(self, pipe: Pipe) -> None:
        """Hand on what comes back from the process for large requests."""
        self._selector.register(pipe, selectors.EVENT_READ, lambda: self._take_from(pipe))

    def listen_no_more_to(self, pipe: Pipe) -> None:
        """Let connections end there, from here on."""
        if pipe in self._paused_pipes:
            self._paused_pipes.remove(pipe)
        elif pipe.fileno() in self._selector.get_map():
            self._selector.unregister(pipe)

    def tend(self, now_s: float) -> None:
        """Do what is due."""
        if self._resume_s <= now_s:
            self._resume()
        if self._look_s <= now_s:
            self._look_after_the_stuck(now_s)

    def drain(self) -> None:
        """Accept and hand on what has come, and then no more."""
        self._is_draining = True
        self._resume()

    @property
    def is_drained(self) -> bool:
        """Whether no more is accepted, and workers have received all that was."""
        return (
            self._is_over
            and not self._waiting
            and not self._leaving
            and all(one.is_asleep or not one.queued for one in self._channels)
        )

    def close(self) -> None:
        """Accept no more, and close what nobody has got."""
        self._accept_no_more()
        self._is_closed = True
        self._resume_s = self._look_s = inf
        self.abandon()

    def abandon(self) -> None:
        """Close this process's copies, for a worker that was forked off."""
        self._listener.close()
        while self._leaving:
            self._leaving.pop().close()
        while self._waiting:
            self._waiting.popleft().close()

    def accept(self) -> None:
        """Accept and hand on until nobody comes, or nobody can take more."""
        full: set[Channel] = set()
        for _ in range(BURST):
            channel = self._next_channel(full)
            if channel is None:
                return
            connection = self._next_connection()
            if connection is None:
                return
            if not channel.hand(connection):
                full.add(channel)
                self._waiting.appendleft(connection)
                continue
            self._turns += 1
            channel.turn = self._turns
            if self._look_s == inf:
                self._look_s = monotonic() + STUCK_S

    def _take_from(self, pipe: Pipe) -> None:
        """Hand on a connection that comes back; where it finds no descriptor it waits there."""
        try:
            self._waiting.append(pipe.accept())
        except BlockingIOError:
            return
        except EOFError:  # nor will any other come
            self._selector.unregister(pipe)
        except OSError as error:
            self._selector.unregister(pipe)
            self._paused_pipes.append(pipe)
            self._wait_for_room(error)
            return
        self._resume()

    def _next_channel(self, full: Collection[Channel]) -> Channel | None:
        candidates = [one for one in self._channels if one not in full and not one.is_asleep]
        least = min((one.load for one in candidates), default=0)
        most = least + self._uncounted()
        found = min((one for one in candidates if one.load <= most), key=_turn, default=None)
        if found is None:
            self._pause(FULL_S)
        elif found.load >= self._most:
            self._wait_for_room(OSError(errno.EMFILE, ""))
        else:
            return found
        return None

    def _uncounted(self) -> int:
        """Return how many ends of connections a worker may not have noted yet."""
        last_ns = max((one.ended_ns for one in self._channels), default=0)
        return UNCOUNTED if monotonic_ns() - last_ns < SETTLED_NS else 0

    def _next_connection(self) -> socket.socket | None:
        if self._waiting:
            return self._waiting.popleft()
        if self._is_over:
            return None
        try:
            return self._listener.accept()[0]
        except BlockingIOError:
            if self._is_draining:
                self._accept_no_more()
            return None
        except OSError as error:  # the one that was there has gone
            if error.errno in CAUSES:
                self._wait_for_room(error)
            return None

    def _wait_for_room(self, error: OSError) -> None:
        self._shortage.note(error)
        self._pause(RETRY_S)

    def _accept_no_more(self) -> None:
        self._stop_listening()  # what waits for room is looked after as before
        self._is_over = True
        self._listener.close()

    def _pause(self, delay_s: float) -> None:
        self._stop_listening()
        self._resume_s = monotonic() + delay_s

    def _stop_listening(self) -> None:
        if self._is_listening:
            self._selector.unregister(self._listener)
            self._is_listening = False

    def _resume(self) -> None:
        if self._is_closed:
            self.abandon()
            return
        if not self._is_listening and not self._is_over:
            self._selector.register(self._listener, selectors.EVENT_READ, self.accept)
            self._is_listening = True
        self._resume_s = inf
        while self._paused_pipes:
            self.listen_to(self._paused_pipes.pop())
        self._close_leaving()
        self.accept()
        if self._waiting and self._resume_s == inf:  # more than one burst
            self._resume_s = 0.0

    def _look_after_the_stuck(self, now_s: float) -> None:
        """Take back what is queued for workers that receive nothing, where others do."""
        stuck = [one for one in self._channels if one.look()]
        if len(stuck) == len(self._channels):
            stuck = []
        for one in self._channels:
            one.was_stuck = one in stuck
        for one in stuck:
            self._take_back(one)
            one.knock()
        is_any_queued = any(one.queued for one in self._channels)
        self._look_s = now_s + STUCK_S if is_any_queued else inf
        if self._waiting:
            self._resume()

    def _close_leaving(self) -> None:
        while self._leaving and self._take_back(self._leaving[0]):
            self._leaving.pop(0).close()

    def _take_back(self, channel: Channel) -> bool:
        """Take back what a worker has not received; return whether there was room for all."""
        try:
            self._waiting.extend(channel.take_back())
        except OSError as error:
            self._wait_for_room(error)
            return False
        return True


def _turn(channel: Channel) -> int:
    return channel.turn
