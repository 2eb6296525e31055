"""Wakes an event loop from any process of a server: what it is to look at is elsewhere."""

from __future__ import annotations

import os
import weakref
from contextlib import suppress

_MOST_RINGS = 4096


class Bell:
    """One loop's bell, for this process and all that are forked from it."""

    def __init__(self) -> None:
        self._heard, self._rung = os.pipe()
        for end in (self._heard, self._rung):
            os.set_blocking(end, False)
            weakref.finalize(self, os.close, end)

    def fileno(self) -> int:
        """Return what is readable while it has rung, and nobody has heard it."""
        return self._heard

    def ring(self) -> None:
        """Wake who listens; one that rings already is as good."""
        with suppress(BlockingIOError):
            os.write(self._rung, b"\0")

    def hear(self) -> None:
        """Note that it has rung; look at what it rang for behind this, not before."""
        with suppress(BlockingIOError):
            os.read(self._heard, _MOST_RINGS)
