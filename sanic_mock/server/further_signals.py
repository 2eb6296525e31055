"""Signals that ask a server for nothing it has: they are said, and it goes on.

By default each of them ends a process. SIGHUP makes many servers read their configuration again,
SIGUSR1 and SIGUSR2 their log files; nothing here is read again.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_STDERR = 2
_MEANINGLESS = (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)


@contextmanager
def further_signals() -> Iterator[None]:
    """Handle them; what whoever started the server had them ignored for stays ignored (nohup)."""
    handled = [one for one in _MEANINGLESS if signal.getsignal(one) is signal.SIG_DFL]
    has_terminal = os.isatty(_STDERR)

    def handle(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGHUP and has_terminal and not os.isatty(_STDERR):
            os.kill(
                os.getpid(), signal.SIGTERM
            )  # whoever closes the terminal stops what runs in it
        else:
            _say(signal.Signals(number))

    for one in handled:
        signal.signal(one, handle)
    try:
        yield
    finally:
        for one in handled:
            signal.signal(one, signal.SIG_DFL)


def _say(one: signal.Signals) -> None:
    text = f"sanic-mock: {one.name}: nothing is read again, and the server goes on as it is\n"
    try:
        os.write(_STDERR, text.encode())  # not through a buffer, in which the signal may have come
    except OSError:
        return
