"""Retimes: nothing more comes for a while, or ever, and the connection stays open."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances
from sanic_mock.engine.faults.comments import KEEP_ALIVE, LEAST_GAP_NS, silence
from sanic_mock.engine.faults.placed import PlacedStage
from sanic_mock.engine.flow import NEVER, FlowPart
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

    def reach(self, due_ns: int) -> Iterable[FlowPart]:
        """See PlacedStage."""
        if not self._is_endless:
            return ()
        self.circumstances.early_end.has_come |= self.is_early
        return (FlowPart(due_ns, b"", self.tokens, "end", "hold"),)

    def pass_behind(self, part: FlowPart) -> Iterable[FlowPart]:
        """See PlacedStage."""
        return () if self._is_endless else (part.at(part.due_ns + self._shift_ns),)


class CommentedStallStage(StallStage):
    """The same in a stream, with comments meanwhile, which only follow a head.

    Args:
        entry: says how often, too.
        gap_s: how often.
        circumstances: of the answer.
    """

    def __init__(self, entry: StallFault, gap_s: float, circumstances: Circumstances) -> None:
        super().__init__(entry, circumstances)
        self._comment = circumstances.format.comment(KEEP_ALIVE)
        self._gap_ns = max(LEAST_GAP_NS, circumstances.ns(gap_s))
        self._has_head = False

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage; the head is not delayed."""
        if part.kind != "head":
            yield from super().feed(part)
            return
        self._has_head = True
        yield part
        if self._is_behind:  # the place was a time before it
            yield from self.reach(part.due_ns)

    def reach(self, due_ns: int) -> Iterable[FlowPart]:
        """See PlacedStage."""
        if not self._has_head:
            return ()
        self.circumstances.early_end.has_come |= self._is_endless and self.is_early
        end_ns = NEVER if self._is_endless else due_ns + self._shift_ns
        return silence(FlowPart(due_ns, b"", self.tokens), end_ns, self._gap_ns, self._comment)


def _stage(entry: StallFault, circumstances: Circumstances) -> StallStage:
    has_comments = circumstances.is_stream and circumstances.format.comment(KEEP_ALIVE)
    if entry.comments_s is None or not has_comments:
        return StallStage(entry, circumstances)
    return CommentedStallStage(entry, entry.comments_s, circumstances)


BEHAVIOUR = Behaviour("retimes", stage=_stage)
