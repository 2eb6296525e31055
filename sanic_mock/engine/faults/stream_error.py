"""Refuses: an error in the midst of a stream whose head said that all is well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances
from sanic_mock.engine.faults.placed import PlacedStage
from sanic_mock.engine.flow import NEVER, FlowPart
from sanic_mock.engine.refusal import Refusal, on_demand
from sanic_mock.profile.sections.faults.refusing import StreamErrorFault


def failure(entry: StreamErrorFault) -> Refusal:
    """Return the error."""
    refusal = on_demand(entry.code)
    assert refusal is not None
    return refusal._replace(message=entry.message or "")


class StreamErrorStage(PlacedStage):
    """Ends a stream in an error, between two events and before its last token.

    What comes before the first token, such as who speaks, has been sent by then.

    Args:
        entry: says where, and which error.
        circumstances: of the answer.
    """

    def __init__(self, entry: StreamErrorFault, circumstances: Circumstances) -> None:
        super().__init__(entry, circumstances)
        self._refusal = failure(entry)
        self._has_head = False
        self._sent = self._last_ns = 0

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if self._is_behind:
            return
        if part.kind == "head" or (part.kind == "content" and not part.tokens):
            yield self._passed(part)
            return
        size = 0 if part.tokens >= self.circumstances.tokens else self._size_before(part)
        if size != 0:
            yield self._passed(part)
        if size is not None:
            yield from self._reached(max(self._last_ns, self._due_ns(part)))

    def wake(self, now_ns: int) -> Iterable[FlowPart]:
        """See Stage; before the head there is no stream."""
        if self._has_head:
            return super().wake(now_ns)
        self.wakes_ns = NEVER
        return ()

    def reach(self, due_ns: int) -> Iterable[FlowPart]:
        """See PlacedStage."""
        self.circumstances.early_end.has_come = True
        yield FlowPart(due_ns, self.circumstances.fail(self._refusal, self._sent), self.tokens)
        yield FlowPart(due_ns, b"", self.tokens, "end")

    def pass_behind(self, part: FlowPart) -> Iterable[FlowPart]:
        """See PlacedStage."""
        return ()

    def _passed(self, part: FlowPart) -> FlowPart:
        """Return a part, which is counted."""
        self._has_head, self._last_ns = True, part.due_ns
        self.tokens = max(self.tokens, part.tokens)
        if part.kind == "content":
            self._bytes += len(part.content)
            self._sent += self.circumstances.format.count(part.content)
        return part


def _stage(entry: StreamErrorFault, circumstances: Circumstances) -> StreamErrorStage | None:
    return StreamErrorStage(entry, circumstances) if circumstances.is_stream else None


BEHAVIOUR = Behaviour("refuses", stage=_stage, failure=failure)
