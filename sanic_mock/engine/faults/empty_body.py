"""Rewrites: all is well, and there is nothing: a head, and at once the end."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances
from sanic_mock.engine.flow import FlowPart, PassiveStage
from sanic_mock.profile.sections.faults.rewriting import EmptyBodyFault


class EmptyStage(PassiveStage):
    """Lets nothing pass behind a head."""

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind == "head":
            yield part
            yield FlowPart(part.due_ns, b"", 0, "end")


def _stage(entry: EmptyBodyFault, circumstances: Circumstances) -> EmptyStage:
    return EmptyStage()


BEHAVIOUR = Behaviour("rewrites", stage=_stage, standing="content")
