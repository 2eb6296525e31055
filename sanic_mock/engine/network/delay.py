"""The way there and back: every byte of an answer is so much later."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.flow import FlowPart, PassingStage


class Delay(PassingStage):
    """Delays all parts alike.

    Args:
        by_ns: how long.
    """

    __slots__ = ("_by_ns",)

    def __init__(self, by_ns: int) -> None:
        self._by_ns = by_ns

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        yield part.at(part.due_ns + self._by_ns)

    def pass_whole(self, size: int, due_ns: int) -> int:
        """See PassingStage."""
        return due_ns + self._by_ns
