"""A connection as those see it who frame their bytes themselves."""

from __future__ import annotations

from typing import Protocol

from sanic_mock.engine.flow import FlowEnding


class RawConnection(Protocol):
    """A connection that sends bytes as they are; for one answer at a time."""

    def send_raw(self, content: bytes) -> None:
        """Send bytes, not none."""

    def end_raw(self, ending: FlowEnding) -> None:
        """Go on, or end, behind an answer."""

    def hold_raw(self) -> None:
        """Take note that an answer never ends: nobody need wait for what is still sent of it."""

    def is_blocked(self) -> bool:
        """Return whether the client does not read what it was sent."""
