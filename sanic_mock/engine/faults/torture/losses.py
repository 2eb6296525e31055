"""Streams that lack something, have something twice, or do not end where they say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sanic_mock.engine.event_format import EventFormat, first_changed
from sanic_mock.engine.faults.behaviour import Omission, Without
from sanic_mock.engine.flow import FlowPart, PassiveStage


def doubled(event: bytes) -> bytes:
    """Return an event twice."""
    return event + event


def without_blank(event: bytes) -> bytes:
    """Return an event that goes on with the next one."""
    return event[:-1]


class OnceStage(PassiveStage):
    """Changes one event: that of a token.

    Args:
        form: of the stream.
        change: what becomes of the event.
        token: which, from 1.
    """

    def __init__(self, form: EventFormat, change: Callable[[bytes], bytes], token: int) -> None:
        self._format = form
        self._change = change
        self._token = token
        self._is_over = False

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if not self._is_over and part.kind == "content" and part.tokens >= self._token:
            self._is_over = True
            part = part._replace(content=first_changed(self._format, part.content, self._change))
        yield part


class OmittingStage(PassiveStage):
    """Leaves something away, wherever events say it.

    Args:
        form: of the stream.
        without: leaves it away of one event.
        what: is left away.
    """

    def __init__(self, form: EventFormat, without: Without, what: Omission) -> None:
        self._format = form
        self._without = without
        self._what = what

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind == "content":
            events = self._format.split(part.content)
            content = b"".join(self._without(event, self._what) for event in events)
            part = part._replace(content=content)
        yield part


class AfterEndStage(PassiveStage):
    """Goes on behind what ends a stream.

    Args:
        form: of the stream.
        has_data: with the last event before it, once more.
        has_end: with the same, once more.
    """

    def __init__(self, form: EventFormat, *, has_data: bool, has_end: bool) -> None:
        self._format = form
        self._has_data = has_data
        self._has_end = has_end
        self._last = b""

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        yield part
        if part.kind == "content":
            self._last = part.content or self._last
        elif part.kind == "tail":
            if self._has_data and self._last:
                yield part._replace(content=self._format.split(self._last)[-1])
            if self._has_end:
                yield part
