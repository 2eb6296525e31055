"""Where an answer goes: one connection, whichever lane it is on."""

from __future__ import annotations

from typing import Protocol

from sanic_mock.dialects.answer import Events, Whole


class Sink(Protocol):
    """A connection that waits for one answer."""

    def send_whole(self, answer: Whole) -> None:
        """Send a whole answer; the sink is done with it."""
        ...

    def send_events(self, answer: Events, events: bytes, *, is_last: bool) -> None:
        """Send events of a stream, its head before the first; done with the last."""
        ...

    def abort(self) -> None:
        """Close the connection: the rest of the answer will not come."""
        ...

    def is_blocked(self) -> bool:
        """Return whether the client does not read what it was sent."""
        ...
