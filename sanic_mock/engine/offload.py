"""Work that would hold up every other answer: announced before it is done, and done elsewhere.

The event loop does nothing that takes long. What finds that it would, says so by `takes`, which
raises there; the same work is then begun again by `patiently`, where nobody waits for it: on a
thread. There it is dropped at the next step once the client that asked for it has left, and reads
files that anybody may have sent for a bounded time of CPU, however many these are (`file_time`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from sanic_mock.engine.file_time import BRIEF_S, FileTime
from sanic_mock.errors import Abandoned, Lengthy, UnreadFile

MOST_US = 20_000

_Done = TypeVar("_Done")
_is_wanted: ContextVar[Callable[[], bool] | None] = ContextVar("is_wanted", default=None)
_file_time: ContextVar[FileTime | None] = ContextVar("file_time", default=None)


def takes(us: float) -> None:
    """Announce work of so many microseconds; a rough guess is enough.

    Raises:
        Lengthy: it is to be done on a thread, and this is the event loop.
        Abandoned: nobody waits for it any more.
    """
    if us > MOST_US:
        if not is_patient():
            raise Lengthy
        step()


def step() -> None:
    """Begin another part of what takes long.

    Raises:
        Abandoned: nobody waits for it any more.
    """
    if not is_wanted():
        raise Abandoned


def is_wanted() -> bool:
    """Return whether somebody waits for what is done here."""
    return (wanted := _is_wanted.get()) is None or wanted()


def file_time() -> FileTime:
    """Return the time that this work has for reading files.

    Raises:
        UnreadFile: it has none, as this is the event loop.
    """
    if (time := _file_time.get()) is None:
        raise UnreadFile
    return time


def is_short_of_time() -> bool:
    """Return whether files had less time than they take by themselves: see FileTime."""
    time = _file_time.get()
    return time is not None and time.is_short


def is_patient() -> bool:
    """Return whether this is done on a thread, and may take as long as it takes."""
    return _is_wanted.get() is not None


def always() -> bool:
    """Return True: what was promised is done, whoever has left."""
    return True


def patiently(
    work: Callable[[], _Done], is_wanted: Callable[[], bool], spent_s: Callable[[], float]
) -> _Done:
    """Do work that may take as long as it takes; called on a thread.

    Args:
        work: what to do.
        is_wanted: whether somebody waits for it still.
        spent_s: the seconds of CPU that this thread has had.

    Raises:
        Abandoned: nobody does.
    """
    tokens = _is_wanted.set(is_wanted), _file_time.set(FileTime(spent_s))
    try:
        step()
        return work()
    finally:
        _is_wanted.reset(tokens[0])
        _file_time.reset(tokens[1])


def briefly(work: Callable[[], _Done], spent_s: Callable[[], float]) -> _Done:
    """Do work that may read files, if that takes milliseconds, and nothing else that takes long.

    Args:
        work: what to do.
        spent_s: the seconds of CPU that this thread has had.

    Raises:
        Lengthy: it takes longer, and is to be done patiently.
    """
    token = _file_time.set(FileTime(spent_s, BRIEF_S))
    try:
        return work()
    finally:
        _file_time.reset(token)
