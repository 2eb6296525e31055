"""Signals for a process whose loop is a selector: each of them wakes it."""

from __future__ import annotations

import selectors
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType

from sanic_mock.server.stopping import SIGNALS


@contextmanager
def woken_by_signals(
    selector: selectors.BaseSelector, stop: Callable[[], None], woken: Callable[[], None]
) -> Iterator[None]:
    """Let signals wake a loop, until the block ends.

    Args:
        selector: what the loop waits on; `data` of its keys is what it calls.
        woken: called by the loop after signals, such as that a child has ended.
        stop: called for each SIGINT and SIGTERM, wherever the process is; it must be brief.
    """
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    selector.register(reader, selectors.EVENT_READ, lambda: _drain(reader, woken))
    before = {one: signal.signal(one, lambda *_: stop()) for one in SIGNALS}
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _ignore)
    descriptor = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor)
        _restore(before)
        reader.close()
        writer.close()


@contextmanager
def signals_blocked() -> Iterator[None]:
    """Let SIGINT and SIGTERM wait until the block ends."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _drain(reader: socket.socket, woken: Callable[[], None]) -> None:
    with suppress(BlockingIOError):
        while reader.recv(4096):
            continue
    woken()


def _ignore(number: int, frame: FrameType | None) -> None:
    """Do nothing; that a signal came has woken the loop."""


def _restore(handlers: Mapping[signal.Signals, object]) -> None:
    for one, handler in handlers.items():
        signal.signal(one, handler)  # type: ignore[arg-type]
