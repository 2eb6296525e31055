"""Memory and a lock that a process shares with all that are forked from it."""

from __future__ import annotations

import logging
import mmap
from asyncio import _get_running_loop
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, monotonic_ns, sleep
from typing import NoReturn

from sanic_mock.errors import HeldError, Lengthy
from sanic_mock.shared.mutex import make_mutex

log = logging.getLogger("sanic_mock")

WORD_BYTES = 8
# how long an event loop waits for a lock, and a thread; who holds one needs microseconds
LOOP_S, LONGEST_S = 0.001, 1.0
PAUSE_S = 0.00005
# who needs microseconds is waited for without a pause first, which takes the system longer
_AT_ONCE = 50
# a lock's words: when somebody has waited in vain, 0 when not; whether that was ever logged
_GIVEN_UP, _LOGGED = range(2)
HELD = (
    "a worker that does not go on (stopped by a signal?) holds what the workers keep together: "
    "nothing is kept until it does"
)


class Memory:
    """Anonymous shared memory: zeros at first, and taken from the system as it is written to.

    Args:
        size: number of bytes.

    Attributes:
        raw: all of it, as bytes.
        words: the same as unsigned words of eight bytes. Reading or writing one is one machine
            instruction, which a process that is killed has done or has not.
    """

    __slots__ = ("raw", "words")

    def __init__(self, size: int) -> None:
        self.raw = mmap.mmap(-1, whole_words(size))
        self.words = memoryview(self.raw).cast("Q")


class ProcessLock:
    """A lock over the threads of this process and over all processes forked from it.

    The kernel takes it from a process that dies. One that is stopped while it holds it keeps it,
    and may be continued at any time, so nobody else may write: then the lock is given up, for as
    long as that lasts. Nobody waits long for it, an event loop least of all. No thread may hold it
    while the process forks.

    Args:
        loop_s: how long an event loop waits for it.

    Attributes:
        attempt: takes it and returns 0, or a code that `enter` is to get: what `with` does, in
            fewer steps, for who then frees it, and looks at `words` first.
        free: gives it back.
        words: of all processes; the first is 0 while it is not given up.
    """

    def __init__(self, loop_s: float = LOOP_S) -> None:
        self._loop_s = loop_s
        self._mutex = mutex = make_mutex(self)
        self.attempt, self.free = mutex.attempt, mutex.free
        self.words = Memory(2 * WORD_BYTES).words

    @property
    def is_given_up(self) -> bool:
        """Whether somebody has waited in vain, and nobody has got it since."""
        return self.words[_GIVEN_UP] != 0

    def __enter__(self) -> None:
        if code := self.attempt():
            self.enter(code)
        if self.words[_GIVEN_UP]:
            self.words[_GIVEN_UP] = 0

    def __exit__(self, *_: object) -> None:
        self.free()

    def enter(self, code: int) -> None:
        """Wait, if need be, behind an attempt that returned a code; raises as `with` does.

        Raises:
            Lengthy: it takes too long for an event loop.
            HeldError: it takes too long.
        """
        if not self._mutex.repair(code):
            self._wait(is_loop=_get_running_loop() is not None)

    @contextmanager
    def patiently(self) -> Iterator[None]:
        """Hold it, on an event loop, too, where nobody is held up: before it serves anybody.

        Raises:
            HeldError: it takes too long.
        """
        if not self._mutex.take():
            self._wait(is_loop=False)
        self.words[_GIVEN_UP] = 0
        try:
            yield
        finally:
            self.free()

    def _wait(self, *, is_loop: bool) -> None:
        """Wait until it is had.

        Raises:
            Lengthy: that takes too long for an event loop.
            HeldError: it takes too long.
        """
        for _ in range(_AT_ONCE):
            if self._mutex.take():
                return
        deadline_s = monotonic() + (self._loop_s if is_loop else LONGEST_S)
        while not self.is_given_up and monotonic() < deadline_s:
            sleep(PAUSE_S)
            if self._mutex.take():
                return
        if is_loop and not self.is_given_up:
            raise Lengthy
        self._give_up()

    def _give_up(self) -> NoReturn:
        self.words[_GIVEN_UP] = monotonic_ns()
        if not self.words[_LOGGED]:
            self.words[_LOGGED] = 1
            log.warning("sanic-mock: %s", HELD)
        raise HeldError(HELD)


def whole_words(size: int) -> int:
    """Return a number of bytes, rounded up to whole words."""
    return -(-size // WORD_BYTES) * WORD_BYTES
