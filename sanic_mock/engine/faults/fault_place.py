"""Which part of an answer is the first behind a place, for faults that change parts as they are.

`placed` is for those that end or stop an answer at a place, and split the part that it is in.
"""

from __future__ import annotations

from sanic_mock.engine.faults.behaviour import Circumstances
from sanic_mock.engine.flow import FlowPart
from sanic_mock.profile.answer_place import AnswerPlace


class FaultPlace:
    """A place in one answer.

    Args:
        after: how much of it is before; None is nothing.
        circumstances: of the answer.
    """

    def __init__(self, after: AnswerPlace | None, circumstances: Circumstances) -> None:
        self._amount = after.amount if after is not None else 0
        self._unit = after.unit if after is not None else None
        self._due_ns = circumstances.arrived_ns + circumstances.ns(self._amount / 1e3)
        self._bytes = 0

    def is_before(self, part: FlowPart) -> bool:
        """Return whether some of a part is behind the place; asked for each part, in order."""
        self._bytes += len(part.content)
        if self._unit == "tokens":
            return part.tokens > self._amount
        if self._unit == "bytes":
            return self._bytes > self._amount
        return self._unit is None or part.due_ns > self._due_ns

    def size_in(self, whole: FlowPart) -> int:
        """Return how many bytes of a body are before the place, half of them where there is none.

        At least one that is no white space is behind it.
        """
        size = len(whole.content.rstrip())
        return max(0, min(self._size_of(whole, size), size - 1))

    def _size_of(self, whole: FlowPart, size: int) -> int:
        if self._unit == "tokens":
            return size * self._amount // max(1, whole.tokens)
        if self._unit == "bytes":
            return self._amount
        if self._unit == "ms":
            return 0 if whole.due_ns > self._due_ns else size
        return size // 2
