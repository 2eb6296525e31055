"""Retimes: comments in a stream keep it alive while it is silent, as some vendors send them.

They are there for who reads: clients pass over them (HTML, section 9.2.6: a line that begins with
a colon). The head of such a stream leaves at once, so that they can follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances
from sanic_mock.engine.flow import NEVER, FlowEnding, FlowPart
from sanic_mock.profile.sections.faults.retiming import CommentsFault

KEEP_ALIVE = b"keep-alive"
# However time is scaled: closer than this, nothing else would be done.
LEAST_GAP_NS = 100_000


def silence(part: FlowPart, end_ns: int, gap_ns: int, comment: bytes) -> Iterator[FlowPart]:
    """Yield a comment each gap behind a part; without end where `end_ns` is NEVER."""
    due_ns = part.due_ns + gap_ns
    ending: FlowEnding = "hold" if end_ns == NEVER else "keep"
    while end_ns == NEVER or due_ns < end_ns:
        yield FlowPart(due_ns, comment, part.tokens, "content", ending)
        due_ns += gap_ns


class CommentsStage:
    """Sends comments whenever nothing else is sent for a gap; see flow.Stage.

    Args:
        gap_ns: of silence.
        comment: what is sent.
    """

    def __init__(self, gap_ns: int, comment: bytes) -> None:
        self._comment = comment
        self.wakes_ns = NEVER
        self._gap_ns = gap_ns
        self._last: FlowPart | None = None

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        last, self.wakes_ns = self._last, NEVER
        is_held = part.kind == "end" and part.ending == "hold"
        if last is not None:
            yield from silence(last, NEVER if is_held else part.due_ns, self._gap_ns, self._comment)
        self._go_on(part)
        yield part

    def wake(self, now_ns: int) -> Iterable[FlowPart]:
        """See Stage."""
        assert self._last is not None
        comment = FlowPart(self.wakes_ns, self._comment, self._last.tokens)
        self._go_on(comment)
        return (comment,)

    def _go_on(self, part: FlowPart) -> None:
        """Wait for the next part; none is behind what ends a stream by itself."""
        if part.kind in ("tail", "end"):
            self._last, self.wakes_ns = None, NEVER
        else:
            self._last, self.wakes_ns = part, part.due_ns + self._gap_ns


def _stage(entry: CommentsFault, circumstances: Circumstances) -> CommentsStage | None:
    comment = circumstances.format.comment(KEEP_ALIVE)
    if not circumstances.is_stream or not comment:
        return None
    return CommentsStage(max(LEAST_GAP_NS, circumstances.ns(entry.gap_s)), comment)


BEHAVIOUR = Behaviour("retimes", stage=_stage, standing="last", is_early=True)
