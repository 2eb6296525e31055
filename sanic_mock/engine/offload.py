"""Work that would hold up every other answer: announced before it is done, and done elsewhere.

The event loop does nothing that takes long. What finds that it would, says so by `takes`, which
raises there; the same work is then begun again by `patiently`, where nobody waits for it: on a
thread. There it is dropped at the next step once the client that asked for it has left.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from sanic_mock.errors import Abandoned, Lengthy

MOST_US = 20_000

_Done = TypeVar("_Done")
_is_wanted: ContextVar[Callable[[], bool] | None] = ContextVar("is_wanted", default=None)


def takes(us: float) -> None:
    """Announce work of so many microseconds; a rough guess is enough.

    Raises:
        Lengthy: it is to be done on a thread, and this is the event loop.
        Abandoned: nobody waits for it any more.
    """
    if us > MOST_US:
        if (is_wanted := _is_wanted.get()) is None:
            raise Lengthy
        if not is_wanted():
            raise Abandoned


def step() -> None:
    """Begin another part of what takes long.

    Raises:
        Abandoned: nobody waits for it any more.
    """
    if (is_wanted := _is_wanted.get()) is not None and not is_wanted():
        raise Abandoned


def is_patient() -> bool:
    """Return whether this is done on a thread, and may take as long as it takes."""
    return _is_wanted.get() is not None


def _always() -> bool:
    return True


def patiently(work: Callable[[], _Done], is_wanted: Callable[[], bool] = _always) -> _Done:
    """Do work that may take as long as it takes; called on a thread.

    Args:
        work: what to do.
        is_wanted: whether somebody waits for it still.

    Raises:
        Abandoned: nobody does.
    """
    token = _is_wanted.set(is_wanted)
    try:
        step()
        return work()
    finally:
        _is_wanted.reset(token)
