"""Memory and a lock that a process shares with all that are forked from it."""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
import weakref
from threading import Lock

WORD_BYTES = 8


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

    The kernel takes it from a process that dies. No thread may hold it while the process forks.
    """

    def __init__(self) -> None:
        self._threads = Lock()
        self._file = nameless_file("sanic-mock-lock")
        weakref.finalize(self, os.close, self._file)

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def __exit__(self, *_: object) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN)
        self._threads.release()


def whole_words(size: int) -> int:
    """Return a number of bytes, rounded up to whole words."""
    return -(-size // WORD_BYTES) * WORD_BYTES


def nameless_file(name: str) -> int:
    """Return the descriptor of a file that no other program can open; who looks sees the name."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create(name)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
