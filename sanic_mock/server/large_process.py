"""The process in which large requests are answered, so that they hold up no others.

Reading, checking and counting a large body keeps Python's lock for seconds, on whatever thread. So
it is done in a process of its own: one for a server, for large requests wait for each other.
It is forked by a keeper, a process that was itself forked before the server had a loop, threads or
connections, and sleeps: it forks when the first large request comes, and again if that process
ends. So it costs nothing to servers that get none, and shares the memory of what was loaded at
start. A keeper ends with its server, and the process for large requests with its keeper.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
from collections.abc import Callable
from contextlib import suppress
from math import inf
from time import monotonic

from sanic_mock.server.child import fork, take_name
from sanic_mock.server.handover import Handover
from sanic_mock.server.restarts import Restarts
from sanic_mock.server.wakeup import signals_blocked, woken_by_signals

log = logging.getLogger("sanic_mock")

_NAME = "the process for large requests"
_LOOK_S = 0.01


class LargeProcess:
    """What a server knows of it.

    Args:
        handover: the ways to it and back.
        work: answers what comes, until it is told to stop; called in that process.
        stop_s: how long it may take to stop.
    """

    def __init__(self, handover: Handover, work: Callable[[], None], stop_s: float) -> None:
        self.handover = handover
        self._work = work
        self._stop_s = stop_s
        self._keeper = 0

    def start(self) -> None:
        """Fork the keeper; there are no other threads yet, and no connections."""
        with signals_blocked():
            self._keeper = fork(lambda: Keeper(self.handover, self._work, self._stop_s).run())
        self.handover.keep_for_server()

    def tell(self, one: signal.Signals) -> None:
        """Send it a signal: SIGTERM lets it finish what it answers, SIGKILL ends it at once."""
        if not self.has_ended():
            os.kill(self._keeper, one)

    def has_ended(self) -> bool:
        """Return whether all of it has ended."""
        if self._keeper:
            with suppress(ChildProcessError):
                if not os.waitpid(self._keeper, os.WNOHANG)[0]:
                    return False
            self._keeper = 0
        return True


class Keeper:
    """Forks the process for large requests when it is wanted, in a process of its own.

    Args:
        handover: where connections come from; only looked at here.
        work: see LargeProcess; `stop_s` likewise.
    """

    def __init__(self, handover: Handover, work: Callable[[], None], stop_s: float) -> None:
        handover.keep_for_large()
        self._there = handover.there
        self._work = work
        self._stop_s = stop_s
        self._selector = selectors.DefaultSelector()
        self._child = 0
        self._started_s = 0.0
        self._restarts = Restarts()
        self._look_s = 0.0
        self._kill_s = inf

    def run(self) -> None:
        """Return when there is nothing more to keep."""
        take_name("mock-keeper")
        with woken_by_signals(self._selector, self._stop, self._reap):
            while self._child or self._kill_s == inf:
                self._turn()

    def _turn(self) -> None:
        now_s = monotonic()
        if now_s >= self._kill_s:
            self._signal(signal.SIGKILL)
        if not self._child and self._look_s <= now_s:
            self._watch()
        due_s = min(self._kill_s, self._look_s if self._look_s > now_s else inf)
        wait_s = None if due_s == inf else max(_LOOK_S, due_s - now_s)
        for key, _ in self._selector.select(wait_s):
            key.data()

    def _watch(self) -> None:
        """Look for what comes, which somebody else receives."""
        if self._there.fileno() not in self._selector.get_map():
            self._selector.register(self._there, selectors.EVENT_READ, self._begin)

    def _begin(self) -> None:
        """Start the process, unless nothing comes any more."""
        self._selector.unregister(self._there)
        if self._there.is_ended():
            self._kill_s = monotonic()
            return
        self._started_s = monotonic()
        with signals_blocked():
            self._child = fork(self._be_child, with_parent=signal.SIGKILL)

    def _be_child(self) -> None:
        take_name("mock-large")
        self._selector.close()
        self._work()

    def _reap(self) -> None:
        if not self._child or not (ended := os.waitpid(self._child, os.WNOHANG))[0]:
            return
        self._child = 0
        if self._kill_s < inf:
            return
        now_s = monotonic()
        self._look_s = now_s + self._restarts.delay_s(now_s - self._started_s)
        if sentence := self._restarts.sentence(_NAME, os.waitstatus_to_exitcode(ended[1])):
            log.error("%s", sentence)

    def _stop(self) -> None:
        self._kill_s = min(self._kill_s, monotonic() + self._stop_s)
        self._signal(signal.SIGTERM)

    def _signal(self, one: signal.Signals) -> None:
        if self._child:
            with suppress(ProcessLookupError):
                os.kill(self._child, one)
