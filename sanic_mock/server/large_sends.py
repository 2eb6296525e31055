"""Streams of which more is due than is sent at once: slice by slice, in turn.

All of a text of 16 MiB may be due in one moment, which is 868 MB of events. Each stream that is so
far behind gets a slice in its turn, as long as its client reads; after some milliseconds all others
have theirs. How late each slice is, counted from when it was due, is told as of any other write.
"""

from __future__ import annotations

import logging
from collections import deque
from typing import Protocol

from sanic_mock.server.pacer import Pacer

log = logging.getLogger("sanic_mock")

# How long slices are sent before others have their turn.
TURN_NS = 3_000_000


class LargeSender(Protocol):
    """A stream that is behind."""

    def send_slice(self) -> bool:
        """Send some of what is due; return whether it is still behind, and may go on."""

    def fail(self) -> None:
        """See pacer.Sender."""


class LargeSends:
    """The queue of those who are behind; to the pacer, a sender as any other.

    Args:
        pacer: who wakes.
    """

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self._waiting: deque[tuple[int, LargeSender]] = deque()

    def add(self, due_ns: int, sender: LargeSender) -> None:
        """Queue a stream that is behind since `due_ns`."""
        self._waiting.append((due_ns, sender))
        if len(self._waiting) == 1:
            self._pacer.add(self._pacer.now_ns(), self)

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender; the next turn comes with the next wake."""
        for _ in range(len(self._waiting)):
            due_ns, sender = self._waiting[0]
            is_behind = self._send(sender)
            self._waiting.popleft()
            if is_behind:
                self._waiting.append((due_ns, sender))
            sent_ns = self._pacer.now_ns()
            self._pacer.observe(due_ns, sent_ns)
            if sent_ns - now_ns > TURN_NS:
                break
        return now_ns + 1 if self._waiting else 0

    def fail(self) -> None:
        """See pacer.Sender; what each stream does wrong is its own affair."""

    def _send(self, sender: LargeSender) -> bool:
        try:
            return sender.send_slice()
        except Exception:  # one broken stream must not stop the others
            log.exception("a stream failed and is dropped")
            sender.fail()
            return False
