"""Retimes: nothing more comes for a while, or ever, and the connection stays open."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances
from sanic_mock.engine.faults.placed import PlacedStage
from sanic_mock.engine.flow import FlowPart
from sanic_mock.profile.sections.faults.retiming import StallFault


class StallStage(PlacedStage):
    """Delays all that comes behind a place.

    Args:
        entry: says where, and how long.
        circumstances: of the answer.
    """

    def __init__(self, entry: StallFault, circumstances: Circumstances) -> None:
        super().__init__(entry, circumstances)
        self._is_endless = math.isinf(entry.lasts_s)
        self._shift_ns = 0 if self._is_endless else circumstances.ns(entry.lasts_s)

    def reach(self, due_ns: int, tokens: int) -> Iterable[FlowPart]:
        """See PlacedStage."""
        return (FlowPart(due_ns, b"", tokens, "end", "hold"),) if self._is_endless else ()

    def pass_behind(self, part: FlowPart) -> Iterable[FlowPart]:
        """See PlacedStage."""
        return () if self._is_endless else (part.at(part.due_ns + self._shift_ns),)


BEHAVIOUR = Behaviour("retimes", stage=StallStage)
