"""The process in which large requests are answered, so that they hold up no others.

Reading, checking and counting a large body keeps Python's lock for seconds, on whatever thread. So
it is done in a process of its own: one for a server, for large requests wait for each other.
It is forked by a keeper (see keeper), a process that was itself forked before the server had
threads or connections, and sleeps. So it costs little to servers that get no large request, and
shares the memory of what was loaded at start. A page that the server writes after that is there
twice; so a server that answers itself forks the keeper as late as it can, on its loop, of which the
keeper uses nothing. All three end with their server.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep

from sanic_mock.server.child import adopt_orphans, fork
from sanic_mock.server.handover import Handover
from sanic_mock.server.keeper import Keeper
from sanic_mock.server.stopping import FORCED, STOPPED, held_signals

_LOOK_S = 0.01


class LargeProcess:
    """What a server knows of it.

    Args:
        handover: the ways to it and back.
        work: answers what comes, until no more does; called in that process, returns the exit code.
        grace_s: how long it may take to, once it is to stop.
        note_end: is told each time that it has ended.
    """

    def __init__(
        self,
        handover: Handover,
        work: Callable[[], int],
        grace_s: float,
        note_end: Callable[[], None],
    ) -> None:
        self.handover = handover
        self._work = work
        self._grace_s = grace_s
        self._note_end = note_end
        self._group = 0  # of processes: the keeper's, and what it forks
        self._code = STOPPED

    def start(self) -> None:
        """Fork the keeper; there are no other threads yet, and no connections."""
        adopt_orphans()
        with held_signals():
            group = fork(self._keep)
        with suppress(OSError):  # it has ended; else it does so itself, perhaps later
            os.setpgid(group, group)
        self._group = group
        signal.signal(signal.SIGCHLD, lambda *_: self.has_ended())
        self.handover.keep_for_server()

    def _keep(self) -> int:
        return Keeper(self.handover, self._work, self._grace_s, self._note_end).run()

    def finish(self, asked_s: float, deadline_s: float) -> int:
        """Let it answer what it was handed, now that nobody else serves; return the exit code."""
        self.end(asked_s)
        while not self.has_ended() and monotonic() < deadline_s:
            sleep(_LOOK_S)
        return self._code if self.has_ended() else FORCED

    def end(self, asked_s: float) -> None:
        """Hand nothing over any more: it ends when nobody does, and all is answered.

        Its grace time is that of the server, which was asked to stop then, and not another one.
        """
        self.handover.end(asked_s)

    def kill(self) -> None:
        """End it at once."""
        if not self.has_ended() and (group := self._group):
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)

    @property
    def code(self) -> int:
        """Its exit code, when it has ended: whether something of it had to be ended."""
        return self._code

    def has_ended(self) -> bool:
        """Note what has ended of it, and return whether all has; a signal calls this, too."""
        if not (group := self._group):
            return True
        try:
            while (ended := os.waitpid(-group, os.WNOHANG))[0]:
                if os.waitstatus_to_exitcode(ended[1]) == FORCED:  # else it had no answer to give
                    self._code = FORCED
        except ChildProcessError:
            self._group = 0
        return not self._group
