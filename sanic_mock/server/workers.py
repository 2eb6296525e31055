"""Several workers: one parent that forks, waits, and passes on the signal to stop.

Each worker is a whole single-process server with a socket of its own on the shared address
(SO_REUSEPORT), so the kernel spreads connections by their addresses. The parent has loaded the
tokenizer and written the texts before it forks: workers share that memory and start at once.
Sanic's own manager announces itself before its workers answer, hangs when it is stopped within a
second of its start, and loads everything anew in each worker (sanic 25.12).
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from sanic_mock.errors import StartError

log = logging.getLogger("sanic_mock")

SIGNALS = (signal.SIGINT, signal.SIGTERM)

_PR_SET_PDEATHSIG = 1
_READY = b"r"

Work = Callable[[int, Callable[[], None]], None]


class Workers:
    """The worker processes of one server.

    Args:
        count: how many.
        work: serves until it is told to stop; gets its number, and calls the other argument when
            it is ready.
    """

    def __init__(self, count: int, work: Work) -> None:
        self._count = count
        self._work = work
        self._alive: dict[int, int] = {}
        self._is_stopping = False

    def run(self, say: Callable[[], None]) -> None:
        """Run all workers until they are told to stop; `say` is called when all are ready.

        Raises:
            StartError: a worker ended before it was ready.
        """
        before = {one: signal.signal(one, self._stop) for one in SIGNALS}
        try:
            self._start_all()
            if not self._is_stopping:
                say()
            self._wait_all()
        finally:
            self._signal_all(signal.SIGKILL)
            _restore(before)

    def _start_all(self) -> None:
        readers: list[int] = []
        while len(readers) < self._count and not self._is_stopping:
            readers.append(self._start(len(readers)))
        for number, reader in enumerate(readers):
            with os.fdopen(reader, "rb") as pipe:
                if pipe.read(1) != _READY and not self._is_stopping:
                    raise StartError(f"worker {number} ended before it was ready")

    def _start(self, number: int) -> int:
        """Fork one worker; return the end of a pipe on which it says that it is ready."""
        reader, writer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        # a signal between the fork and the note of it would leave a worker untold
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        pid = os.fork()
        if not pid:
            os.close(reader)
            self._be_worker(number, parent, writer)
        os.close(writer)
        self._alive[pid] = number
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        return reader

    def _be_worker(self, number: int, parent: int, writer: int) -> NoReturn:
        """Serve in this process, and end it whatever happens."""
        code = 1
        try:
            os.setpgid(0, 0)  # Ctrl-C goes to the parent alone, which tells every worker once
            _die_with(parent)
            for one in SIGNALS:
                signal.signal(one, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            self._work(number, lambda: _tell(writer))
            code = 0
        except BaseException:
            log.exception("a worker failed")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _wait_all(self) -> None:
        while self._alive:
            try:
                pid, status = os.wait()
            except ChildProcessError:
                return
            number = self._alive.pop(pid, None)
            if number is not None and not self._is_stopping:
                code = os.waitstatus_to_exitcode(status)
                log.error("worker %d ended with %d; it is started again", number, code)
                os.close(self._start(number))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Tell all workers to stop; the second time, end them."""
        self._signal_all(signal.SIGKILL if self._is_stopping else signal.SIGTERM)
        self._is_stopping = True

    def _signal_all(self, one: signal.Signals) -> None:
        for pid in tuple(self._alive):
            try:
                os.kill(pid, one)
            except ProcessLookupError:
                continue


def _tell(writer: int) -> None:
    with suppress(BrokenPipeError):  # nobody waits for a worker that is started again
        os.write(writer, _READY)
    os.close(writer)


def _die_with(parent: int) -> None:
    """End this process when the parent ends, however it ends; see prctl(2)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def _restore(handlers: Mapping[signal.Signals, object]) -> None:
    for one, handler in handlers.items():
        signal.signal(one, handler)  # type: ignore[arg-type]
