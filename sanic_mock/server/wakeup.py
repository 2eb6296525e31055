"""Signals for a process whose loop is a selector: each of them wakes it."""

from __future__ import annotations

import selectors
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType


@contextmanager
def woken_by_signals(selector: selectors.BaseSelector, woken: Callable[[], None]) -> Iterator[None]:
    """Let every signal that is handled wake a loop, that a child has ended too.

    Args:
        selector: what the loop waits on; `data` of its keys is what it calls.
        woken: called by the loop after signals.
    """
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    selector.register(reader, selectors.EVENT_READ, lambda: _drain(reader, woken))
    before = signal.signal(signal.SIGCHLD, _ignore)
    descriptor = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor)
        signal.signal(signal.SIGCHLD, before)
        reader.close()
        writer.close()


def _drain(reader: socket.socket, woken: Callable[[], None]) -> None:
    with suppress(BlockingIOError):
        while reader.recv(4096):
            continue
    woken()


def _ignore(number: int, frame: FrameType | None) -> None:
    """Do nothing; that a signal came has woken the loop."""
