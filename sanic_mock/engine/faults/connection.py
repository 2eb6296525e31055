"""Ends: the connection ends behind a whole answer, though its head said that it is kept."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances
from sanic_mock.engine.flow import FlowEnding, FlowPart, PassiveStage
from sanic_mock.profile.sections.faults.ending import (
    CloseFault,
    CloseOnReuseFault,
    MaxRequestsFault,
)


class LastAnswer(PassiveStage):
    """Ends a connection behind an answer, in its own way.

    Args:
        ending: how.
    """

    def __init__(self, ending: FlowEnding) -> None:
        self._ending = ending

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        is_kept = part.kind == "end" and part.ending == "keep"
        yield part._replace(ending=self._ending) if is_kept else part


def _close(entry: CloseFault, circumstances: Circumstances) -> LastAnswer:
    return LastAnswer("close")


def _close_on_reuse(entry: CloseOnReuseFault, circumstances: Circumstances) -> LastAnswer:
    return LastAnswer("dead")


def _max_requests(entry: MaxRequestsFault, circumstances: Circumstances) -> LastAnswer | None:
    is_last = circumstances.served + 1 >= entry.requests
    return LastAnswer("close") if is_last else None


CLOSE = Behaviour("ends", stage=_close, standing="wire")
CLOSE_ON_REUSE = Behaviour("ends", stage=_close_on_reuse, standing="wire")
MAX_REQUESTS = Behaviour("ends", stage=_max_requests, standing="wire")
