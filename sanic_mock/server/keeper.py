"""Keeps the process for large requests: forks it when it is wanted, and again when it has ended.

A keeper is forked before its server has threads or connections, and sleeps, so that what it forks
begins like the server did. Only it can do so; therefore it first forks a spare of itself, which
sleeps likewise. When a keeper ends before its server does, whoever has ended it, the spare
takes its place, as the server's own child (PR_SET_CHILD_SUBREAPER of prctl(2)), and forks the next.
Where the system has no such thing, on macOS, there is no spare. Where all of them are gone, large
requests are answered on threads.
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

from sanic_mock.server.child import ADOPTS, end_with, fork, take_name
from sanic_mock.server.handover import Handover
from sanic_mock.server.restarts import LONGEST_S, Restarts
from sanic_mock.server.stopping import FORCED, SIGNALS, STOPPED, held_signals, stopped_by_signals
from sanic_mock.server.wakeup import woken_by_signals

log = logging.getLogger("sanic_mock")

_LARGE = "the process for large requests"
_SPARE = "the spare keeper of large requests"
_LOOK_S = 0.01
# beyond the grace time, for what cuts its answers itself: less than the keeper has, workers.STUCK_S
_CUT_S = 2.0
# what tells a spare that its keeper has ended
_HAS_ENDED = signal.SIGUSR1


class Kept:
    """A process that is started again when it has ended.

    Args:
        name: what it is called where that is said.
        start: starts it; returns its process.

    Attributes:
        pid: the process, 0 where there is none.
        due_s: when it may be started, in monotonic seconds.
    """

    def __init__(self, name: str, start: Callable[[], int]) -> None:
        self._name = name
        self._start = start
        self._started_s = 0.0
        self._restarts = Restarts()
        self.pid = 0
        self.due_s = 0.0

    def start(self) -> None:
        """Start it, or later where the system has no room for another process."""
        self._started_s = monotonic()
        try:
            self.pid = self._start()
        except OSError as error:
            log.error("%s could not be started: %s", self._name, error.strerror)
            self.due_s = self._started_s + LONGEST_S

    def is_due(self, now_s: float) -> bool:
        """Return whether there is none, and it is time for one."""
        return not self.pid and self.due_s <= now_s

    def reap(self) -> int | None:
        """Return the exit code where it has ended since it was started, else None."""
        if not self.pid or not (ended := os.waitpid(self.pid, os.WNOHANG))[0]:
            return None
        self.pid = 0
        return os.waitstatus_to_exitcode(ended[1])

    def delay(self, code: int) -> None:
        """Say that it is started again, later the oftener it has ended."""
        now_s = monotonic()
        self.due_s = now_s + self._restarts.delay_s(now_s - self._started_s)
        if sentence := self._restarts.sentence(self._name, code):
            log.error("%s", sentence)

    def signal(self, one: signal.Signals) -> None:
        """Send it a signal, where there is such a process."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, one)


class Keeper:
    """Forks the process for large requests when it is wanted, in a process of its own.

    Args:
        handover: where connections come from; only looked at here.
        work: answers them; called in the process for large requests.
        grace_s: how long that may take to, once it is to stop.
        note_end: is told each time that the process for large requests has ended.
    """

    def __init__(
        self,
        handover: Handover,
        work: Callable[[], int],
        grace_s: float,
        note_end: Callable[[], None],
    ) -> None:
        handover.keep_for_large()
        self._there = handover.there
        self._work = work
        self._grace_s = grace_s
        self._note_end = note_end
        self._server = os.getppid()
        self._group = os.getpid()
        self._keep_nothing()

    def _keep_nothing(self) -> None:
        self._code = STOPPED
        self._selector = selectors.DefaultSelector()
        self._large = Kept(_LARGE, self._fork_large)
        self._spare = Kept(_SPARE, self._fork_spare)
        self._spare.due_s = 0.0 if ADOPTS else inf
        self._kill_s = inf

    def run(self) -> int:
        """Return the exit code when there is nothing more to keep: whether it was ended."""
        take_name("mock-keeper")
        with (
            stopped_by_signals(self._grace_s) as stop,
            woken_by_signals(self._selector, self._reap),
        ):
            stop.wake_by(self._stop)
            while self._large.pid or self._kill_s == inf:
                self._turn()
        return self._code

    def _turn(self) -> None:
        now_s = monotonic()
        if now_s >= self._kill_s:
            self._large.signal(signal.SIGKILL)
        if self._spare.is_due(now_s):
            self._spare.start()
        if self._large.is_due(now_s):
            self._watch()
        for key, _ in self._selector.select(self._wait_s(now_s)):
            key.data()

    def _wait_s(self, now_s: float) -> float | None:
        """Return how long nothing is to be done but what comes; None is for ever."""
        if now_s >= self._kill_s:
            return _LOOK_S
        due = (self._kill_s, self._spare.due_s, self._large.due_s)
        due_s = min((one for one in due if one > now_s), default=inf)
        return None if due_s == inf else max(_LOOK_S, due_s - now_s)

    def _stop(self) -> None:
        self._kill_s = min(self._kill_s, monotonic() + self._grace_s + _CUT_S)
        self._spare.due_s = inf
        self._large.signal(signal.SIGTERM)

    def _reap(self) -> None:
        if (code := self._large.reap()) is not None:
            self._note_large(code)
        if (code := self._spare.reap()) is not None and self._kill_s == inf:
            self._spare.delay(code)

    # The process for large requests

    def _watch(self) -> None:
        """Look for what comes, which somebody else receives."""
        if self._there.fileno() not in self._selector.get_map():
            self._selector.register(self._there, selectors.EVENT_READ, self._begin)

    def _begin(self) -> None:
        """Start the process, unless nothing comes any more."""
        self._selector.unregister(self._there)
        if self._there.is_ended():
            self._kill_s = monotonic()
        else:
            self._large.start()

    def _fork_large(self) -> int:
        with held_signals():
            return fork(self._be_large, with_parent=signal.SIGKILL, group=self._group)

    def _be_large(self) -> int:
        take_name("mock-large")
        self._selector.close()
        return self._work()

    def _note_large(self, code: int) -> None:
        self._note_end()
        # it was told to, or nothing came any more
        if self._kill_s < inf or code in (STOPPED, FORCED):
            self._code = FORCED if code else self._code
        else:
            self._large.delay(code)

    # The spare

    def _fork_spare(self) -> int:
        with held_signals(_HAS_ENDED):
            return fork(self._be_spare, with_parent=_HAS_ENDED, group=self._group)

    def _be_spare(self) -> int:
        """Sleep until the keeper has ended, and take its place if its server has not."""
        take_name("mock-spare")
        if signal.sigwait({_HAS_ENDED, *SIGNALS}) != _HAS_ENDED:
            return STOPPED
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (_HAS_ENDED,))
        end_with(self._server, signal.SIGTERM)
        if self._there.is_ended():
            return STOPPED
        log.error("the keeper of large requests has ended; its spare has taken its place")
        self._selector.close()
        self._note_end()  # it ended with its keeper
        self._keep_nothing()
        return self.run()
