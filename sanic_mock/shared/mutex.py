"""What makes one of several processes the only one: held by at most one thread of all of them.

The kernel frees it when its holder dies, at whatever instruction. Linux has it as a word of shared
memory (a robust mutex, pthread_mutexattr_setrobust(3)), which takes no call of the system: taking
and freeing it is 0.2 us, where a lock on a file is 1.3. Elsewhere it is such a lock, with a mutex
of this process, as files are locked by processes and not by threads.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import sys
import tempfile
import weakref
from collections.abc import Callable
from errno import EBUSY, EOWNERDEAD
from functools import partial
from mmap import mmap
from threading import Lock
from typing import NamedTuple

# More than any C library has for a mutex or its attributes, and a cache line of its own.
_MUTEX_BYTES = 64
_SHARED = _ROBUST = 1  # PTHREAD_PROCESS_SHARED, PTHREAD_MUTEX_ROBUST

_TAKE, _FREE = fcntl.LOCK_EX | fcntl.LOCK_NB, fcntl.LOCK_UN


class Mutex(NamedTuple):
    """One of them, as what can be done with it.

    Attributes:
        attempt: returns 0 where it is had, else a code; never waits.
        repair: returns whether that code says that it is had, too, as its holder died.
        free: gives it back.
    """

    attempt: Callable[[], int]
    repair: Callable[[int], bool]
    free: Callable[[], object]

    def take(self) -> bool:
        """Return whether it is had; never waits."""
        code = self.attempt()
        return not code or self.repair(code)


def make_mutex(owner: object) -> Mutex:
    """Return a mutex that lives as long as its owner does, for all processes forked from this."""
    if sys.platform == "linux" and (made := _robust_mutex()):
        return made
    return file_mutex(owner)


def _robust_mutex() -> Mutex | None:
    """Return a mutex in shared memory; None where the C library has none that a death frees."""
    # it keeps Python's own lock over the call, which does not wait
    library = ctypes.PyDLL(None)
    if not hasattr(library, "pthread_mutexattr_setrobust"):
        return None
    content = (ctypes.c_char * _MUTEX_BYTES).from_buffer(mmap(-1, _MUTEX_BYTES))
    attributes = (ctypes.c_char * _MUTEX_BYTES)()
    library.pthread_mutexattr_init(attributes)
    library.pthread_mutexattr_setpshared(attributes, _SHARED)
    library.pthread_mutexattr_setrobust(attributes, _ROBUST)
    if library.pthread_mutex_init(content, attributes):
        return None
    place = ctypes.byref(content)  # passed in fewer steps than an address is
    attempt = partial(library.pthread_mutex_trylock, place)

    def repair(code: int, content: object = content) -> bool:  # which it keeps alive
        return code == EOWNERDEAD and not library.pthread_mutex_consistent(place)

    return Mutex(attempt, repair, partial(library.pthread_mutex_unlock, place))


def file_mutex(owner: object) -> Mutex:
    """Return a lock on a file that no other program can open."""
    threads, file = Lock(), nameless_file("sanic-mock-lock")
    weakref.finalize(owner, os.close, file)

    def attempt() -> int:
        if not threads.acquire(blocking=False):
            return EBUSY
        try:
            fcntl.lockf(file, _TAKE)
        except BaseException as error:
            threads.release()
            if isinstance(error, BlockingIOError | PermissionError):  # see fcntl(2), F_SETLK
                return EBUSY
            raise
        return 0

    def free() -> None:
        fcntl.lockf(file, _FREE)
        threads.release()

    return Mutex(attempt, lambda code: False, free)


def nameless_file(name: str) -> int:
    """Return the descriptor of a file that no other program can open; who looks sees the name."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create(name)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
