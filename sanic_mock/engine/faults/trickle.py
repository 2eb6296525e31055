"""Retimes: the body, or the head, comes in small parts, each after a gap."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances
from sanic_mock.engine.flow import FlowKind, FlowPart, PassiveStage
from sanic_mock.profile.sections.faults.retiming import SlowHeadFault, TrickleFault


class TrickleStage(PassiveStage):
    """Cuts parts, and holds each cut back until a gap after the one before it.

    Cuts are made when they are asked for, so that a long body is not there as many parts at once.

    Args:
        kinds: the parts that are cut; others only wait for those before them.
        size: bytes of a cut.
        gap_ns: between two of them.
    """

    def __init__(self, kinds: tuple[FlowKind, ...], size: int, gap_ns: int) -> None:
        self._kinds = kinds
        self._size = size
        self._gap_ns = gap_ns
        self._free_ns = self._tokens = 0

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind in self._kinds and part.content:
            yield from self._cuts(part)
        else:
            yield part.at(max(part.due_ns, self._free_ns - self._gap_ns))

    def _cuts(self, part: FlowPart) -> Iterator[FlowPart]:
        content, before = part.content, self._tokens
        self._tokens = part.tokens
        for start in range(0, len(content), self._size):
            due_ns = max(part.due_ns, self._free_ns)
            self._free_ns = due_ns + self._gap_ns
            end = min(start + self._size, len(content))
            tokens = before + (part.tokens - before) * end // len(content)
            yield part._replace(due_ns=due_ns, content=content[start:end], tokens=tokens)


def _trickle(entry: TrickleFault, circumstances: Circumstances) -> TrickleStage:
    return TrickleStage(("content", "tail"), entry.size, circumstances.ns(entry.gap_s))


def _slow_head(entry: SlowHeadFault, circumstances: Circumstances) -> TrickleStage:
    return TrickleStage(("head",), entry.size, circumstances.ns(entry.gap_s))


TRICKLE = Behaviour("retimes", stage=_trickle)
SLOW_HEAD = Behaviour("retimes", stage=_slow_head, standing="wire")
