"""What a stream of a response tells before its first text, which may leave it early."""

from __future__ import annotations

from sanic_mock.dialects.openai.responses.event_bodies import DELTAS

# What every event of a stream begins with.
PREFIX = b"event: response."
# And what the delta of a summary goes on with.
_SUMMARY = DELTAS["reasoning"].encode() + b"\n"


class Opening:
    """Events that are still to leave.

    Args:
        events: all of them, but for their prefix.
    """

    def __init__(self, events: tuple[bytes, ...]) -> None:
        self._events = events

    def rest(self) -> bytes:
        """Return all that have not left."""
        return self.next(len(self._events))

    def next(self, count: int) -> bytes:
        """Return the next ones, which are there no more."""
        events, self._events = self._events[:count], self._events[count:]
        return PREFIX.join((b"", *events))

    def summaries(self) -> int:
        """Return how many of them are deltas of a summary."""
        return sum(one.startswith(_SUMMARY) for one in self._events)

    def to_summary(self) -> bytes:
        """Return those up to the next delta of a summary; nothing where there is none."""
        for place, one in enumerate(self._events, 1):
            if one.startswith(_SUMMARY):
                return self.next(place)
        return b""
