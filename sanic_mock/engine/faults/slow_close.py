"""Retimes: the end comes late, though nothing more is to be sent."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances
from sanic_mock.engine.flow import FlowPart, PassiveStage
from sanic_mock.profile.sections.faults.retiming import SlowCloseFault


class SlowCloseStage(PassiveStage):
    """Delays the end.

    Args:
        entry: says how long, and whether that which ends a stream by itself waits, too.
        circumstances: of the answer.
    """

    def __init__(self, entry: SlowCloseFault, circumstances: Circumstances) -> None:
        self._shift_ns = circumstances.ns(entry.lasts_s)
        self._late = ("tail", "end") if entry.has_done else ("end",)

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        yield part.at(part.due_ns + self._shift_ns) if part.kind in self._late else part


BEHAVIOUR = Behaviour("retimes", stage=SlowCloseStage)
