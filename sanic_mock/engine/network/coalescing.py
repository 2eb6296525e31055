"""Writes that come soon after each other leave as one: a sender that waits for more."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.flow import NEVER, FlowPart


class Coalescing:
    """Joins all that is due within a window after the first write that waits, at its end.

    Args:
        window_ns: how long the first one waits.

    Attributes:
        wakes_ns: when what waits leaves by itself; NEVER where nothing waits.
    """

    __slots__ = ("_first", "_waiting", "_window_ns", "wakes_ns")

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._first: FlowPart | None = None
        self._waiting: list[bytes] = []
        self.wakes_ns = NEVER

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if self._first is not None and part.due_ns > self.wakes_ns:
            yield from self.wake(self.wakes_ns)
        if part.kind == "end":
            due_ns = max(part.due_ns, self.wakes_ns)
            yield from self.wake(due_ns)
            yield part.at(due_ns)
        else:
            self._add(part)

    def wake(self, now_ns: int) -> Iterator[FlowPart]:
        """See Stage."""
        first = self._first
        if first is None:
            return
        content, due_ns = b"".join(self._waiting), self.wakes_ns
        self._first, self.wakes_ns = None, NEVER
        self._waiting.clear()
        yield first._replace(due_ns=due_ns, content=content)

    def _add(self, part: FlowPart) -> None:
        if self._first is None:
            self._first, self.wakes_ns = part, part.due_ns + self._window_ns
        else:
            self._first = self._first._replace(tokens=part.tokens)
        self._waiting.append(part.content)
