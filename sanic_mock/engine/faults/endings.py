"""Ends: the connection ends at a place of an answer, whatever was still to come.

What was promised stays promised: no last chunk is sent, and a Content-Length stands as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances
from sanic_mock.engine.faults.placed import PlacedStage
from sanic_mock.engine.flow import FlowEnding, FlowPart
from sanic_mock.profile.sections.faults.ending import TruncateFault
from sanic_mock.profile.sections.faults.entry import PlacedEntry


class EndingStage(PlacedStage):
    """Ends an answer at its place.

    Args:
        ending: how.
        entry: says where.
        circumstances: of the answer.
    """

    def __init__(
        self, ending: FlowEnding, entry: PlacedEntry | TruncateFault, circumstances: Circumstances
    ) -> None:
        super().__init__(entry, circumstances)
        self._ending = ending

    def reach(self, due_ns: int) -> Iterable[FlowPart]:
        """See PlacedStage."""
        self.circumstances.early_end.has_come |= self.is_early
        return (FlowPart(due_ns, b"", self.tokens, "end", self._ending),)

    def pass_behind(self, part: FlowPart) -> Iterable[FlowPart]:
        """See PlacedStage."""
        return ()


def _ends(ending: FlowEnding) -> Behaviour:
    stage: Callable[[PlacedEntry | TruncateFault, Circumstances], EndingStage]
    stage = partial(EndingStage, ending)
    return Behaviour("ends", stage=stage)


CUT = TRUNCATE = _ends("close")
RESET = _ends("reset")
HALF_CLOSE = _ends("half_close")
