"""A stage that does something at one place of an answer, and something else to all behind it.

An answer that ends before its place has it at its end, so that a fault that was drawn always comes;
only one that another fault has ended stays so. In an answer of one piece, n tokens stand for their
share of its bytes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import accumulate

from sanic_mock.engine.faults.behaviour import Circumstances
from sanic_mock.engine.flow import NEVER, FlowPart
from sanic_mock.profile.sections.faults.ending import TruncateFault
from sanic_mock.profile.sections.faults.entry import PlacedEntry
from sanic_mock.profile.sections.faults.refusing import StreamErrorFault

Placed = PlacedEntry | TruncateFault | StreamErrorFault


class PlacedStage(ABC):
    """Finds the place; see flow.Stage.

    Args:
        entry: says where.
        circumstances: of the answer.

    Attributes:
        circumstances: likewise.
        tokens: pieces of text that have gone on whole, before the place.
        is_early: once the place is reached, whether there is more of the answer behind it.
    """

    def __init__(self, entry: Placed, circumstances: Circumstances) -> None:
        self.circumstances = circumstances
        self.wakes_ns = NEVER
        self._after = after = entry.after
        self._is_at_end = entry.at == "end"
        self._is_behind = False
        self.is_early = True
        self.tokens = self._bytes = 0
        if after is not None and after.unit == "ms":
            self.wakes_ns = circumstances.arrived_ns + circumstances.ns(after.amount / 1e3)

    @abstractmethod
    def reach(self, due_ns: int) -> Iterable[FlowPart]:
        """Yield what comes at the place."""

    @abstractmethod
    def pass_behind(self, part: FlowPart) -> Iterable[FlowPart]:
        """Yield what goes on of a part behind the place."""

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if self._is_behind:
            yield from self.pass_behind(part)
            return
        size = self._size_before(part)
        if size is None:
            self._bytes += len(part.content) if part.kind == "content" else 0
            self.tokens = max(self.tokens, part.tokens)
            yield part
            return
        self.tokens = max(self.tokens, self._tokens_within(part, size))
        if size:
            yield part._replace(content=part.content[:size], tokens=self.tokens)
        self.is_early = part.kind != "end"
        yield from self._reached(self._due_ns(part))
        if size < len(part.content) or not part.content:
            yield from self.pass_behind(part._replace(content=part.content[size:]))

    def wake(self, now_ns: int) -> Iterable[FlowPart]:
        """See Stage."""
        if not self._is_behind:
            yield from self._reached(self.wakes_ns)

    def _reached(self, due_ns: int) -> Iterator[FlowPart]:
        self._is_behind = True
        self.wakes_ns = NEVER
        yield from self.reach(due_ns)

    def _due_ns(self, part: FlowPart) -> int:
        if _is_held(part):
            return max(part.due_ns, self.wakes_ns)
        return min(part.due_ns, self.wakes_ns) if self.wakes_ns else part.due_ns

    def _size_before(self, part: FlowPart) -> int | None:
        """Return how many of a part's bytes are before the place; None where all are."""
        after = self._after
        if after is None and not self._is_at_end:
            return 0
        if part.kind == "end":
            return 0 if part.ending == "keep" or self._comes_to(part) else None
        if after is None:
            return 0 if part.kind == "tail" else None
        if after.unit == "ms":
            return 0 if part.due_ns > self.wakes_ns else None
        if part.kind != "content":
            return None
        if after.unit == "bytes":
            left = after.amount - self._bytes
            return left if left <= len(part.content) else None
        return self._size_of_tokens(part, after.amount)

    def _tokens_within(self, part: FlowPart, size: int) -> int:
        """Return how many pieces have gone on with the first bytes of a part: of a few joined."""
        more = part.tokens - self.tokens
        if size == len(part.content):
            return part.tokens
        if more < 2 or not self.circumstances.is_stream:
            return self.tokens
        events = self.circumstances.format.split(part.content)
        whole = sum(1 for end in accumulate(map(len, events)) if end <= size)
        opening = 0 if self.tokens else len(events) - more  # what is no piece, of the first part
        return self.tokens + min(more, max(0, whole - opening))

    def _comes_to(self, end: FlowPart) -> bool:
        """Return whether a place in time comes, though another fault ended the answer."""
        return _is_held(end) and self.wakes_ns != NEVER

    def _size_of_tokens(self, part: FlowPart, tokens: int) -> int | None:
        if part.tokens < tokens:
            return None
        if self.circumstances.is_stream:
            return len(part.content)
        return len(part.content) * tokens // max(1, part.tokens)


def _is_held(part: FlowPart) -> bool:
    """Return whether nothing more comes, and the connection stays open."""
    return part.kind == "end" and part.ending == "hold"
