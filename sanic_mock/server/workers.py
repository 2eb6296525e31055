"""Several workers: one parent that forks, accepts, and tells them to stop.

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
from collections.abc import Callable
from contextlib import suppress
from math import inf
from time import monotonic

from sanic_mock.errors import StartError
from sanic_mock.server.acceptor import Acceptor
from sanic_mock.server.channel import Channel, Tallies
from sanic_mock.server.child import Child, fork, take_name
from sanic_mock.server.large_process import LargeProcess
from sanic_mock.server.restarts import LONGEST_S, Restarts
from sanic_mock.server.shortage import Shortage
from sanic_mock.server.sockets import Listening
from sanic_mock.server.stopping import FORCED, STOPPED, Stop, held_signals
from sanic_mock.server.wakeup import woken_by_signals

log = logging.getLogger("sanic_mock")

Work = Callable[[int, Channel], int]
# what a worker may need beyond the grace time before it is killed
STUCK_S = 3.0
# how often it is looked whether they have received what was handed to them
LOOK_S = 0.005


class Workers:
    """The worker processes of one server.

    Args:
        count: how many.
        listening: where they are reached; belongs to the parent from now on.
        work: serves what comes over a channel until that ends; gets its number, too, and returns
            the exit code.
        stop: when to stop.
        large: the process for large requests, if there is one.
    """

    def __init__(
        self,
        count: int,
        listening: Listening,
        work: Work,
        stop: Stop,
        large: LargeProcess | None = None,
    ) -> None:
        self._work = work
        self._stop = stop
        self._listening = listening
        self._code = STOPPED
        self._family = listening.socket.family
        self._tallies = Tallies(count)
        self.shortage = Shortage(self._tallies.shortage)
        self._selector = selectors.DefaultSelector()
        self._acceptor = Acceptor(listening.socket, self._selector, self.shortage)
        self._large = large
        if large is not None:
            self._acceptor.listen_to(large.handover.back)
        self._children: dict[int, Child] = {}
        self._restarts = [Restarts() for _ in range(count)]
        self._start_at_s: dict[int, float] = dict.fromkeys(range(count), 0.0)
        self._is_started = False
        stop.end = self._end_at_once

    def run(self, say: Callable[[], None]) -> int:
        """Run all workers until they are told to stop; `say` is called when all are ready.

        Returns:
            The exit code: whether workers had to be ended.

        Raises:
            StartError: a worker ended before it was ready.
        """
        with woken_by_signals(self._selector, self._reap):
            try:
                self._start_all()
                self._stop.note_ready()
                if not self._stop.is_asked:
                    say()
                while not self._stop.is_asked:
                    self._start_due()
                    self._turn(inf)
                self._finish(self._stop.deadline_s + STUCK_S)
            finally:
                self._kill_all()
                self._acceptor.close()
                self._selector.close()
        return self._code

    def _start_all(self) -> None:
        """Start all, and let them have connections when each is ready; a stop waits for that."""
        if self._large is not None:
            self._large.start()
        self._start_due()
        while not all(one.is_ready for one in self._children.values()):
            self._turn(inf)
        for child in self._children.values():
            self._acceptor.add(child.channel)
        self._is_started = True

    def _finish(self, deadline_s: float) -> None:
        """Hand on what has come, and wait until workers have answered it."""
        self._start_at_s.clear()
        self._listening.let_none_come()
        self._acceptor.drain()
        is_told = False
        while self._is_busy() and monotonic() < deadline_s:
            if self._acceptor.is_drained and not is_told:
                is_told = True
                self._tell_to_end()
            self._turn(min(deadline_s, monotonic() + LOOK_S))
        if self._is_busy():
            self._code = FORCED

    def _tell_to_end(self) -> None:
        self._acceptor.close()
        if self._large is not None:
            back = self._large.handover.back  # from here on, connections end where they are
            self._acceptor.listen_no_more_to(back)
            back.close()
            self._large.end(self._stop.graced_s)
        for child in self._children.values():
            child.channel.end()

    def _is_busy(self) -> bool:
        if self._children or self._large is None:
            return bool(self._children)
        if not self._large.has_ended():
            return True
        self._code = self._large.code or self._code
        return False

    def _turn(self, until_s: float) -> None:
        """Wait for the next thing to do, and do it."""
        due_s = min(self._acceptor.due_s, *self._start_at_s.values(), until_s)
        for key, _ in self._selector.select(max(0.0, due_s - monotonic()) if due_s < inf else None):
            key.data()
        self._acceptor.tend(monotonic())

    # Starting

    def _start_due(self) -> None:
        for number, at_s in tuple(self._start_at_s.items()):
            if at_s <= monotonic():
                del self._start_at_s[number]
                self._start(number)

    def _start(self, number: int) -> None:
        try:
            child = Child(number, Channel(self._tallies.row(number), self._family), monotonic())
            self._children[self._fork(child)] = child
        except OSError as error:
            self._start_later(number, error)
            return
        self._selector.register(
            child.channel.parents, selectors.EVENT_READ, lambda: self._note_ready(child)
        )

    def _fork(self, child: Child) -> int:
        with held_signals():  # until the new process has its own way to stop
            return fork(lambda: self._be_worker(child))

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

    def _be_worker(self, child: Child) -> int:
        """Serve in this process, which was forked off; close what only the parent may hold."""
        take_name("mock-worker")
        self._selector.close()
        self._acceptor.abandon()
        if self._large is not None:
            self._large.handover.back.close()
        child.channel.parents.close()
        for other in self._children.values():
            other.channel.close()
        return self._work(child.number, child.channel)

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
        if self._stop.is_asked:
            self._code = FORCED if code else self._code
            return
        if not self._is_started:
            raise StartError(f"worker {child.number} ended before it was ready")
        restarts = self._restarts[child.number]
        now_s = monotonic()
        self._start_at_s[child.number] = now_s + restarts.delay_s(now_s - child.started_s)
        if sentence := restarts.sentence(f"worker {child.number}", code):
            log.error("%s", sentence)

    def _end_at_once(self) -> None:
        """Wait for no answer; the loop sees to the rest. Called while anything runs."""
        self._code = FORCED
        self._kill_all()

    def _kill_all(self) -> None:
        for pid in tuple(self._children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._large is not None:
            self._large.kill()
