"""When a process is told to stop: by the first signal gracefully, by the second at once.

A process takes note of signals from its first line on, before it has imported what gives them a
meaning: one that came early is acted upon then, the second ends it there as everywhere. Whoever can
act upon what came asks for that as soon as it begins to wait: at no moment is a signal lost,
whatever wakes the loop.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOPPED = 0
FORCED = 130  # 128 + SIGINT, as a shell reports it
ECHO_S = 0.2

Handlers = dict[
    signal.Signals, Callable[[int, FrameType | None], Any] | int | signal.Handlers | None
]


def _nothing() -> None:
    return


class Stop:
    """Whether a process is to stop.

    What comes right after the first signal is its echo: timeout(1) sends one to the process and
    another to its group, and a terminal's Ctrl-C reaches whoever passes it on, too.

    Args:
        grace_s: how long answers under way are waited for.

    Attributes:
        grace_s: likewise.
        is_asked: whether it is to stop.
        asked_s: since when, in monotonic seconds.
        graced_s: since when answers under way are waited for, likewise: where it was to stop before
            it was ready, since then, however long it took to load.
        end: called where it is to stop without waiting for answers, whatever runs just then.
        number: the signal that asked for it, 0 where none did.
    """

    def __init__(self, grace_s: float) -> None:
        self.grace_s = grace_s
        self.is_asked = False
        self.end: Callable[[], None] = end_at_once
        self.asked_s = self.graced_s = 0.0
        self.number = 0
        self._wake: Callable[[], object] = _nothing

    @property
    def deadline_s(self) -> float:
        """When answers under way are cut, in monotonic seconds, once it is to stop."""
        return self.graced_s + self.grace_s

    def note(self, number: int, _: FrameType | None = None) -> None:
        """Take note of a signal: handles it."""
        if not self.is_asked:
            self.number = number
            self.begin()
        elif monotonic() - self.asked_s > ECHO_S:
            self.end()

    def begin(self, asked_s: float | None = None) -> None:
        """Stop gracefully, as was asked then, or is now; nothing where that has begun."""
        if not self.is_asked:
            self.is_asked = True
            self.asked_s = self.graced_s = monotonic() if asked_s is None else asked_s
            self._wake()

    def note_ready(self) -> None:
        """Take note that answers can be given: if it is to stop, who has come has all its time."""
        if self.is_asked:
            self.graced_s = monotonic()

    def wake_by(self, wake: Callable[[], object]) -> None:
        """Call this when the process is to stop, and now if that is so already."""
        self._wake = wake
        if self.is_asked:
            wake()


# takes note until somebody knows what signals mean, and what handled them before
_early: list[tuple[Stop, Handlers]] = []


def note_early_signals() -> None:
    """Take note of SIGINT and SIGTERM until somebody knows what they mean; two end this process."""
    stop = Stop(0.0)
    _early.append((stop, _handle_by(stop)))
    admit_signals()


def take_no_note() -> None:
    """Let SIGINT and SIGTERM mean what they did before, and the one that has come as well."""
    while _early:
        stop, before = _early.pop()
        _restore(before)
        if stop.number:
            signal.raise_signal(stop.number)
    admit_signals()


@contextmanager
def stopped_by_signals(grace_s: float) -> Iterator[Stop]:
    """Let SIGINT and SIGTERM stop what this process does until the block ends.

    What came early counts. Where note was taken of that, nothing that comes later does.
    """
    stop, further = (_early.pop()[0], SIGNALS) if _early else (Stop(grace_s), ())
    stop.grace_s = grace_s
    before = _handle_by(stop)
    mask = admit_signals().union(further)
    try:
        yield stop
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)  # first, so that none meets a default
        _restore(before)


@contextmanager
def held_signals(*further: signal.Signals) -> Iterator[None]:
    """Let SIGINT, SIGTERM and further ones wait: a process that begins in the block admits them."""
    held = {*SIGNALS, *further}
    signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, held)


def admit_signals() -> set[int]:
    """Let SIGINT and SIGTERM come, those that have waited first; return what waited before."""
    return signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _handle_by(stop: Stop) -> Handlers:
    """Let SIGINT and SIGTERM come to a stop; return what handled them."""
    return {one: signal.signal(one, stop.note) for one in SIGNALS}


def _restore(handlers: Handlers) -> None:
    for one, handler in handlers.items():
        signal.signal(one, handler)


def end_at_once(code: int = FORCED) -> None:
    """End this process, whatever its threads do."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(code)
