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

_PR_SET_PDEATHSIG, _PR_SET_NAME, _PR_SET_CHILD_SUBREAPER = 1, 15, 36
# whether `adopt_orphans` can do what it says
ADOPTS = sys.platform == "linux"


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


def fork(
    work: Callable[[], int], with_parent: signal.Signals = signal.SIGTERM, group: int = 0
) -> int:
    """Do some work in a new process, and end that whatever happens; returns its pid.

    SIGINT and SIGTERM are to be held meanwhile, and are in the new process until it admits them.

    Args:
        work: what to do there; returns the exit code.
        with_parent: the signal that it gets when this process ends.
        group: the group of processes that it belongs to; 0 is one of its own.

    Raises:
        OSError: the system allows no more processes.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        _be_child(parent, work, with_parent, group)
    return pid


def take_name(name: str) -> None:
    """Let this process be listed under a name of at most 15 letters, where the system can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode())


def adopt_orphans() -> None:
    """Become the parent of what the children of this process forked, when these end."""
    if ADOPTS:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_with(parent: int, one: signal.Signals) -> None:
    """Send this process a signal when its parent ends, however it ends; see prctl(2).

    Args:
        parent: who that is to be; where it has ended already, so does this process, at once.
        one: the signal.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, one)
        if os.getppid() != parent:
            os._exit(1)


def _be_child(
    parent: int, work: Callable[[], int], with_parent: signal.Signals, group: int
) -> NoReturn:
    code = 1
    try:
        os.setpgid(0, group)  # Ctrl-C goes to the parent alone, which tells every worker once
        end_with(parent, with_parent)
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
