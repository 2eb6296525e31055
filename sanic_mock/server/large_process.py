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
from time import monotonic, sleep

from sanic_mock.server.child import fork, take_name
from sanic_mock.server.handover import Handover
from sanic_mock.server.restarts import Restarts
from sanic_mock.server.stopping import CUT, STOPPED, held_signals, stopped_by_signals
from sanic_mock.server.wakeup import woken_by_signals

log = logging.getLogger("sanic_mock")

_NAME = "the process for large requests"
_LOOK_S = 0.01


class LargeProcess:
    """What a server knows of it.

    Args:
        handover: the ways to it and back.
        work: answers what comes, until no more does; called in that process, returns the exit code.
        grace_s: how long it may take to, once it is to stop.
    """

    def __init__(self, handover: Handover, work: Callable[[], int], grace_s: float) -> None:
        self.handover = handover
        self._work = work
        self._grace_s = grace_s
        self._keeper = 0
        self._code = STOPPED

    def start(self) -> None:
        """Fork the keeper; there are no other threads yet, and no connections."""
        with held_signals():
            self._keeper = fork(lambda: Keeper(self.handover, self._work, self._grace_s).run())
        self.handover.keep_for_server()

    def finish(self, deadline_s: float) -> int:
        """Let it answer what it was handed, now that nobody else serves; return the exit code."""
        self.end()
        while not self.has_ended() and monotonic() < deadline_s:
            sleep(_LOOK_S)
        return self._code if self.has_ended() else CUT

    def end(self) -> None:
        """Hand nothing over any more: it ends when nobody does, and all is answered."""
        self.handover.there.close_sender()

    def kill(self) -> None:
        """End it at once."""
        if not self.has_ended():
            os.kill(self._keeper, signal.SIGKILL)

    @property
    def code(self) -> int:
        """Its exit code, when it has ended: whether answers were cut."""
        return self._code

    def has_ended(self) -> bool:
        """Return whether all of it has ended."""
        if self._keeper:
            with suppress(ChildProcessError):
                ended, status = os.waitpid(self._keeper, os.WNOHANG)
                if not ended:
                    return False
                if os.waitstatus_to_exitcode(status) == CUT:  # else it had no answer to give
                    self._code = CUT
            self._keeper = 0
        return True


class Keeper:
    """Forks the process for large requests when it is wanted, in a process of its own.

    Args:
        handover: where connections come from; only looked at here.
        work: see LargeProcess; `grace_s` likewise.
    """

    def __init__(self, handover: Handover, work: Callable[[], int], grace_s: float) -> None:
        handover.keep_for_large()
        self._there = handover.there
        self._work = work
        self._grace_s = grace_s
        self._code = STOPPED
        self._selector = selectors.DefaultSelector()
        self._child = 0
        self._started_s = 0.0
        self._restarts = Restarts()
        self._look_s = 0.0
        self._kill_s = inf

    def run(self) -> int:
        """Return the exit code when there is nothing more to keep: whether answers were cut."""
        take_name("mock-keeper")
        with (
            stopped_by_signals(self._grace_s) as stop,
            woken_by_signals(self._selector, self._reap),
        ):
            stop.wake_by(self._stop)
            while self._child or self._kill_s == inf:
                self._turn()
        return self._code

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
        with held_signals():
            self._child = fork(self._be_child, with_parent=signal.SIGKILL)

    def _be_child(self) -> int:
        take_name("mock-large")
        self._selector.close()
        return self._work()

    def _reap(self) -> None:
        if not self._child or not (ended := os.waitpid(self._child, os.WNOHANG))[0]:
            return
        self._child = 0
        code = os.waitstatus_to_exitcode(ended[1])
        if self._kill_s < inf or code in (STOPPED, CUT):  # it was told to, or nothing came any more
            self._code = CUT if code else self._code
            self._look_s = 0.0
            return
        now_s = monotonic()
        self._look_s = now_s + self._restarts.delay_s(now_s - self._started_s)
        if sentence := self._restarts.sentence(_NAME, code):
            log.error("%s", sentence)

    def _stop(self) -> None:
        self._kill_s = min(self._kill_s, monotonic() + self._grace_s)
        self._signal(signal.SIGTERM)

    def _signal(self, one: signal.Signals) -> None:
        if self._child:
            with suppress(ProcessLookupError):
                os.kill(self._child, one)
