"""Work that would hold up every other answer: announced before it is done, and done on a thread.

The event loop does nothing that takes long. What finds that it would, says so by `takes`, which
raises there; the same work is then begun again by `patiently`, where nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from sanic_mock.errors import Lengthy

MOST_US = 20_000

_Done = TypeVar("_Done")
_is_patient = ContextVar("is_patient", default=False)


def takes(us: float) -> None:
    """Announce work of so many microseconds; a rough guess is enough.

    Raises:
        Lengthy: it is to be done on a thread, and this is the event loop.
    """
    if us > MOST_US and not _is_patient.get():
        raise Lengthy


def is_patient() -> bool:
    """Return whether this is done on a thread, and may take as long as it takes."""
    return _is_patient.get()


def patiently(work: Callable[[], _Done]) -> _Done:
    """Do work that may take as long as it takes; called on a thread."""
    token = _is_patient.set(True)
    try:
        return work()
    finally:
        _is_patient.reset(token)
