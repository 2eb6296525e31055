"""A worker process: what its parent knows of it, and how it begins and ends."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from sanic_mock.server.channel import Channel

log = logging.getLogger("sanic_mock")

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15


@dataclass(slots=True)
class Child:
    """A worker that lives.

    Args:
        number: which of them it is.
        channel: the way to it.
        started_s: when it was started, in monotonic seconds.
        is_ready: whether it takes connections.
    """

    number: int
    channel: Channel
    started_s: float
    is_ready: bool = False


def fork(work: Callable[[], int], with_parent: signal.Signals = signal.SIGTERM) -> int:
    """Do some work in a new process, and end that whatever happens; returns its pid.

    SIGINT and SIGTERM are to be held meanwhile, and are in the new process until it admits them.

    Args:
        work: what to do there; returns the exit code.
        with_parent: the signal that it gets when this process ends.

    Raises:
        OSError: the system allows no more processes.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        _be_child(parent, work, with_parent)
    return pid


def take_name(name: str) -> None:
    """Let this process be listed under a name of at most 15 letters, where the system can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode())


def _be_child(parent: int, work: Callable[[], int], with_parent: signal.Signals) -> NoReturn:
    code = 1
    try:
        os.setpgid(0, 0)  # Ctrl-C goes to the parent alone, which tells every worker once
        _die_with(parent, with_parent)
        _forget_signals()
        code = work()
    except BaseException:
        log.exception("a worker failed")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _forget_signals() -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def _die_with(parent: int, one: signal.Signals) -> None:
    """End this process when the parent ends, however it ends; see prctl(2)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, one)
        if os.getppid() != parent:
            os._exit(1)
