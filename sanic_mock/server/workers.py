"""Several workers: one parent that forks, accepts, and passes on the signal to stop.

Each worker is a whole single-process server that gets its connections from the parent; see channel
and acceptor. The parent has loaded the tokenizer and written the texts before it forks: workers
share that memory and start at once. It has one loop over a selector, which a signal wakes.
Sanic's own manager announces itself before its workers answer, hangs when it is stopped within a
second of its start, and loads everything anew in each worker (sanic 25.12).
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from math import inf
from time import monotonic

from sanic_mock.errors import StartError
from sanic_mock.server.acceptor import Acceptor
from sanic_mock.server.channel import Channel, Tallies
from sanic_mock.server.child import Child, fork
from sanic_mock.server.large_process import LargeProcess
from sanic_mock.server.restarts import LONGEST_S, Restarts
from sanic_mock.server.shortage import Shortage
from sanic_mock.server.stopping import STOPPED_TWICE, StopCount
from sanic_mock.server.wakeup import signals_blocked, woken_by_signals

log = logging.getLogger("sanic_mock")

Work = Callable[[int, Channel], None]


class Workers:
    """The worker processes of one server.

    Args:
        count: how many.
        listener: where they are reached; belongs to the parent from now on.
        work: serves what comes over a channel until it is told to stop; gets its number, too.
        large: the process for large requests, if there is one.
    """

    def __init__(
        self, count: int, listener: socket.socket, work: Work, large: LargeProcess | None = None
    ) -> None:
        self._work = work
        self._family = listener.family
        self._tallies = Tallies(count)
        self.shortage = Shortage(self._tallies.shortage)
        self._selector = selectors.DefaultSelector()
        self._acceptor = Acceptor(listener, self._selector, self.shortage)
        self._large = large
        if large is not None:
            back = large.handover.back
            self._selector.register(
                back, selectors.EVENT_READ, lambda: self._acceptor.take_from(back)
            )
        self._children: dict[int, Child] = {}
        self._restarts = [Restarts() for _ in range(count)]
        self._start_at_s: dict[int, float] = dict.fromkeys(range(count), 0.0)
        self._is_started = False
        self._stops = StopCount()

    def run(self, say: Callable[[], None]) -> int:
        """Run all workers until they are told to stop; `say` is called when all are ready.

        Returns:
            The exit code.

        Raises:
            StartError: a worker ended before it was ready.
        """
        with woken_by_signals(self._selector, self._stop, self._reap):
            try:
                self._start_all()
                if not self._stops.is_any:
                    say()
                while self._is_running():
                    self._turn()
            finally:
                self._signal_all(signal.SIGKILL)
                self._acceptor.close()
                self._selector.close()
        return STOPPED_TWICE if self._stops.is_urgent else 0

    def _is_running(self) -> bool:
        if self._children or not self._stops.is_any:
            return True
        return self._large is not None and not self._large.has_ended()

    def _start_all(self) -> None:
        """Start all, and let them have connections when each is ready."""
        if self._large is not None and not self._stops.is_any:
            self._large.start()
        if self._stops.is_any:  # the signal came when there was nobody to tell
            self._signal_all(signal.SIGTERM)
        self._start_due()
        while not self._stops.is_any and not all(one.is_ready for one in self._children.values()):
            self._turn()
        for child in self._children.values():
            self._acceptor.add(child.channel)
        self._is_started = True

    def _turn(self) -> None:
        """Wait for the next thing to do, and do it."""
        due_s = min(self._acceptor.due_s, *self._start_at_s.values(), inf)
        for key, _ in self._selector.select(max(0.0, due_s - monotonic()) if due_s < inf else None):
            key.data()
        if self._stops.is_any:
            self._acceptor.close()
            self._start_at_s.clear()
        else:
            self._start_due()
            self._acceptor.tend(monotonic())

    # Starting

    def _start_due(self) -> None:
        for number, at_s in tuple(self._start_at_s.items()):
            if at_s <= monotonic() and not self._stops.is_any:
                del self._start_at_s[number]
                self._start(number)

    def _start(self, number: int) -> None:
        try:
            child = Child(number, Channel(self._tallies.row(number), self._family), monotonic())
            with signals_blocked():  # one before the note below would leave a worker untold
                pid = fork(lambda: self._be_worker(child))
                self._children[pid] = child
        except OSError as error:
            self._start_later(number, error)
            return
        self._selector.register(
            child.channel.parents, selectors.EVENT_READ, lambda: self._note_ready(child)
        )
        if self._stops.is_any:  # the signal came when this one was no child yet
            self._signal_all(signal.SIGTERM)

    def _start_later(self, number: int, error: OSError) -> None:
        sentence = f"worker {number} could not be started: {error.strerror}"
        if not self._is_started:
            raise StartError(sentence) from None
        log.error("%s", sentence)
        self._start_at_s[number] = monotonic() + LONGEST_S

    def _note_ready(self, child: Child) -> None:
        if child.channel.is_ready():
            child.is_ready = True
            if self._is_started:
                self._acceptor.add(child.channel)

    def _be_worker(self, child: Child) -> None:
        """Serve in this process, which was forked off; close what only the parent may hold."""
        self._selector.close()
        self._acceptor.abandon()
        if self._large is not None:
            self._large.handover.back.close()
        child.channel.parents.close()
        for other in self._children.values():
            other.channel.close()
        self._work(child.number, child.channel)

    # Ending

    def _reap(self) -> None:
        """Note each worker that has ended, and when it is to be started again."""
        for pid in tuple(self._children):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._note_end(self._children.pop(pid), os.waitstatus_to_exitcode(status))

    def _note_end(self, child: Child, code: int) -> None:
        self._selector.unregister(child.channel.parents)
        self._acceptor.remove(child.channel)
        child.channel.close()
        if self._stops.is_any:
            return
        if not self._is_started:
            raise StartError(f"worker {child.number} ended before it was ready")
        restarts = self._restarts[child.number]
        now_s = monotonic()
        self._start_at_s[child.number] = now_s + restarts.delay_s(now_s - child.started_s)
        if sentence := restarts.sentence(f"worker {child.number}", code):
            log.error("%s", sentence)

    # Signals

    def _stop(self) -> None:
        """Tell all workers to stop; the second time, end them. The loop sees to the rest."""
        is_first = not self._stops.is_any
        self._stops.note()
        if self._stops.is_urgent:
            self._signal_all(signal.SIGKILL)
        elif is_first:
            self._signal_all(signal.SIGTERM)

    def _signal_all(self, one: signal.Signals) -> None:
        for pid in tuple(self._children):
            with suppress(ProcessLookupError):
                os.kill(pid, one)
        if self._large is not None:
            self._large.tell(one)
