"""What is done behind an answer, and nobody waits for: on the loop, or where that is too long."""

from __future__ import annotations

import asyncio
import logging
from asyncio import Future
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import thread_time

from sanic_mock.engine.offload import always, is_patient, patiently
from sanic_mock.errors import Lengthy

log = logging.getLogger("sanic_mock")

Work = Callable[[], object]


class Afterwards:
    """Work of one worker's loop, none of which is lost, done in the order in which it came.

    Work that the loop cannot do just now is begun again on one thread, and all that comes until it
    is done waits behind it. What fails is logged, wherever: who is done with an answer goes on.
    """

    def __init__(self) -> None:
        self._left = 0
        self._thread = ThreadPoolExecutor(1, "sanic-mock-afterwards")

    def do(self, work: Work) -> None:
        """Do work, now or soon; on a thread, where that may wait, now."""
        if (is_patient() or not self._left) and _is_over(work):
            return
        self._left += 1
        run = asyncio.get_running_loop().run_in_executor
        run(self._thread, patiently, work, always, thread_time).add_done_callback(self._note_done)

    def _note_done(self, done: Future[object]) -> None:
        self._left -= 1
        if not done.cancelled() and (error := done.exception()) is not None:
            _log(error)


def _is_over(work: Work) -> bool:
    """Do work, and return whether that is over: it may be too long for the loop."""
    try:
        work()
    except Lengthy:
        return False
    except Exception as error:
        _log(error)
    return True


def _log(error: BaseException) -> None:
    log.error("what is done behind an answer failed", exc_info=error)
