"""Where an answer's content goes: one connection, whichever lane it is on."""

from __future__ import annotations

from typing import Protocol


class Sink(Protocol):
    """A connection that waits for one answer, whose head and framing are its own affair."""

    def open(self) -> None:
        """Send the head of a stream before there is content, at most once."""
        ...

    def write(self, content: bytes) -> None:
        """Send content, not empty; the head goes before the first."""
        ...

    def finish(self, content: bytes) -> None:
        """Send the rest of the content and end the answer; the sink is done with it."""
        ...

    def reset(self) -> None:
        """End the connection: the rest of the answer will not come."""
        ...

    def is_blocked(self) -> bool:
        """Return whether the client does not read what it was sent."""
        ...
