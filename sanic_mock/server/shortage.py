"""Want of file descriptors: said once, told to `/ready`, and never answered by closing.

A connection that finds no descriptor stays in the kernel's queue until another one has ended.
libuv, and so uvloop's own servers, accept and close it instead, without a word.
"""

from __future__ import annotations

import errno
import logging
import os
import resource
import sys
from collections.abc import MutableSequence
from time import monotonic_ns

from sanic_mock.errors import StartError
from sanic_mock.server.descriptor_pair import LostDescriptorError

log = logging.getLogger("sanic_mock")

RETRY_S = 0.1
RECENT_NS = 10_000_000_000
# what a server opens, and for each worker; without a connection and a file it is 16 and 4
OWN, WORKERS = 32, 4
# what accept(2) says that is no fault of the one connection
CAUSES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class Shortage:
    """Whether connections have to wait because something has run out.

    Args:
        words: when that was last so, in monotonic ns (0 is never), and the number of the error.
            May be shared by processes, of which one notes.
    """

    def __init__(self, words: MutableSequence[int] | memoryview[int]) -> None:
        self._words = words
        self._is_told = False

    def note(self, error: OSError) -> None:
        """Note that a connection has to wait, or was lost."""
        self._words[0], self._words[1] = monotonic_ns(), error.errno or 0
        if isinstance(error, LostDescriptorError):
            log.warning("sanic-mock: a connection was lost: %s", error.strerror)
        if not self._is_told:
            self._is_told = True
            log.warning("sanic-mock: %s", _sentence(error.errno or 0))

    def recent(self) -> str:
        """Return what is wrong just now, "" if nothing is."""
        last_ns, cause = self._words
        if not last_ns or monotonic_ns() - last_ns > RECENT_NS:
            return ""
        return _sentence(cause)


def raise_limit() -> None:
    """Allow as many descriptors as the system lets this user have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def check_limit(workers: int) -> None:
    """See whether this process may open what a server needs, beside what it has open already.

    Raises:
        StartError: it may not; says how many it has to be allowed.
    """
    needed = OWN + WORKERS * workers
    if missing := _missing(needed):
        raise StartError(
            f"the limit of {limit()} file descriptors is too low: {workers} "
            f"{'worker needs' if workers == 1 else 'workers need'} {limit() + missing}; "
            "raise it with ulimit -n"
        )


def _missing(needed: int) -> int:
    """Return how many of so many descriptors cannot be had."""
    opened: list[int] = []
    try:
        for _ in range(needed):
            opened.append(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        if error.errno != errno.EMFILE:
            raise
    finally:
        for one in opened:
            os.close(one)
    return needed - len(opened)


def limit() -> int:
    """Return how many descriptors a process may have."""
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft


def _sentence(cause: int) -> str:
    if cause == errno.EMFILE:
        return (
            f"out of file descriptors (limit {limit()}): new connections wait until others end; "
            "raise the limit with ulimit -n"
        )
    return f"new connections wait: {os.strerror(cause)}"
